import { isTextField, type TextField } from './text-field.ts';

interface Trace {
  readonly value: string;
  readonly start: number | null;
  readonly end: number | null;
}

/** Remembers what fields held before a burst of keys and puts it back, React's own fields included. */
export interface FieldTraces {
  /** Remembers a field as it is now, unless it is remembered already. */
  note(field: EventTarget | null): void;
  forget(): void;
  /** Puts every remembered field back. Safe to repeat until `forget`. */
  restore(): void;
}

export function createFieldTraces(): FieldTraces {
  const traces = new Map<TextField, Trace>();
  return {
    note: (field) => {
      if (!isTextField(field) || traces.has(field)) return;
      traces.set(field, {
        value: field.value,
        start: field.selectionStart,
        end: field.selectionEnd,
      });
    },
    forget: () => traces.clear(),
    restore: () => {
      for (const [field, trace] of traces) putBack(field, trace);
    },
  };
}

function putBack(field: TextField, trace: Trace): void {
  if (field.value !== trace.value) {
    // React watches the property of the element itself; only the prototype's setter goes past it, so that
    // the input event that follows is a change to React as well.
    const prototype =
      field instanceof HTMLInputElement
        ? HTMLInputElement.prototype
        : HTMLTextAreaElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, trace.value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  if (trace.start !== null && field.ownerDocument.activeElement === field) {
    field.setSelectionRange(trace.start, trace.end);
  }
}
