import { type RefObject, useEffect } from 'react';

/**
 * Puts the focus into a field when it appears and again when `when` changes. Once at once, for the next key, and once
 * with the next frame: the browser gives the focus to what was pressed only after the press has done its work.
 */
export function useFocus(field: RefObject<HTMLElement | null>, when: string): void {
  useEffect(() => {
    const focus = () => field.current?.focus();
    focus();
    const frame = requestAnimationFrame(focus);
    return () => cancelAnimationFrame(frame);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- `when` is what the focus follows
  }, [field, when]);
}
