import { entriesOf, type Operation } from '../../../src-shared/domain/operation/operation.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { MemberId } from '../../../src-shared/values/ids.ts';
import type { ActiveTill } from '../active-till.ts';
import { type IdReused, idReused } from '../answer.ts';

export type Right = 'authorised' | 'floor';

/** Head office has fewer points of the member than asked for. */
export interface TooFewPoints {
  readonly status: 'too_few_points';
  readonly availablePoints: number;
}

/** Asks head office, and falls back to the floor rule under the same redemptionId where it does not know or answer. */
export async function findRight(
  till: ActiveTill,
  wish: {
    readonly redemptionId: string;
    readonly memberId: MemberId;
    readonly points: number;
    readonly businessDate: BusinessDate;
  },
): Promise<Right | TooFewPoints | IdReused> {
  if (!till.reference.isOnline()) return 'floor';
  const answer = await till.sync.authorise(wish);
  switch (answer.status) {
    case 'authorised':
      return 'authorised';
    case 'id_reused':
      return idReused;
    case 'member_unknown':
    case 'unreachable':
      return 'floor';
    case 'refused':
      return { status: 'too_few_points', availablePoints: answer.availablePoints };
  }
}

/**
 * Whether points of a member were taken here after `askedSeq`: the office vouches for points that this till cannot know of,
 * but not for what was taken here since it was asked.
 */
export function hasTakenSince(till: ActiveTill, memberId: MemberId, askedSeq: number): boolean {
  return till.store.operation.listOfMemberAfter(memberId, askedSeq).some(takes);
}

function takes(operation: Operation): boolean {
  return entriesOf(operation).some(({ points }) => points < 0);
}
