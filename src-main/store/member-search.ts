import type { Database } from 'better-sqlite3';
import { searchPrefix } from '../../src-shared/replica/search-tokens.ts';
import type { MemberFaceRow, MemberSearch } from './till-store.ts';
import { faceColumns, toFaceRow, type SelectedFace } from './member-row.ts';

/** Numbers of Hong Kong, Macau and Taiwan are stored with their country code and typed without. */
const countryCodes = ['', '+', '+852', '+853', '+886'] as const;
/** Sorts after every text that begins with a prefix. */
const afterAll = '\u{10FFFF}';

/**
 * Prepares the searches: B-tree ranges only. A bound LIKE and a bare `LIMIT ?` would be compiled
 * again at every run, and so would `indexed = ?` once SQLite has statistics: hence `+?`. Rows come
 * in the order of what they were found by, so the nearest spelling is first; each member once.
 */
export function createMemberSearch(
  db: Database,
): (search: MemberSearch, limit: number) => readonly MemberFaceRow[] {
  const listByPhone = db.prepare<[string, string, number], SelectedFace>(
    `SELECT ${faceColumns} FROM member WHERE phone >= +? AND phone < +? LIMIT +?`,
  );
  const listByLast4 = db.prepare<[string, number], SelectedFace>(
    `SELECT ${faceColumns} FROM member WHERE phone_last4 = +? LIMIT +?`,
  );
  const listRowsByToken = db
    .prepare<[string, string, number], number>(
      'SELECT DISTINCT member_row FROM search_token WHERE token >= +? AND token < +? LIMIT +?',
    )
    .pluck();
  const findByRow = db.prepare<[number], SelectedFace>(
    `SELECT ${faceColumns} FROM member WHERE id = ?`,
  );

  function searchByPhone(digits: string, limit: number): SelectedFace[] {
    const found: SelectedFace[] = [];
    for (const code of countryCodes) {
      if (found.length >= limit) break;
      const prefix = `${code}${code === '+886' ? digits.replace(/^0/, '') : digits}`;
      found.push(...listByPhone.all(prefix, prefix + afterAll, limit - found.length));
    }
    return found;
  }

  function searchByName(text: string, limit: number): SelectedFace[] {
    const prefix = searchPrefix(text);
    if (prefix === '') return [];
    return listRowsByToken
      .all(prefix, prefix + afterAll, limit)
      .map((id) => findByRow.get(id))
      .filter((row) => row !== undefined);
  }

  function find(search: MemberSearch, limit: number): SelectedFace[] {
    switch (search.by) {
      case 'phone_prefix':
        return search.digits === '' ? [] : searchByPhone(search.digits, limit);
      case 'phone_last4':
        return listByLast4.all(search.digits, limit);
      case 'name':
        return searchByName(search.text, limit);
    }
  }

  return (search, limit) => find(search, limit).map((row) => toFaceRow(row));
}
