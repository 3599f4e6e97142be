const shape = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\]):(\d{1,5})$/i;
const portMax = 65_535;

/** Tells whether a text is `host:port`, an IPv6 address in brackets. */
export function isLanAddress(text: string): boolean {
  const port = Number(shape.exec(text)?.[1] ?? 0);
  return port > 0 && port <= portMax;
}
