import { newMemberState } from '../../src-shared/domain/member/new-member.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { expiryDay } from '../../src-shared/domain/points/expiry-day.ts';
import type { PointsEntry } from '../../src-shared/domain/points/points-entry.ts';
import { postEntries } from '../../src-shared/domain/points/post-entries.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { headOfficeStoreId, type MemberId, type OperationId } from '../../src-shared/values/ids.ts';
import type { ImportedMember } from '../store/import-store.ts';
import type { MemberRow } from './clean-row.ts';

/** What all members of one import have in common. */
export interface ImportRun {
  /** Stands in the ledger where the operation of a till would. */
  readonly importId: OperationId;
  readonly programme: Programme;
  readonly businessDate: BusinessDate;
  readonly atMs: number;
}

const importRuleId = 'import';

/**
 * Makes a member of a cleaned row. The points are one `opening` entry with the life of points earned today; without
 * points there is no entry. Consents stay open: a list proves none (PV-02).
 */
export function buildMember(
  row: MemberRow,
  ids: { readonly memberId: MemberId; readonly memberNo: string },
  run: ImportRun,
): ImportedMember {
  const { programme, businessDate, atMs } = run;
  const bare = newMemberState({
    memberId: ids.memberId,
    memberNo: ids.memberNo,
    profile: {
      phone: { value: row.phone, setAtMs: atMs },
      ...(row.name === null ? {} : { name: { value: row.name, setAtMs: atMs } }),
      ...(row.birthday === null ? {} : { birthday: { value: row.birthday, setAtMs: atMs } }),
    },
    tierCode: row.tierCode,
    enrolledOnDay: businessDate,
    // Imported members belong to no shop until they buy somewhere.
    enrolledAtStoreId: headOfficeStoreId,
  });
  const cards = row.cardNo === null ? [] : [{ cardNo: row.cardNo, boundAtMs: atMs }];
  const member: MemberState = { ...bare, cards };
  if (row.points === 0) return { state: member, entry: null };

  const entry: PointsEntry = {
    kind: 'opening',
    points: row.points,
    ruleId: importRuleId,
    lots: [{ expiresOnDay: expiryDay(programme.earn.expiry, businessDate), points: row.points }],
  };
  const posting = { programmeVersion: programme.version, businessDate, atMs };
  const state = postEntries(member, [entry], {
    reference: importRuleId,
    ...posting,
    acknowledged: true,
  });
  const place = { memberId: ids.memberId, operationId: run.importId, entryNo: 0 };
  return { state, entry: { ...place, entry, ...posting } };
}
