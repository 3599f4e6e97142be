import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, linkSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { z } from 'zod';
import { syncFolder } from '../data-folder.ts';
import { BackupFailure } from './backup-failure.ts';
import { type BackupSeal, sealWith } from './backup-seal.ts';

/**
 * A backup file: one line of JSON in the clear, the records as lines of JSON (zstd, sealed when there is a passphrase), and
 * 32 bytes of checksum over all before it.
 */

const checksumBytes = 32;
const headerMaxBytes = 1000;
const chunkChars = 64 * 1024;
const lineEnd = 0x0a;

const headerSchema = z.object({
  format: z.literal('membership-office-backup'),
  version: z.int(),
  createdAtMs: z.int(),
  salt: z.string().nullable(),
});
const version = 1;

export interface WrittenBackup {
  readonly bytes: number;
}

/**
 * Writes records into a new file that only its owner may read: aside, synced, read once more against its checksum, and only
 * then under its name. Fails with `file_exists`; whatever fails, no file of that name comes into being.
 */
export async function writeBackupFile(
  file: string,
  options: {
    readonly records: () => AsyncIterable<unknown>;
    readonly passphrase: string | null;
    readonly createdAtMs: number;
  },
): Promise<WrittenBackup> {
  if (existsSync(file)) throw fileExists(file);
  const seal = sealWith(options.passphrase);
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = await open(aside, 'wx', 0o600);
  try {
    const bytes = await writeAll(handle, seal, options);
    await handle.sync();
    await verify(aside, seal);
    linkSync(aside, file);
    return { bytes };
  } catch (error) {
    if (existsSync(file)) throw fileExists(file, error);
    throw error;
  } finally {
    await handle.close();
    rmSync(aside, { force: true });
    syncFolder(path.dirname(path.resolve(file)));
  }
}

/** A backup whose checksum is right. */
export interface BackupFile {
  readonly createdAtMs: number;
  /** Its records from the first on, each time anew. */
  records(): AsyncGenerator;
}

/** Opens a backup and checks all of it before anything is done with it. Fails with BackupFailure. */
export async function openBackupFile(file: string, passphrase: string | null): Promise<BackupFile> {
  const { header, bodyStart } = await readHeader(file);
  if (header.version > version) {
    throw new BackupFailure('file_newer', `${file} was made by a newer office. Use that one.`);
  }
  if (header.salt === null ? passphrase !== null : passphrase === null) {
    const words = header.salt === null ? 'has no passphrase' : 'needs its --passphrase-file';
    throw new BackupFailure('passphrase_wrong', `${file} ${words}.`);
  }
  const seal = sealWith(passphrase, header.salt ?? undefined);
  const { bodyEnd } = await verify(file, seal);
  return {
    createdAtMs: header.createdAtMs,
    records: () => readRecords(file, seal, { start: bodyStart, end: bodyEnd }),
  };
}

async function writeAll(
  handle: FileHandle,
  seal: BackupSeal,
  options: { readonly records: () => AsyncIterable<unknown>; readonly createdAtMs: number },
): Promise<number> {
  const checksum = seal.checksum();
  let bytes = 0;
  const write = async (chunk: Uint8Array): Promise<void> => {
    checksum.update(chunk);
    bytes += chunk.length;
    await handle.writeFile(chunk);
  };
  const { createdAtMs } = options;
  const header = { format: 'membership-office-backup', version, createdAtMs, salt: seal.salt };
  await write(Buffer.from(`${JSON.stringify(header)}\n`));
  const compressed = createZstdCompress();
  const cipher = seal.encrypt();
  const running = pipeline([
    Readable.from(toChunks(options.records())),
    compressed,
    ...(cipher === null ? [] : [cipher]),
  ]);
  running.catch(() => undefined); // whoever reads the last of them hears of it
  for await (const chunk of cipher ?? compressed) await write(chunk as Buffer); // no encoding was set
  await running;
  const sum = checksum.digest();
  await handle.writeFile(sum);
  return bytes + sum.length;
}

async function* toChunks(records: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let text = '';
  for await (const record of records) {
    text += `${JSON.stringify(record)}\n`;
    if (text.length < chunkChars) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

async function verify(file: string, seal: BackupSeal): Promise<{ readonly bodyEnd: number }> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const bodyEnd = size - checksumBytes;
    if (bodyEnd <= 0) throw damaged(file);
    const checksum = seal.checksum();
    const stream = handle.createReadStream({ start: 0, end: bodyEnd - 1, autoClose: false });
    for await (const chunk of stream) checksum.update(chunk as Buffer); // no encoding was set
    const sum = Buffer.alloc(checksumBytes);
    await handle.read(sum, 0, checksumBytes, bodyEnd);
    if (!checksum.digest().equals(sum)) throw damaged(file, seal.salt !== null);
    return { bodyEnd };
  } finally {
    await handle.close();
  }
}

async function readHeader(file: string) {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(headerMaxBytes),
      0,
      headerMaxBytes,
    );
    const end = buffer.subarray(0, bytesRead).indexOf(lineEnd);
    const header = headerSchema.safeParse(parseOrNull(buffer.subarray(0, Math.max(0, end))));
    if (!header.success) throw damaged(file);
    return { header: header.data, bodyStart: end + 1 };
  } finally {
    await handle.close();
  }
}

function parseOrNull(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null; // no header of ours
  }
}

async function* readRecords(
  file: string,
  seal: BackupSeal,
  { start, end }: { readonly start: number; readonly end: number },
): AsyncGenerator {
  const source = createReadStream(file, { start, end: end - 1 });
  const decipher = seal.decrypt();
  const plain = createZstdDecompress();
  const steps = decipher === null ? [source, plain] : [source, decipher, plain];
  const running = pipeline(steps);
  running.catch(() => undefined); // whoever reads `plain` hears of it
  let rest: Buffer = Buffer.alloc(0);
  // Not by readline, which also ends a line inside of a text that holds U+2028.
  for await (const chunk of plain) {
    rest = Buffer.concat([rest, chunk as Buffer]); // no encoding was set
    let from = 0;
    for (let at = rest.indexOf(lineEnd); at >= 0; at = rest.indexOf(lineEnd, from)) {
      yield JSON.parse(rest.toString('utf8', from, at));
      from = at + 1;
    }
    rest = rest.subarray(from);
  }
  await running;
}

function damaged(file: string, isSealed = false): BackupFailure {
  const why = isSealed ? 'or the passphrase is another one' : 'or it is no backup of an office';
  return new BackupFailure('file_damaged', `${file} is damaged, ${why}. Nothing was changed.`);
}

function fileExists(file: string, cause?: unknown): BackupFailure {
  return new BackupFailure('file_exists', `${file} is there already. Give another name.`, {
    cause,
  });
}
