/** What the other tills of this store know of member codes, and hear of them (ID-03). */
export interface OtherTills {
  /** Whether one of them has opened a code; false where none answers in time. Never throws. */
  hasOpened(codeId: string): Promise<boolean>;
  /** Tells them that this till has opened one. Never throws and waits for nobody. */
  tellOpened(codeId: string): void;
}

/** Of a till that reaches no other: what it did not open itself, it takes for unopened (ID-04 says what that may cost). */
export const noOtherTills: OtherTills = {
  hasOpened: () => Promise.resolve(false),
  tellOpened: () => {},
};
