import { describe, expect, test } from 'vitest';
import { decideConsent } from '../../src-shared/domain/member/decide-consent.ts';
import { decideEditProfile } from '../../src-shared/domain/member/decide-edit-profile.ts';
import { decideSetPin } from '../../src-shared/domain/member/decide-set-pin.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import {
  applyOperation,
  appliedInstallsKept,
  isApplied,
} from '../../src-shared/domain/operation/apply-operation.ts';
import {
  operationHashInput,
  personalHashInput,
} from '../../src-shared/domain/operation/hash-input.ts';
import {
  genesisHash,
  type Operation,
  type OperationDraft,
} from '../../src-shared/domain/operation/operation.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import { postEntries } from '../../src-shared/domain/points/post-entries.ts';
import { saleHoldId, saleOfHold } from '../../src-shared/domain/points/sale-hold.ts';
import { receiptRecordOf } from '../../src-shared/domain/receipt/decide-receipt.ts';
import { saleOfReceipt } from '../../src-shared/domain/receipt/sale-of.ts';
import { decideRedemption } from '../../src-shared/domain/redemption/decide-redemption.ts';
import { decideRefund } from '../../src-shared/domain/refund/decide-refund.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import {
  sampleDay,
  sampleEarnDraft,
  sampleEnrolDraft,
  sampleInstallId,
  sampleMemberState,
  sampleNowMs,
  sampleOperation,
  samplePhone,
  sampleProgramme,
  sampleTill,
  sampleToday,
  sha256,
} from '../support/sample-domain.ts';

const acknowledged = { acknowledged: true };
const programme = sampleProgramme();

describe('applying operations', () => {
  test('enrols a member from the personal part, with card and consents', () => {
    const state = enrolled(sampleTill());
    expect(state).toMatchObject({
      memberId: sampleMemberState(4).memberId,
      status: 'active',
      tierCode: 'regular',
      enrolledOnDay: sampleToday,
      enrolledAtStoreId: 'store-0',
      profile: { phone: { value: samplePhone(4) } },
      cards: [{ boundAtMs: sampleNowMs + 1000 }],
      appliedSeq: { [sampleInstallId(0)]: { seq: 1, onDay: sampleToday } },
    });
    expect(state.consents).toContainEqual({
      item: 'membership',
      given: true,
      noticeVersion: '2026-01',
      setAtMs: sampleNowMs + 1000,
    });
    expectLedgerHolds(state);
  });

  test('holds what belongs to nobody, enrols somebody twice, or has lost its personal part', () => {
    const till = sampleTill();
    const enrol = till.place(sampleEnrolDraft(4));
    const earn = till.place(sampleEarnDraft(sampleMemberState(4), 1));
    expect(applyOperation(null, earn, acknowledged)).toEqual({
      state: null,
      outcome: 'held',
      reason: 'member_unknown',
    });
    const { personal: _personal, ...erased } = enrol;
    expect(applyOperation(null, erased as Operation, acknowledged)).toEqual({
      state: null,
      outcome: 'held',
      reason: 'personal_missing',
    });
    const again = sampleTill(1).place(sampleEnrolDraft(4));
    const state = enrolled(sampleTill());
    const held = applyOperation(state, again, acknowledged);
    expect(held).toMatchObject({ outcome: 'held', reason: 'member_exists' });
    expect(held.state).toEqual({
      ...state,
      appliedSeq: { ...state.appliedSeq, [sampleInstallId(1)]: { seq: 1, onDay: sampleToday } },
    });
  });

  test('changes nothing the second time', () => {
    const state = sampleMemberState(4);
    const operation = sampleOperation(4);
    const once = applied(state, operation);
    expect(applyOperation(once, operation, acknowledged)).toEqual({
      state: once,
      outcome: 'posted',
    });
    expect(applied(once, operation)).toBe(once);
    expect(isApplied(state, operation)).toBe(false);
    expect(isApplied(once, operation)).toBe(true);
  });

  test('says so when a redemption leaves more debt than before', () => {
    const state = { ...sampleMemberState(4), lots: [], carriedPoints: 0, entries: [] };
    const redeem = draftOf(
      decideRedemption({
        programme,
        state,
        businessDate: sampleToday,
        nowMs: sampleNowMs,
        redemptionId: 'x1',
        receiptNo: 'R1',
        eligibleFen: 100_000,
        points: 300,
        alreadyOffsetFen: 0,
        right: 'authorised',
        authorisedBeyondView: true,
      }),
    );
    const result = applyOperation(state, sampleTill(9).place(redeem), acknowledged);
    expect(result.outcome).toBe('posted_with_debt');
    expect(result.state?.debtPoints).toBe(300);
  });

  test('consumes the reservation of its own redemption only', () => {
    const state = {
      ...sampleMemberState(4),
      reservations: [
        { redemptionId: 'x1', installId: 'i1', points: 100, expiresAtMs: sampleNowMs + 1 },
        { redemptionId: 'x2', installId: 'i1', points: 100, expiresAtMs: sampleNowMs + 1 },
      ],
    };
    const redeem = draftOf(
      decideRedemption({
        programme,
        state,
        businessDate: sampleToday,
        nowMs: sampleNowMs,
        redemptionId: 'x1',
        receiptNo: 'R1',
        eligibleFen: 100_000,
        points: 100,
        alreadyOffsetFen: 0,
        right: 'authorised',
      }),
    );
    const after = applied(state, sampleTill(9).place(redeem));
    expect(after.reservations.map((each) => each.redemptionId)).toEqual(['x2']);
  });

  test('lets the later change of a field win, in whatever order the changes arrive', () => {
    const state = enrolled(sampleTill());
    const edit = (till: number, name: string, atMs: number): Operation =>
      sampleTill(till).place(draftOf(decideEditProfile({ state, name })), { atMs });
    const changes = [
      edit(1, '王芳', sampleNowMs + 5000),
      edit(2, '李伟', sampleNowMs + 9000),
      edit(3, '张敏', sampleNowMs + 9000),
      edit(4, '刘洋', sampleNowMs - 9000),
    ];
    const forwards = changes.reduce(applied, state);
    const backwards = changes.toReversed().reduce(applied, state);
    const winner = ['李伟', '张敏'].toSorted().at(-1);
    expect(forwards.profile.name).toEqual({ value: winner, setAtMs: sampleNowMs + 9000 });
    expect(backwards.profile).toEqual(forwards.profile);
  });

  test('lets a withdrawal and a reset win over what came at the same moment', () => {
    const state = enrolled(sampleTill());
    const at = { atMs: sampleNowMs + 9000 };
    const consent = (till: number, given: boolean): Operation =>
      sampleTill(till).place(
        draftOf(decideConsent({ programme, state, consents: [{ item: 'marketing_sms', given }] })),
        at,
      );
    const pin = (till: number, draft: OperationDraft): Operation =>
      sampleTill(till).place(draft, at);
    const set = draftOf(decideSetPin({ state, pin: { by: 'member', pinVerifier: 'scrypt$1' } }));
    const reset = draftOf(decideSetPin({ state, pin: { by: 'manager' } }));
    const changes = [consent(1, true), consent(2, false), pin(3, set), pin(4, reset)];
    for (const order of [changes, changes.toReversed()]) {
      const after = order.reduce(applied, state);
      expect(after.consents.find((each) => each.item === 'marketing_sms')?.given).toBe(false);
      expect(after.pin).toEqual({ value: null, setAtMs: at.atMs });
    }
  });

  test('binds one more card and keeps the earlier time of one bound twice', () => {
    const state = enrolled(sampleTill());
    const bind = (till: number, cardNo: string, atMs: number): Operation =>
      sampleTill(till).place(draftOf(decideEditProfile({ state, cardNo })), { atMs });
    const changes = [
      bind(1, 'C1', sampleNowMs + 7),
      bind(2, 'C1', sampleNowMs + 3),
      bind(3, 'C2', sampleNowMs + 5),
    ];
    const bound = [
      { cardNo: 'C1', boundAtMs: sampleNowMs + 3 },
      { cardNo: 'C2', boundAtMs: sampleNowMs + 5 },
      ...state.cards,
    ];
    expect(changes.reduce(applied, state).cards).toEqual(bound);
    expect(changes.toReversed().reduce(applied, state).cards).toEqual(bound);
  });

  test('changes nothing but its mark when the personal part was erased', () => {
    const state = enrolled(sampleTill());
    const edit = sampleTill(1).place(draftOf(decideEditProfile({ state, name: '王芳' })));
    const { personal: _personal, ...erased } = edit;
    const after = applied(state, erased);
    expect({ ...after, appliedSeq: {} }).toEqual({ ...state, appliedSeq: {} });
  });

  test('forgets installs that were silent for more than 60 days, once there are many', () => {
    const marks = Object.fromEntries(
      Array.from({ length: appliedInstallsKept }, (_, index) => [
        sampleInstallId(100 + index),
        { seq: 5, onDay: sampleDay(index < 3 ? '2026-01-12' : '2026-01-13') },
      ]),
    );
    const { [sampleInstallId(100)]: _first, ...fewer } = marks;
    const operation = sampleOperation(4);
    const crowded = applied({ ...sampleMemberState(4), appliedSeq: marks }, operation);
    expect(Object.keys(crowded.appliedSeq)).toHaveLength(appliedInstallsKept - 3 + 1);
    const calm = applied({ ...sampleMemberState(4), appliedSeq: fewer }, operation);
    expect(Object.keys(calm.appliedSeq)).toHaveLength(appliedInstallsKept);
  });
});

/** What two tills sold under one number to one member: what of each waits for review, and whether it gave a tier. */
function soldTwice(heldPoints: readonly [number, number]) {
  const before = sampleMemberState(4);
  const sales = heldPoints.map((points, index) => {
    const draft = sampleEarnDraft(before, 1);
    if (draft.kind !== 'earn') throw new Error('It is a sale.');
    const { receipt, terms, entries } = draft.body;
    const holdId = saleHoldId({ receipt });
    const lots = [{ expiresOnDay: terms.expiresOnDay, points }];
    const held = { kind: 'hold', points: 0, ruleId: 'cap', lots, holdId } as const;
    const hold = { holdId, points, reason: 'daily_points', sinceMs: sampleNowMs } as const;
    const cause = { kind: 'receipt', receiptNo: receipt.receiptNo, onDay: sampleToday } as const;
    const past = { tierCode: before.tierCode, untilDay: null };
    const term = { sinceDay: sampleToday, untilDay: sampleToday, cause, before: past };
    const tier = index === 0 ? { tier: { tierCode: 'gold', term } } : {};
    const body = { ...draft.body, entries: [...entries, held], hold, ...tier };
    return sampleTill(index).place({ ...draft, body });
  });
  return { sales, state: sales.reduce(applied, before) };
}

describe('two sales of one number (PL-10)', () => {
  test('PL-08, TR-03: each has a hold of its own, and the tier it gave', () => {
    const { sales, state } = soldTwice([10, 25]);
    const named = state.holds?.map(({ holdId, points }) => [
      saleOfHold(holdId)?.saleOperationId,
      points,
    ]);
    expect(named).toEqual([
      [sales[0]?.operationId, 10],
      [sales[1]?.operationId, 25],
    ]);
    const { cause } = state.tierTerm ?? {};
    expect(cause).toMatchObject({ kind: 'receipt', saleOperationId: sales[0]?.operationId });
  });

  test('PL-08: a refund takes what of its own sale waits, also where its till names that by the number', () => {
    const { sales, state } = soldTwice([10, 25]);
    const [, sale] = sales;
    if (sale?.kind !== 'earn') throw new Error('It is a sale.');
    const record = receiptRecordOf(sale, { redemptions: [] });
    const refund = {
      programme,
      record,
      refundNo: 'F1',
      lines: record.lines,
      businessDate: sampleToday,
    };
    const decided = draftOf(decideRefund({ ...refund, state }));
    // As an earlier till has it, which knows no hold of that sale.
    const blind = draftOf(decideRefund({ ...refund, state: { ...state, holds: [] } }));
    for (const draft of [decided, blind]) {
      const after = applied(state, sampleTill(2).place(draft));
      expect(after.holds).toMatchObject([{ points: 10 }]);
      expect(after.heldPoints).toBe(state.heldPoints - 25);
      expect(after.debtPoints).toBe(0);
    }
  });

  test('PL-08: a hold that an earlier office kept by the number alone is of the sale that comes back', () => {
    const { sales, state } = soldTwice([10, 0]);
    const [sale] = sales;
    if (sale?.kind !== 'earn') throw new Error('It is a sale.');
    const holdId = saleHoldId({ receipt: sale.body.receipt });
    const earlier = { ...state, holds: (state.holds ?? []).map((hold) => ({ ...hold, holdId })) };
    const record = receiptRecordOf(sale, { redemptions: [] });
    const { lines } = record;
    const act = { programme, record, refundNo: 'F1', lines, businessDate: sampleToday };
    const draft = draftOf(decideRefund({ ...act, state: earlier }));
    const after = applied(earlier, sampleTill(2).place(draft));
    expect(after).toMatchObject({ heldPoints: state.heldPoints - 10, debtPoints: 0 });
    // What head office holds of it from now on is added to that.
    const lots = [{ expiresOnDay: record.terms.expiresOnDay, points: 5 }];
    const saleHold = saleHoldId(saleOfReceipt(record));
    const entry = { kind: 'hold', points: 0, ruleId: 'cap', lots, holdId: saleHold } as const;
    const posting = { reference: '', programmeVersion: 7, businessDate: sampleToday };
    const more = postEntries(earlier, [entry], { ...posting, atMs: 0, acknowledged: true });
    expect(more.holds).toMatchObject([{ holdId, points: 15 }]);
  });
});

describe('the view of a member (architecture, point 7)', () => {
  test('enrols, earns and keeps it pending before the office knows anybody', () => {
    const till = sampleTill();
    const enrol = till.place(sampleEnrolDraft(4));
    const earn = till.place(sampleEarnDraft(applied(null, enrol), 1));
    const view = viewMember(null, [enrol, earn]);
    const balance = balanceOf(view!, { businessDate: sampleToday, nowMs: sampleNowMs });
    expect(balance.availablePoints).toBe(0);
    expect(balance.pendingPoints).toBeGreaterThan(0);
    expect(viewMember(null, [earn])).toBeNull();
    expect(viewMember(null, [])).toBeNull();
  });

  test('leaves out what the office state contains, whoever answered what', () => {
    const till = sampleTill();
    const enrol = till.place(sampleEnrolDraft(4));
    const earn = till.place(sampleEarnDraft(applied(null, enrol), 1));
    const office = applied(applied(null, enrol), earn);
    expect(viewMember(office, [enrol, earn])).toBe(office);
    expect(viewMember(applied(null, enrol), [enrol, earn])?.lots).toEqual(office.lots);
  });
});

describe('the text under a hash', () => {
  const operation = sampleTill().place(sampleEnrolDraft(4));

  test('covers everything but the hash and the personal part', () => {
    const { personal, hash, ...covered } = operation;
    expect(JSON.parse(operationHashInput(operation))).toEqual(covered);
    expect(sha256(operationHashInput(operation))).toBe(hash);
    expect(operation.personalHash).toBe(sha256(personalHashInput(personal!)));
    expect(operation.prevHash).toBe(genesisHash);
  });

  test('is the same after the person was erased and whatever the order of keys', () => {
    const { personal: _personal, ...erased } = operation;
    const reversed = Object.fromEntries(Object.entries(erased).toReversed()) as typeof erased;
    expect(operationHashInput(reversed as Operation)).toBe(operationHashInput(operation));
  });

  test('changes with any byte of the body', () => {
    const other = { ...operation, businessDate: sampleDay('2026-03-15') };
    expect(operationHashInput(other)).not.toBe(operationHashInput(operation));
  });
});

describe('a member state', () => {
  test('takes 1 to 3 KB as JSON for an active member, and little more with twenty entries', () => {
    for (let index = 0; index < 500; index += 1) {
      const bytes = Buffer.byteLength(JSON.stringify(sampleMemberState(index)));
      expect(bytes).toBeGreaterThanOrEqual(1024);
      expect(bytes).toBeLessThanOrEqual(3 * 1024);
      const full = sampleMemberState(index, { entryCount: 20 });
      expect(Buffer.byteLength(JSON.stringify(full))).toBeLessThan(4.25 * 1024);
      expectLedgerHolds(full);
    }
  });
});

function applied(state: MemberState | null, operation: Operation): MemberState {
  const result = applyOperation(state, operation, acknowledged);
  if (result.state === null) throw new Error('There is no state.');
  return result.state;
}

function enrolled(till: ReturnType<typeof sampleTill>): MemberState {
  return applied(null, till.place(sampleEnrolDraft(4)));
}

function draftOf(
  decided: Refusal | { readonly status: 'decided'; readonly draft: OperationDraft },
): OperationDraft {
  if (decided.status === 'refused') throw new Error(decided.code);
  return decided.draft;
}
