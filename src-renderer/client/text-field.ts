/** A field that characters are written into. */
export type TextField = HTMLInputElement | HTMLTextAreaElement;

const PRESSED_INPUTS = '[type=checkbox], [type=radio], [type=button], [type=submit], [type=file]';

/** Tells whether characters are written into it. A tick and a choice are inputs as well, and the space bar presses them. */
export function isTextField(target: EventTarget | null): target is TextField {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !target.matches(PRESSED_INPUTS);
}
