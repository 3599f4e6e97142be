const MARK = /<(\d{1,3})>/g;
const BYTE_MAX = 255;
/** Of one prefix or suffix, as the contract takes it. */
const BYTES_MAX = 16;

/** Bytes as a person reads and types them: printable ones as they are, the others by their number: "<2>M<13>". */
export function showBytes(bytes: string): string {
  return Array.from(bytes, (character) => {
    const isPlain = /[\x21-\x7e]/.test(character) && character !== '<';
    return isPlain ? character : `<${character.charCodeAt(0)}>`;
  }).join('');
}

/** The bytes of such a text, or null where it is none; a "<" that begins no number has to be written as "<60>". */
export function readBytes(text: string): string | null {
  const numbers = [...text.matchAll(MARK)].map((match) => Number(match[1]));
  const rest = text.replaceAll(MARK, '');
  if (rest.includes('<') || !/^[\x20-\x7e]*$/.test(rest)) return null;
  if (numbers.some((number) => number > BYTE_MAX)) return null;
  const bytes = text.replaceAll(MARK, (_mark, number) => String.fromCharCode(Number(number)));
  return bytes.length > BYTES_MAX ? null : bytes;
}
