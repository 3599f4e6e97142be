const THOUSANDS_GAP = /\B(?=(?:\d{3})+$)/g;

/**
 * Writes a safe integer with a comma between thousands, without a locale: the same on every
 * machine.
 */
export function groupDigits(whole: number): string {
  return String(whole).replace(THOUSANDS_GAP, ',');
}
