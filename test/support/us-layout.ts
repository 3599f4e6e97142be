const shifted = '~!@#$%^&*()_+{}|:"<>?';
const plain = "`1234567890-=[]\\;',./";
const codes =
  'Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal ' +
  'BracketLeft BracketRight Backslash Semicolon Quote Comma Period Slash';

/** The key of a US keyboard that writes a character of ASCII, as scanners press it. */
export function usKeyOf(character: string): { readonly code: string; readonly shiftKey: boolean } {
  if (character === ' ') return { code: 'Space', shiftKey: false };
  if (/[A-Za-z]/.test(character)) {
    return { code: `Key${character.toUpperCase()}`, shiftKey: /[A-Z]/.test(character) };
  }
  const shiftKey = shifted.includes(character);
  const code = codes.split(' ')[(shiftKey ? shifted : plain).indexOf(character)];
  if (code === undefined) throw new Error(`A US keyboard has no key for "${character}".`);
  return { code, shiftKey };
}
