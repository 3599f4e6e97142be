import { isTextField } from './text-field.ts';

const acts = /^(?:Enter|Escape|F\d{1,2})$/;

/**
 * One press of a key is one act, however long it is held: what would be done by its repeats is done once, so that the question
 * that an Enter opens is not answered by the same Enter. Characters, arrows and what takes them away repeat in a field.
 */
export function ignoreHeldDown(page: Window): void {
  page.addEventListener(
    'keydown',
    (event) => {
      const isAct = acts.test(event.key) || (event.key.length === 1 && !isTextField(event.target));
      if (!event.repeat || !isAct) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
