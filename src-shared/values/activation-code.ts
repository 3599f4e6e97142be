// No letter or digit that is taken for another one when read aloud or typed.
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 4;
const groupLetters = 4;
const shape = new RegExp(
  `^[${letters}]{${groupLetters}}(?:-[${letters}]{${groupLetters}}){${groups - 1}}$`,
);

/**
 * Makes the code that turns one install into a terminal: four groups of four letters and digits. `pick` answers a whole number
 * from 0 up to, and without, the one it is given; nobody may guess its answers.
 */
export function makeActivationCode(pick: (below: number) => number): string {
  const group = (): string =>
    Array.from({ length: groupLetters }, () => letters[pick(letters.length)]).join('');
  return Array.from({ length: groups }, group).join('-');
}

/** The activation code of a text that was scanned, in its one spelling; null where it is none. */
export function parseActivationCode(text: string): string | null {
  const code = text.normalize('NFKC').trim().toUpperCase();
  return shape.test(code) ? code : null;
}
