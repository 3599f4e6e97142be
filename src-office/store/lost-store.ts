import type { Queryable } from './database.ts';

/** Something that head office itself did, which a backup of before does not have; ids and figures, nothing personal. */
export interface LostAct {
  readonly kind: (typeof lostKinds)[number]['kind'];
  readonly atMs: number;
  /** What it was about. */
  readonly id: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where each kind is written, and what a person needs to do it again. */
const lostKinds = [
  {
    kind: 'office_operation',
    from: 'office_operation',
    atMs: 'at_ms',
    id: 'operation_id',
    detail: `'memberId', member_id, 'kind', kind, 'actor', actor, 'body', body::json`,
  },
  {
    kind: 'terminal_activated',
    from: 'terminal JOIN install ON install.terminal_id = terminal.terminal_id',
    atMs: 'terminal.created_at_ms',
    id: 'terminal.terminal_id',
    detail: `'storeId', store_id, 'terminalName', terminal_name, 'installId', install_id, 'heldSeq', head_seq`,
  },
  {
    kind: 'activation_code',
    from: 'activation',
    atMs: 'created_at_ms',
    id: 'activation_code',
    detail: `'storeId', store_id, 'terminalName', terminal_name, 'isUsed', install_id IS NOT NULL`,
  },
  {
    kind: 'staff_added',
    from: 'staff',
    atMs: 'created_at_ms',
    id: 'staff_id',
    detail: `'role', role, 'storeId', store_id, 'status', status`,
  },
  {
    kind: 'programme_published',
    from: 'programme',
    atMs: 'published_at_ms',
    id: 'version::text',
    detail: `'startsOnDay', starts_on_day`,
  },
  {
    kind: 'gift_delivery',
    from: 'gift_delivery',
    atMs: 'created_at_ms',
    id: 'delivery_id',
    detail: `'storeId', store_id, 'sku', sku, 'quantity', quantity, 'terminalId', terminal_id`,
  },
  {
    kind: 'coupon_issued',
    from: 'coupon_issue',
    atMs: 'at_ms',
    id: 'coupon_id',
    detail: `'memberId', member_id, 'templateId', template_id, 'issueId', issue_id`,
  },
  {
    kind: 'draw_opened',
    from: 'draw',
    atMs: 'created_at_ms',
    id: 'draw_id',
    detail: `'terms', terms::json`,
  },
  {
    kind: 'draw_drawn',
    from: 'draw',
    atMs: 'drawn_at_ms',
    id: 'draw_id',
    detail: `'drawnBy', drawn_by, 'winners', winners::json`,
  },
  {
    kind: 'case_decided',
    from: 'review_case',
    atMs: 'decided_at_ms',
    id: 'case_id',
    detail: `'state', state, 'decidedBy', decided_by, 'reason', reason`,
  },
] as const;

const pageCount = 1_000;

/**
 * What the office of a database did after a moment, kind by kind and oldest first; one page in memory at a time. What tills did
 * is not in it: they send it again. What was changed without a time of its own (a person of the staff or a till revoked, a
 * programme moved) cannot be told from what the backup has.
 */
export async function* readActsAfter(
  queryable: Queryable,
  afterMs: number,
): AsyncGenerator<readonly LostAct[]> {
  for (const { kind, from, atMs, id, detail } of lostKinds) {
    for (let place = { atMs: afterMs, id: '\uffff' }; ;) {
      const rows = await queryable.query<Omit<LostAct, 'kind'>>(
        `SELECT ${atMs} AS "atMs", ${id} AS id, json_build_object(${detail}) AS detail FROM ${from}
          WHERE (${atMs}, ${id}) > ($1::int8, $2) ORDER BY 1, 2 LIMIT ${pageCount}`,
        [place.atMs, place.id],
      );
      if (rows.length > 0) yield rows.map((row) => ({ kind, ...row }));
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageCount) break;
      place = last;
    }
  }
}

/** Makes later statements of a transaction read what was put aside under that name. */
export async function readAside(transaction: Queryable, name: string): Promise<void> {
  await transaction.query(`SELECT set_config('search_path', quote_ident($1), true)`, [name]);
}
