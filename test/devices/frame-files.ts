import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReaderFrame } from '../../src-shared/scan/reader-frame.ts';

const folder = path.join(import.meta.dirname, 'frames');

/** What a reader does, in the order in which it does it. */
export type FrameAct =
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  /** Longer than any pause within a code. */
  | { readonly kind: 'silence' };

export interface FrameCase {
  readonly name: string;
  readonly acts: readonly FrameAct[];
  /** What the reader's decoder makes of it, as `sayFrame` says it. */
  readonly frames: readonly string[];
  /** Linux hands on no report that is shorter than the device's descriptor says. */
  readonly isKeptByLinux: boolean;
  /** What the last read is (ID-01), where the case says so. */
  readonly is: string | null;
}

/** Recorded frames of one kind of reader with one set of settings. */
export interface FrameFile {
  readonly name: string;
  readonly reader: string;
  readonly settings: unknown;
  readonly cases: readonly FrameCase[];
}

/** A frame as the files write it: `read: code ]E0 6901234567892`, `read: uid 04A1B2C3`, `dropped: parity`. */
export function sayFrame(frame: ReaderFrame): string {
  if (frame.kind === 'dropped') return `dropped: ${frame.reason}`;
  const { read } = frame;
  switch (read.source) {
    case 'code':
      return `read: code ${read.symbology ?? '-'} ${read.text}`;
    case 'stripe':
      return `read: stripe ${read.format} ${read.text}`;
    case 'uid':
      return `read: uid ${read.text}`;
  }
}

/**
 * Reads the recorded frames in `frames/*.hex`. A line that is indented goes on the line before; `00*43` is 43 zeros; what
 * begins with `#` says where the frames are from, `linux: keeps it` that its kernel never lets such reports through.
 */
export function readFrameFiles(): readonly FrameFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.hex'))
    .toSorted()
    .map((file) => readFile(path.basename(file, '.hex')));
}

function readFile(name: string): FrameFile {
  const text = readFileSync(path.join(folder, `${name}.hex`), 'utf8').replaceAll(/\n {2,}/g, ' ');
  const [head = '', ...cases] = text.split(/^case: /m);
  const settings = field(head, 'settings');
  return {
    name,
    reader: field(head, 'reader'),
    settings: JSON.parse(settings) as unknown,
    cases: cases.map(readCase),
  };
}

function readCase(text: string): FrameCase {
  const [name = '', ...lines] = text.trimEnd().split('\n');
  return {
    name,
    acts: lines.flatMap((line): FrameAct[] => {
      if (line === 'silence') return [{ kind: 'silence' }];
      return line.startsWith('send: ') ? [{ kind: 'send', bytes: readHex(line.slice(6)) }] : [];
    }),
    frames: lines.filter((line) => line.startsWith('read: ') || line.startsWith('dropped: ')),
    isKeptByLinux: lines.includes('linux: keeps it'),
    is: lines.find((line) => line.startsWith('is: '))?.slice('is: '.length) ?? null,
  };
}

function field(head: string, name: string): string {
  const line = head.split('\n').find((each) => each.startsWith(`${name}: `));
  if (line === undefined) throw new Error(`A frame file has no line "${name}: …".`);
  return line.slice(name.length + 2);
}

function readHex(text: string): Uint8Array {
  return Uint8Array.from(
    text.split(' ').flatMap((word) => {
      const [byte = '', count = '1'] = word.split('*');
      return Array.from({ length: Number(count) }, () => Number.parseInt(byte, 16));
    }),
  );
}
