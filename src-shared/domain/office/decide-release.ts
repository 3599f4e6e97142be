import type { BusinessDate } from '../../values/business-date.ts';
import { addDays } from '../../values/business-date.ts';
import { addToLots, allocateEarliestExpiry } from '../points/lots.ts';
import type { Programme } from '../programme/programme.ts';
import type { Hold, OfficeOperationBodies } from './office-operation.ts';

/**
 * Decides about points that waited for review (FR-23): granted they go back to the lots they came from, refused they end.
 * Lots whose day passed meanwhile get the days of grace of a restored lot (PL-13): who was made to wait loses nothing by it.
 */
export function decideRelease(
  hold: Hold,
  decision: 'granted' | 'refused',
  {
    programme,
    businessDate,
    reason,
  }: {
    readonly programme: Pick<Programme, 'refund'>;
    readonly businessDate: BusinessDate;
    readonly reason: string;
  },
): OfficeOperationBodies['release'] {
  const { holdId, points } = hold;
  const common = { holdId, decision, reason };
  if (decision === 'refused') {
    const entry = { kind: 'write_off' as const, points: -points, ruleId: 'cap', lots: [], holdId };
    return { ...common, entries: [entry] };
  }
  const graceDay = addDays(businessDate, programme.refund.restoreGraceDays);
  const known = (hold.lots ?? []).map((lot) => ({
    expiresOnDay: lot.expiresOnDay < businessDate ? graceDay : lot.expiresOnDay,
    points: lot.points,
  }));
  // A hold of before its lots were kept gives back to one of grace.
  const lots = known.length === 0 ? [{ expiresOnDay: graceDay, points }] : addToLots([], known);
  const entry = {
    kind: 'release' as const,
    points: 0,
    ruleId: 'cap',
    lots: allocateEarliestExpiry(lots, points),
    holdId,
  };
  return { ...common, entries: [entry] };
}
