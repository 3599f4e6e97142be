import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import { NumberPad } from './NumberPad.tsx';
import { useWords } from './words.ts';
import { useFocus } from './use-focus.ts';
import { usePinGuard } from './use-pin-guard.ts';
import { pressPadKey } from './amount-text.ts';
import './pin-entry.css';

const PIN_DIGITS_MIN = 6;
const PIN_DIGITS_MAX = 12;
const NOT_DIGITS = /\D/g;

/** A PIN by keyboard or finger; what is typed is never shown, and leaves this part only when it is confirmed. */
export function PinEntry(props: {
  readonly label: string;
  readonly confirmWords: string;
  readonly onConfirm: (pin: string) => void;
  readonly isBusy: boolean;
  /** Changes when the digits have to be typed again. */
  readonly message?: ReactNode;
  readonly size?: 'normal' | 'large';
  /** For whoever sends the keyboard here. */
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}) {
  const say = useWords();
  const [pin, setPin] = useState('');
  const own = useRef<HTMLInputElement>(null);
  const field = props.inputRef ?? own;
  useFocus(field, props.label);
  const guard = usePinGuard(props.message);
  const { isBusy, size = 'normal' } = props;
  const canConfirm = pin.length >= PIN_DIGITS_MIN && !isBusy;

  function type(text: string) {
    guard.open();
    setPin(text.normalize('NFKC').replace(NOT_DIGITS, '').slice(0, PIN_DIGITS_MAX));
  }

  function confirm() {
    if (!canConfirm) return;
    guard.close();
    props.onConfirm(pin);
    setPin('');
  }

  return (
    <div className={`pin-entry pin-entry-${size}`}>
      <label className="pin-field">
        <span className="pin-label">{props.label}</span>
        <input
          aria-describedby="pin-message"
          autoComplete="one-time-code"
          className="pin-input"
          inputMode="none"
          onChange={(event) => type(event.target.value)}
          onCopy={(event) => event.preventDefault()}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            confirm();
          }}
          ref={field}
          spellCheck={false}
          // No password field: a browser would offer to keep it. The style sheet hides what is typed.
          type="text"
          value={pin}
        />
        <span aria-hidden="true" className="pin-dots">
          {Array.from({ length: Math.max(PIN_DIGITS_MIN, pin.length) }, (_, index) => (
            <span className={index < pin.length ? 'pin-dot pin-dot-full' : 'pin-dot'} key={index} />
          ))}
        </span>
      </label>
      <p aria-live="assertive" className="pin-message" id="pin-message">
        {isBusy ? say('pin.checking') : props.message}
      </p>
      <NumberPad onKey={(key) => type(pressPadKey(pin, key))} size={size} />
      <Button
        isDisabled={!canConfirm}
        isWide
        keyHint="Enter"
        look="primary"
        onPress={confirm}
        size="large"
      >
        {props.confirmWords}
      </Button>
    </div>
  );
}
