import { addDays } from '../../values/business-date.ts';
import { sumOf } from '../../values/sum-of.ts';
import type { OperationOf } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { decideCancelPayment } from '../stored-value/decide-payment.ts';
import { decideTopUp, profileOfStore } from '../stored-value/decide-top-up.ts';
import { decideValueRefund } from '../stored-value/decide-value-refund.ts';
import { emptyPurse, endedContractKeptDays, movedContract } from '../stored-value/post-value.ts';
import { sumValueFen } from '../stored-value/restore-value.ts';
import type { ValueContract, ValueEntry } from '../stored-value/stored-value.ts';
import { type AuditFinding, compare, wouldRefuse } from './audit-finding.ts';
import { auditRise } from './audit-tier.ts';
import { claimedState } from './claimed-state.ts';
import type { KnownToOffice } from './known-to-office.ts';

/** Decides a top-up again (SV-04 to SV-08): package, bonus, law of the store, and the documents that it asks for. */
export function auditTopUp(
  programme: Programme,
  operation: OperationOf<'topUp'>,
  { state }: Pick<KnownToOffice, 'state'>,
): readonly AuditFinding[] {
  const { body, businessDate, storeId } = operation;
  const { topUpId, contractNo, packageId, paidFen, method } = body;
  const document = body.identity?.document;
  const bare = claimedState(operation, [], programme.tiers[0]?.code);
  // Checked before, where it is not checked now: head office says below whether it was.
  const before = { document: 'id_card', onDay: businessDate } as const;
  const value = document === undefined ? { ...emptyPurse, identity: before } : emptyPurse;
  const decided = decideTopUp({
    programme,
    state: { ...bare, value },
    businessDate,
    storeId,
    contractNo,
    wish: {
      topUpId,
      of: packageId === null ? { amountFen: paidFen } : { packageId },
      method,
      buyer: 'person',
      hasIdentityNumber: true,
      ...(document === undefined ? {} : { identity: document }),
      ...(body.guardianConfirmed === true ? { guardianConfirmed: true } : {}),
    },
    line: { status: 'online' },
  });
  if (decided.status === 'refused') return wouldRefuse(decided);
  const expected = decided.draft.body;
  const figures = ({ paidFen: fen, profileId, issuerEntityId }: typeof body) => ({
    paidFen: fen,
    profileId,
    issuerEntityId,
  });
  const cause = { kind: 'receipt', receiptNo: contractNo, onDay: businessDate } as const;
  return [
    ...compare('money', figures(body), figures(expected)),
    ...compare('value', body.value, expected.value),
    ...compare('growth', body.growth, expected.growth),
    ...auditRise(programme, body.tier, { state, sinceDay: businessDate, cause }),
    ...identityClaim(programme, operation, state),
  ];
}

/** No document was shown for money that needs one: then head office has one from before (SV-06). */
function identityClaim(
  programme: Programme,
  { body, storeId }: OperationOf<'topUp'>,
  state: KnownToOffice['state'],
): readonly AuditFinding[] {
  const profile = programme.value === null ? null : profileOfStore(programme.value, storeId);
  const isNeeded = profile !== null && body.paidFen >= profile.identityFromFen;
  if (!isNeeded || body.identity !== undefined || state?.value?.identity !== undefined) return [];
  return compare('value', null, 'value_identity_needed', 'unheard');
}

/** Looks at a payment again (SV-02, SV-12): its parts leave contracts that the member has, and come to what was paid. */
export function auditPayment(
  programme: Programme,
  { body }: OperationOf<'payValue'>,
  { state }: Pick<KnownToOffice, 'state'>,
): readonly AuditFinding[] {
  if (programme.value === null) return compare('refused', null, 'value_not_offered');
  const leaves = body.value.every(
    ({ kind, principalFen, bonusFen, listFen }) =>
      kind === 'pay' && principalFen <= 0 && bonusFen <= 0 && listFen >= 0,
  );
  if (!leaves) return compare('value', body.value, null);
  return [
    ...compare('money', 0 - sumValueFen(body.value), body.amountFen),
    ...body.value.flatMap(({ contractNo }) =>
      contractOf(state, contractNo) === null ? compare('subject', contractNo, null, 'unheard') : [],
    ),
  ];
}

/** Decides again that a payment goes back (SV-02): every part to the contract it came from. */
export function auditCancelPayment(
  { body, memberId }: OperationOf<'cancelPayment'>,
  { cancelled }: Pick<KnownToOffice, 'cancelled'>,
): readonly AuditFinding[] {
  if (cancelled?.kind !== 'payValue') return compare('subject', body.paymentId, null, 'unheard');
  const { paymentId, amountFen, value: entries } = cancelled.body;
  const principalFen = 0 - sumOf(entries, (entry) => entry.principalFen);
  const bonusFen = 0 - sumOf(entries, (entry) => entry.bonusFen);
  const decided = decideCancelPayment({
    state: { memberId },
    payment: { paymentId, amountFen, principalFen, bonusFen, entries },
    receiptPosted: false,
  });
  if (decided.status === 'refused') return wouldRefuse(decided);
  return compare('value', body.value, decided.draft.body.value);
}

/** Decides the refund of a contract again (SV-03), by what head office knows to have been spent of it by then. */
export function auditValueRefund(
  programme: Programme,
  operation: OperationOf<'refundValue'>,
  { state }: Pick<KnownToOffice, 'state'>,
): readonly AuditFinding[] {
  const { body, businessDate } = operation;
  const after = contractAfter(state, operation);
  const [entry] = body.value;
  if (after === null || entry === undefined || isMadeAnew(after, operation))
    // Or ended by somebody else so long ago that it is forgotten.
    return compare('subject', body.contractNo, null, 'others');
  const claimed = {
    ...after,
    principalLeftFen: 0 - entry.principalFen,
    bonusLeftFen: 0 - entry.bonusFen,
    refundedFen: after.refundedFen - (entry.paidOutFen ?? 0),
  };
  const decided = decideValueRefund({
    ...body,
    programme,
    state: {
      ...claimedState(operation, []),
      value: { ...emptyPurse, contracts: [claimed] },
    },
    businessDate,
    expectedFen: body.refundFen,
  });
  if (decided.status === 'refused') return wouldRefuse(decided, 'later');
  const expected = decided.draft.body;
  return [
    ...compare('value', body.value, expected.value),
    ...compare('growth', body.growth, expected.growth),
    // Nothing is left on a contract that ends.
    ...compare('value', leftFen(claimed), leftFen(claimed) + leftFen(after), 'later'),
  ];
}

/** Whether head office had forgotten a contract that a till still has: what moved it since made one of a later day. */
function isMadeAnew({ onDay }: ValueContract, operation: OperationOf<'refundValue'>): boolean {
  const soldOnDay = operation.body.growth?.[0]?.onDay ?? onDay;
  const keptFromDay = addDays(operation.businessDate, -endedContractKeptDays);
  return soldOnDay < onDay && soldOnDay < keptFromDay;
}

/** A contract as a refund left it: without what moved it since, as far as the member's statement still has it. */
function contractAfter(
  state: KnownToOffice['state'],
  { body: { contractNo }, atMs, storeId }: OperationOf<'refundValue'>,
): ValueContract | null {
  const contract = contractOf(state, contractNo);
  if (contract === null) return null;
  const entries = state?.value?.entries.filter((each) => each.contractNo === contractNo) ?? [];
  const at = entries.findIndex(
    (each) => each.kind === 'refund' && each.atMs === atMs && each.storeId === storeId,
  );
  const since = at < 0 ? [] : entries.slice(at + 1);
  return since.reduceRight((later, entry) => movedContract(later, undone(entry)), contract);
}

function undone(entry: ValueEntry): ValueEntry {
  const { principalFen, bonusFen, listFen, paidOutFen } = entry;
  return {
    ...entry,
    principalFen: -principalFen,
    bonusFen: -bonusFen,
    listFen: -listFen,
    ...(paidOutFen === undefined ? {} : { paidOutFen: -paidOutFen }),
  };
}

function leftFen({ principalLeftFen, bonusLeftFen }: ValueContract): number {
  return principalLeftFen + bonusLeftFen;
}

function contractOf(state: KnownToOffice['state'], contractNo: string): ValueContract | null {
  return state?.value?.contracts.find((each) => each.contractNo === contractNo) ?? null;
}
