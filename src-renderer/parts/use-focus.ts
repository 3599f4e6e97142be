import { type RefObject, useEffect } from 'react';

/** Puts the focus into a field when it appears and again when `when` changes. */
export function useFocus(field: RefObject<HTMLElement | null>, when: string): void {
  useEffect(() => {
    field.current?.focus();
  }, [field, when]);
}
