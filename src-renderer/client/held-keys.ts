import { isTextField } from './text-field.ts';

/** Characters that wait until it is known whether a person or a scanner types them. */
export interface HeldKeys {
  isEmpty(): boolean;
  /** Takes a key from the page; the character of it waits behind those before it. */
  hold(event: KeyboardEvent): void;
  /** A person typed them: the page gets them, in the order they were pressed. Without any it does nothing. */
  letGo(): void;
  /** A scanner typed them: nobody gets them. */
  drop(): void;
}

/**
 * Holds keys of one page back. `settled` does something and answers once the page shows what came of it, so that each key meets
 * the page that the one before it left. `beforeTyping` is told of a field before a character goes into it.
 */
export function createHeldKeys(options: {
  readonly page: Window;
  readonly settled: (act: () => void) => void;
  readonly beforeTyping: (field: HTMLElement) => void;
}): HeldKeys {
  const { document } = options.page;
  let held: readonly KeyboardEvent[] = [];

  /** As the browser would: the page hears the key, and what it does not take goes into the field. */
  function press({ key, code, shiftKey, location }: KeyboardEvent): void {
    const again = { key, code, shiftKey, location, bubbles: true, cancelable: true };
    const focused = document.activeElement ?? document.body;
    const isLeft = focused.dispatchEvent(new KeyboardEvent('keydown', again));
    // Who takes a key acts on it when it goes up.
    if (!isLeft) return void focused.dispatchEvent(new KeyboardEvent('keyup', again));
    if (key === ' ' && isPressedBySpace(focused)) return focused.click();
    // The page may have moved the focus to where its characters belong.
    const field = document.activeElement;
    if (!isTextField(field) || field.readOnly) return;
    options.beforeTyping(field);
    const end = field.value.length;
    field.setRangeText(key, field.selectionStart ?? end, field.selectionEnd ?? end, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true, data: key }));
  }

  return {
    isEmpty: () => held.length === 0,
    hold: (event) => {
      held = [...held, event];
    },
    letGo: () => {
      const keys = held;
      held = [];
      for (const key of keys) options.settled(() => press(key));
    },
    drop: () => {
      held = [];
    },
  };
}

/** What the browser itself presses by the space bar. */
function isPressedBySpace(element: Element): element is HTMLElement {
  return element instanceof HTMLButtonElement || (isInput(element) && !isTextField(element));
}

function isInput(element: Element): element is HTMLInputElement {
  return element instanceof HTMLInputElement;
}
