/** An event of Electron's that its listeners may prevent. */
export type Preventable<Details extends object> = Details & {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
};

export function makeEvent<Details extends object>(details: Details): Preventable<Details> {
  let isPrevented = false;
  return Object.defineProperties(details, {
    preventDefault: {
      value: () => {
        isPrevented = true;
      },
    },
    defaultPrevented: { get: () => isPrevented },
  }) as Preventable<Details>; // both were just added
}
