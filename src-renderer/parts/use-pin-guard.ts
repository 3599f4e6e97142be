import { type ReactNode, useEffect, useRef } from 'react';

/** How long after the last of them digits go nowhere once their PIN field is gone. */
const STRAY_DIGITS_MS = 2000;
const DIGIT_CODE = /^(?:Digit|Numpad)\d$/;
const MODIFIER = /^(?:Shift|Control|Alt|Meta)(?:Left|Right)$|Lock$/;
const LEAVING_KEY = /^(?:Escape|F\d{1,2})$/;

/** Gives the keyboard back to the page; null: nothing is held back. */
let giveBack: (() => void) | null = null;

/** How a PIN field says where its digits stand. */
interface PinGuard {
  /** More are typed. */
  readonly open: () => void;
  /** They are confirmed. */
  readonly close: () => void;
}

/**
 * Sees to it that a PIN is typed into its own field and nowhere else. Whoever types one looks at the keys: a field that goes
 * away by anything but its Enter, Esc or a button would leave the digits to what comes instead, where they can be read. A new
 * `message` says that they are asked for again.
 */
export function usePinGuard(message: ReactNode): PinGuard {
  // Of a field that nobody has typed into there is nothing to keep from what comes instead.
  const isDone = useRef(true);
  useEffect(() => {
    if (message !== undefined && message !== '') isDone.current = false;
  }, [message]);
  useEffect(() => {
    // Here they may be typed again.
    giveBack?.();
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (LEAVING_KEY.test(key)) isDone.current = true;
    };
    const onClick = ({ target }: MouseEvent) => {
      if (isIn(target, 'button') && !isIn(target, '.pin-entry')) isDone.current = true;
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    window.addEventListener('click', onClick, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      window.removeEventListener('click', onClick, { capture: true });
      if (!isDone.current) holdDigitsBack(window);
    };
  }, []);
  return {
    open: () => {
      isDone.current = false;
    },
    close: () => {
      isDone.current = true;
    },
  };
}

/**
 * Takes digits, and the Enter after them, from the page until none has come for two seconds, another key is pressed or
 * something else is touched.
 */
function holdDigitsBack(page: Window): void {
  giveBack?.();
  let heldCount = 0;
  let timer = page.setTimeout(stop, STRAY_DIGITS_MS);

  function hold(event: Event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    heldCount += 1;
    page.clearTimeout(timer);
    timer = page.setTimeout(stop, STRAY_DIGITS_MS);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (MODIFIER.test(event.code)) return;
    if (DIGIT_CODE.test(event.code)) return hold(event);
    if (event.key === 'Enter' && heldCount > 0) hold(event);
    stop();
  }

  function onClick(event: MouseEvent) {
    if (isIn(event.target, '.number-pad')) hold(event);
  }

  function onPointerDown({ target }: PointerEvent) {
    if (!isIn(target, '.number-pad')) stop();
  }

  function stop() {
    page.clearTimeout(timer);
    page.removeEventListener('keydown', onKeyDown, { capture: true });
    page.removeEventListener('click', onClick, { capture: true });
    page.removeEventListener('pointerdown', onPointerDown, { capture: true });
    if (giveBack === stop) giveBack = null;
  }

  page.addEventListener('keydown', onKeyDown, { capture: true });
  page.addEventListener('click', onClick, { capture: true });
  page.addEventListener('pointerdown', onPointerDown, { capture: true });
  giveBack = stop;
}

function isIn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
