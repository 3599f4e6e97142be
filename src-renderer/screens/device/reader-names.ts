import type { DeviceList } from '../../../src-shared/contract/till/device.ts';
import type { Say, WordKey } from '../../parts/words.ts';

/** What the kinds of readers are called. */
export const readerKindWords = {
  hid_scanner: 'reader_kind.hid_scanner',
  hid_stripe: 'reader_kind.hid_stripe',
  serial_scanner: 'reader_kind.serial_scanner',
  serial_stripe: 'reader_kind.serial_stripe',
  serial_uid: 'reader_kind.serial_uid',
  keyboard: 'reader.keyboard',
} as const satisfies Record<DeviceList['readers'][number]['kind'], WordKey>;

/**
 * What each reader is called on the page, by its id. Readers that the shop has given no name of their own and that are called
 * alike are numbered in the order of their ids, which stays.
 */
export function readerNames(say: Say, list: DeviceList | null): ReadonlyMap<string, string> {
  const names = new Map<string, string>([
    ['keyboard', say('reader.keyboard')],
    ['camera', say('device.camera')],
  ]);
  const readers = list?.readers ?? [];
  for (const { readerId, name } of readers) {
    if (name !== '') names.set(readerId, shortName(name));
  }
  for (const { readerId, name } of readers) {
    const twins = readers.filter((reader) => reader.name === name && name !== '');
    if (twins.length < 2) continue;
    const ids = twins.map((twin) => twin.readerId).toSorted();
    names.set(
      readerId,
      say('device.twin', { name: shortName(name), no: ids.indexOf(readerId) + 1 }),
    );
  }
  return names;
}

/** The end of a path: what tells one port from another. */
function shortName(name: string): string {
  return name.startsWith('/') ? name.slice(name.lastIndexOf('/') + 1) : name;
}

/** As the page lists them: twins side by side in the order of their numbers, scanners that type last. */
export function inOrder(list: DeviceList): readonly DeviceList['readers'][number][] {
  const rank = ({ kind }: DeviceList['readers'][number]) => (kind === 'keyboard' ? 1 : 0);
  return list.readers.toSorted((a, b) => rank(a) - rank(b) || (a.readerId < b.readerId ? -1 : 1));
}
