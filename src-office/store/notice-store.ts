import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from './database.ts';
import { columnText, textColumns } from './row-text.ts';

/** Something a member is to be told on a day, for whoever sends it. */
export interface Notice {
  readonly onDay: BusinessDate;
  readonly memberId: string;
  readonly kind: string;
  /** What it is about, such as the day points expire on: the same is told once a day, and the end of a tier once (TR-04). */
  readonly reference: string;
  /** Its numbers, nothing personal. */
  readonly detail: Readonly<Record<string, string | number>>;
}

/** Adds notices and answers how many are new; those that are there stay as they are. */
export async function insertNotices(
  queryable: Queryable,
  notices: readonly Notice[],
): Promise<number> {
  if (notices.length === 0) return 0;
  const inserted = await queryable.query(
    `INSERT INTO notice (on_day, member_id, kind, reference, detail)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
     ON CONFLICT DO NOTHING RETURNING 1`,
    textColumns(queryable, notices, [
      ({ onDay }) => onDay,
      ({ memberId }) => memberId,
      ({ kind }) => kind,
      ({ reference }) => columnText(reference),
      ({ detail }) => columnText(JSON.stringify(detail)),
    ]),
  );
  return inserted.length;
}

/** The notices of a day in the order of their members, about so many after a member: all or none of each member's. */
export async function listNotices(
  queryable: Queryable,
  wish: { readonly onDay: BusinessDate; readonly after: string; readonly limit: number },
): Promise<readonly Notice[]> {
  const rows = await queryable.query<Omit<Notice, 'detail'> & { detail: string }>(
    `SELECT on_day AS "onDay", member_id AS "memberId", kind, reference, detail FROM notice
      WHERE on_day = $1 AND member_id > $2 ORDER BY member_id FETCH FIRST $3 ROWS WITH TIES`,
    [wish.onDay, wish.after, wish.limit],
  );
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Notice['detail'] })); // written above
}
