import { BackspaceIcon } from './icons.tsx';
import { useWords } from './words.ts';
import './number-pad.css';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Digits for fingers. It leaves the focus where it is, so that the keyboard goes on working in the same field. */
export function NumberPad(props: {
  /** A character, or `back` for the last one to go. */
  readonly onKey: (key: string) => void;
  /** The character of the key left of the zero; none without it. */
  readonly extraKey?: string;
  /** Keys with words below the digits. */
  readonly wordKeys?: readonly { readonly key: string; readonly words: string }[];
  readonly size?: 'normal' | 'large';
}) {
  const say = useWords();
  const { onKey, extraKey, size = 'normal', wordKeys = [] } = props;
  return (
    <div className={`number-pad number-pad-${size}`}>
      {digits.map((digit) => (
        <PadKey key={digit} label={digit} name={digit} onKey={onKey} />
      ))}
      {extraKey === undefined ? (
        <span />
      ) : (
        <PadKey label={extraKey} name={extraKey} onKey={onKey} />
      )}
      <PadKey label="0" name="0" onKey={onKey} />
      <button
        aria-label={say('pad.back')}
        className="pad-key pad-key-back"
        onClick={() => onKey('back')}
        onMouseDown={keepFocus}
        tabIndex={-1}
        type="button"
      >
        <BackspaceIcon size={28} />
      </button>
      {wordKeys.length === 0 ? null : (
        <div className="pad-word-keys">
          {wordKeys.map(({ key, words }) => (
            <button
              className="pad-key pad-key-words"
              key={key}
              onClick={() => onKey(key)}
              onMouseDown={keepFocus}
              tabIndex={-1}
              type="button"
            >
              {words}
              <kbd className="key-hint">{key}</kbd>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function PadKey(props: {
  readonly name: string;
  readonly label: string;
  readonly onKey: (key: string) => void;
}) {
  return (
    <button
      className="pad-key"
      onClick={() => props.onKey(props.name)}
      onMouseDown={keepFocus}
      tabIndex={-1}
      type="button"
    >
      {props.label}
    </button>
  );
}

function keepFocus(event: { preventDefault: () => void }) {
  event.preventDefault();
}
