import { type ReactNode, useId } from 'react';
import { Button } from './Button.tsx';
import { LockIcon } from './icons.tsx';
import { useWords } from './words.ts';
import './identify-box.css';

/**
 * Where balances would stand, as long as nobody is sure who is there (ID-02): one field for a surname or a birthday. What
 * was typed is as private as what it opens, so no browser may keep it.
 */
export function IdentifyBox(props: {
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onConfirm: () => void;
  readonly onFocus?: () => void;
  /** Why the last answer was not accepted; "" before there was one. */
  readonly message: string;
  readonly isBusy: boolean;
  /** false for a member who gave neither: the hint says what is left. */
  readonly canAsk: boolean;
  readonly hint: string;
  /** Other ways, beside the field. */
  readonly children?: ReactNode;
}) {
  const say = useWords();
  const id = useId();
  const { text, message, isBusy } = props;
  return (
    <section className="identify-box">
      <div className="identify-words">
        <label className="identify-title" htmlFor={id}>
          <LockIcon size={22} />
          {say('identify.title')}
        </label>
        <p aria-live="polite" className={message === '' ? 'soft' : 'identify-no'} id={`${id}-hint`}>
          {message === '' ? props.hint : message}
        </p>
      </div>
      <div className="identify-acts">
        {props.canAsk ? (
          <>
            <input
              aria-describedby={`${id}-hint`}
              aria-invalid={message !== ''}
              autoComplete="off"
              className="text-box-input identify-input"
              id={id}
              maxLength={40}
              onChange={(event) => props.onType(event.target.value)}
              onFocus={props.onFocus}
              onKeyDown={(event) => {
                // While an input method is composing, Enter belongs to it.
                if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
                event.preventDefault();
                props.onConfirm();
              }}
              placeholder={say('identify.example')}
              spellCheck={false}
              value={text}
            />
            <Button isDisabled={isBusy || text.trim() === ''} onPress={props.onConfirm}>
              {say('identify.check')}
            </Button>
          </>
        ) : null}
        {props.children}
      </div>
    </section>
  );
}
