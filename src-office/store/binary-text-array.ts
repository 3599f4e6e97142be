const headerBytes = 20;
const lengthBytes = 4;
const nullLength = -1;
const textOid = 25;

/**
 * Texts as PostgreSQL's binary form of text[]. The text form would be escaped here and unescaped there, byte by byte, which
 * for a thousand member states costs as much as the update itself.
 */
export function binaryTextArray(texts: readonly (string | null)[]): Buffer {
  const lengths = texts.map((text) => (text === null ? nullLength : Buffer.byteLength(text)));
  const bytes = lengths.reduce(
    (sum, length) => sum + lengthBytes + Math.max(0, length),
    headerBytes,
  );
  const buffer = Buffer.allocUnsafe(bytes);
  buffer.writeInt32BE(1, 0); // dimensions
  buffer.writeInt32BE(lengths.includes(nullLength) ? 1 : 0, 4);
  buffer.writeInt32BE(textOid, 8);
  buffer.writeInt32BE(texts.length, 12);
  buffer.writeInt32BE(1, 16); // the first index
  let at = headerBytes;
  texts.forEach((text, index) => {
    const length = lengths[index] ?? nullLength;
    at = buffer.writeInt32BE(length, at);
    if (text !== null) at += buffer.write(text, at, length, 'utf8');
  });
  return buffer;
}
