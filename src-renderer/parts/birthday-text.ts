const DIGITS = /^(?:(\d{4}))?(\d{2})(\d{2})$/;

/**
 * Brings "0305", "3/5", "19900305" or "1990-3-5" into MM-DD or YYYY-MM-DD. Anything else stays as it is, for the till
 * to refuse.
 */
export function readBirthdayText(text: string): string {
  const typed = text.normalize('NFKC').trim();
  const digits = DIGITS.exec(typed);
  const parts = digits === null ? typed.split(/[-/.年月日\s]+/) : digits.slice(1);
  const filled = parts.filter((part) => part !== undefined && part !== '');
  if (filled.length < 2 || !filled.every((part) => /^\d{1,4}$/.test(part))) return typed;
  return filled.map((part) => part.padStart(2, '0')).join('-');
}
