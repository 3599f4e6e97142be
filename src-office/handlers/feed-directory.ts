import { readDirectoryKey, readDirectoryPage } from '../store/directory-store.ts';
import { feedEpochOf, readFeedCursor, writeFeedCursor } from '../store/feed-store.ts';
import type { MemberScope } from '../store/scope-store.ts';
import type { OfficeServices } from './office-services.ts';

/** So many come with one answer: some 150 bytes each. */
const directoryPageCount = 2_000;
/** No name of a scope. */
const directoryFeed = 'directory';

/**
 * Whom there is in the chain beside a till's scope (OF-13), as far as it changed after a cursor: a till that holds everybody
 * needs none, and is told to forget what it has. null where nothing is new, or a till of before does not ask.
 */
export async function readDirectoryNews(
  office: OfficeServices,
  scope: MemberScope,
  cursor: string | null | undefined,
) {
  if (cursor === undefined) return null;
  const { database, epoch } = office.store;
  const key = scope === null ? null : await readDirectoryKey(database);
  if (key === null) {
    return cursor === null
      ? null
      : { fromStart: true, key: null, entries: [], cursor: null, more: false };
  }
  const { position, fromStart } = await readFeedCursor(office.store, directoryFeed, cursor);
  const page = await readDirectoryPage(database, position, directoryPageCount);
  const more = page.entries.length === directoryPageCount;
  if (page.entries.length === 0 && !fromStart) return null;
  return {
    fromStart,
    key,
    entries: [...page.entries],
    cursor: writeFeedCursor(feedEpochOf(epoch, directoryFeed), page.position),
    more,
  };
}
