const PIN_SHAPE = /^[0-9]{6,12}$/;
const DISTINCT_DIGITS_MIN = 3;
const REPEATED_BLOCK = /^(\d{1,3})\1+$/;
const RUN_OF_EQUAL_DIGITS = /(\d)\1+/g;
// Two rounds of the keys, so that 890123 is found as well.
const UPWARDS = '01234567890123456789';
const DOWNWARDS = '98765432109876543210';

/** Tells whether a text can be a PIN: 6 to 12 plain digits. */
export function isPinShape(text: string): boolean {
  return PIN_SHAPE.test(text);
}

/**
 * Says why a PIN is refused as guessable, or null when it is not: `repeated` for fewer than three
 * different digits or a short block over and over (111111, 121212, 123123), `sequence` for the keys
 * in order, each perhaps pressed several times (123456, 654321, 112233). Birthdays and telephone
 * numbers are for the caller, who knows them.
 */
export function pinWeakness(pin: string): 'repeated' | 'sequence' | null {
  if (new Set(pin).size < DISTINCT_DIGITS_MIN || REPEATED_BLOCK.test(pin)) return 'repeated';
  const keys = pin.replace(RUN_OF_EQUAL_DIGITS, '$1');
  return UPWARDS.includes(keys) || DOWNWARDS.includes(keys) ? 'sequence' : null;
}
