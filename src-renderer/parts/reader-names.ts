import type { Say, WordKey } from './words.ts';

/** What the kinds of readers are called. */
export const readerKindWords = {
  hid_scanner: 'reader_kind.hid_scanner',
  hid_stripe: 'reader_kind.hid_stripe',
  serial_scanner: 'reader_kind.serial_scanner',
  serial_stripe: 'reader_kind.serial_stripe',
  serial_uid: 'reader_kind.serial_uid',
  keyboard: 'reader.keyboard',
} as const satisfies Record<string, WordKey>;

const problemWords = {
  gone: 'reader.lost',
  no_permission: 'reader.no_permission',
  in_use: 'reader.in_use',
  failed: 'reader.failed',
} as const satisfies Record<string, WordKey>;

/** How a reader stands. */
export interface StandingReader {
  readonly kind: keyof typeof readerKindWords;
  readonly state: 'connecting' | 'connected' | 'lost' | 'off';
  readonly problem: keyof typeof problemWords | null;
}

/**
 * How a reader stands, in a few words. No system tells whether a scanner that types is plugged in, so of it nothing is said
 * but whether it may be used.
 */
export function readerStateWords({ kind, state, problem }: StandingReader): WordKey {
  if (state === 'lost') return problemWords[problem ?? 'gone'];
  return state === 'connected' && kind === 'keyboard' ? 'reader.keyboard_on' : `reader.${state}`;
}

interface NamedReader {
  readonly readerId: string;
  readonly name: string;
  readonly kind: keyof typeof readerKindWords;
}

/**
 * What each reader is called on a screen, by its id. Readers that the shop has given no name of their own and that are called
 * alike are numbered in the order of their ids, which stays.
 */
export function readerNames(
  say: Say,
  readers: readonly NamedReader[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>([
    ['keyboard', say('reader.keyboard')],
    ['camera', say('device.camera')],
  ]);
  for (const { readerId, name } of readers) {
    if (name === '') continue;
    const twins = readers.filter((reader) => reader.name === name);
    const ids = twins.map((twin) => twin.readerId).toSorted();
    const short = shortName(name);
    const no = ids.indexOf(readerId) + 1;
    names.set(readerId, twins.length < 2 ? short : say('device.twin', { name: short, no }));
  }
  return names;
}

/** The end of a path: what tells one port from another. */
function shortName(name: string): string {
  return name.startsWith('/') ? name.slice(name.lastIndexOf('/') + 1) : name;
}

/** As screens list them: twins side by side in the order of their numbers, scanners that type last. */
export function inOrder<Reader extends NamedReader>(readers: readonly Reader[]): readonly Reader[] {
  const rank = ({ kind }: Reader) => (kind === 'keyboard' ? 1 : 0);
  return readers.toSorted((a, b) => rank(a) - rank(b) || (a.readerId < b.readerId ? -1 : 1));
}
