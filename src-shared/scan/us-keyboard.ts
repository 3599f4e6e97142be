const LETTER = /^Key([A-Z])$/;

// The two characters of each key, without and with Shift, on the layout that keyboard-mode scanners
// imitate unless someone set them otherwise.
const CHARACTERS: Readonly<Record<string, string>> = {
  Digit1: '1!',
  Digit2: '2@',
  Digit3: '3#',
  Digit4: '4$',
  Digit5: '5%',
  Digit6: '6^',
  Digit7: '7&',
  Digit8: '8*',
  Digit9: '9(',
  Digit0: '0)',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  IntlBackslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  Space: '  ',
  Numpad0: '00',
  Numpad1: '11',
  Numpad2: '22',
  Numpad3: '33',
  Numpad4: '44',
  Numpad5: '55',
  Numpad6: '66',
  Numpad7: '77',
  Numpad8: '88',
  Numpad9: '99',
  NumpadAdd: '++',
  NumpadSubtract: '--',
  NumpadMultiply: '**',
  NumpadDivide: '//',
  NumpadDecimal: '..',
  NumpadComma: ',,',
  NumpadEqual: '==',
};

/**
 * The character of a physical key (a KeyboardEvent's `code`) on the US layout, or null when the key
 * writes none. `upper` decides the case of letters, `shifted` the other keys.
 */
export function readUsKey(
  code: string,
  held: { readonly shifted: boolean; readonly upper: boolean },
): string | null {
  const letter = LETTER.exec(code)?.[1];
  if (letter !== undefined) return held.upper ? letter : letter.toLowerCase();
  const characters = Object.hasOwn(CHARACTERS, code) ? CHARACTERS[code] : undefined;
  if (characters === undefined) return null;
  return characters.charAt(held.shifted ? 1 : 0);
}
