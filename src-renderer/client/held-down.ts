import { isTextField } from './text-field.ts';

const acts = /^(?:Enter|Escape|F\d{1,2})$/;
const writes = /^(?:.|Backspace|Delete)$/u;

/**
 * One press of a key is one act, however long it is held: what would be done by its repeats is done once, so that the question
 * that an Enter opens is not answered by the same Enter. Characters and what takes them away repeat in the field that the key
 * went down in, unless the page took it for an act. Arrows and the Tab key repeat anywhere.
 */
export function ignoreHeldDown(page: Window): void {
  const firsts = new Map<string, KeyboardEvent>();

  function isSameAct({ key, code, target }: KeyboardEvent): boolean {
    if (acts.test(key)) return true;
    if (!writes.test(key)) return false;
    const first = firsts.get(code);
    return first?.target !== target || first.defaultPrevented || !isTextField(target);
  }

  const capture = { capture: true } as const;
  page.addEventListener(
    'keydown',
    (event) => {
      if (!event.repeat) return void firsts.set(event.code, event);
      if (!isSameAct(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    capture,
  );
  page.addEventListener('keyup', ({ code }) => void firsts.delete(code), capture);
}
