const hourMs = 3_600_000;

/** How old a replica may be for a column of the table, oldest last; beyond the last one is `older` (OF-02). */
const bandUpToMs = {
  two_hours: 2 * hourMs,
  day: 24 * hourMs,
  three_days: 72 * hourMs,
  week: 7 * 24 * hourMs,
} as const;

/** The columns of OF-02 while head office does not answer: 2 hours are the aim of sync, the others what the field allows. */
export type AgeBand = keyof typeof bandUpToMs | 'older';

/** What a till may do by itself: all that its limits allow, half of it, or nothing. */
type Measure = 'full' | 'half' | 'none';
/** Who may do it at the till at all. */
type Person = 'anybody' | 'manager' | 'nobody';

type Row<Cell> = Readonly<Record<AgeBand, Cell>>;

/**
 * What a till may do without head office by the age of its replica (OF-02). Only what changes with the age stands here: what
 * needs the line at any age is refused where it is decided, and what never does is not asked about. How well the member has
 * to be known is `identification.ts`.
 */
export const ageTable = {
  /** Floor and store-bound coupons: of the till's ceiling. */
  coupons: { two_hours: 'full', day: 'full', three_days: 'half', week: 'none', older: 'none' },
  /** Money received for stored value, of one top-up. */
  topUps: { two_hours: 'full', day: 'full', three_days: 'half', week: 'none', older: 'none' },
  /** Points by a store grant (OF-04), of the till's share. */
  grants: { two_hours: 'full', day: 'full', three_days: 'half', week: 'none', older: 'none' },
  /** Stored value by a store grant (OF-04, SV-13), of the till's share. */
  valueGrants: { two_hours: 'full', day: 'full', three_days: 'none', week: 'none', older: 'none' },
  /** Gifts given for points: nobody else knows whether the member has had one since. */
  gifts: { two_hours: 'full', day: 'full', three_days: 'none', week: 'none', older: 'none' },
  /** Paid plans sold and given back; where nothing, it waits as a request. */
  plans: { two_hours: 'full', day: 'full', three_days: 'full', week: 'none', older: 'none' },
  /** Who agrees to a refund of a receipt that this till knows. */
  knownRefunds: {
    two_hours: 'anybody',
    day: 'anybody',
    three_days: 'anybody',
    week: 'manager',
    older: 'manager',
  },
  /** Who may correct points by hand, within the limits of their role. */
  adjustments: {
    two_hours: 'anybody',
    day: 'manager',
    three_days: 'nobody',
    week: 'nobody',
    older: 'nobody',
  },
} as const satisfies Readonly<Record<string, Row<Measure> | Row<Person>>>;

/** The column of a replica of that age, which is the time since the last complete sync; null: there was none. */
export function ageBandOf(replicaAgeMs: number | null): AgeBand {
  if (replicaAgeMs === null) return 'older';
  const bands = ['two_hours', 'day', 'three_days', 'week'] as const;
  return bands.find((band) => replicaAgeMs <= bandUpToMs[band]) ?? 'older';
}
