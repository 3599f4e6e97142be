import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { storedValueContract } from '../../../src-shared/contract/till/stored-value.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import {
  decideTopUp,
  profileOfStore,
  type OfficeLine,
  type TopUpWish,
} from '../../../src-shared/domain/stored-value/decide-top-up.ts';
import { cleanIdentityNumber } from '../../../src-shared/values/identity-number.ts';
import { valueVoucherLines, type VoucherFacts } from '../../../src-shared/text/value-voucher.ts';
import { runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import type { MemberView } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { requestHash } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';
import { sealIdentity } from './seal-identity.ts';

type Input = InferContractRouterInputs<typeof storedValueContract>['topUp'];
type Output = InferContractRouterOutputs<typeof storedValueContract>['topUp'];

const terminalSeqDigits = 6;

/** Tops a wallet up, or changes nothing. Safe to repeat: the same topUpId posts once and prints the same voucher. */
export function postTopUp(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Output | Refusal | IdReused {
  const wish = wishOf(input);
  if (wish === null) return refuse('value_amount_not_offered', { stepFen: 0 });
  const identityNumber = readIdentityNumber(input);
  if (identityNumber === null && input.identityNumber !== undefined) {
    return refuse('value_identity_number_wrong');
  }
  const { memberId, topUpId } = input;
  const done = runAct<'topUp', VoucherFacts>(till, session, {
    kind: 'topUp',
    actId: topUpId,
    // Without the number: a hash of one is soon undone.
    requestHash: requestHash({ memberId, ...wish }),
    memberId,
    decide: ({ view, programme, moment }) => {
      // A refusal tells what is on the wallet.
      const unknown = checkKnown(till, session, view, 'seeAssets');
      if (unknown !== null) return unknown;
      const { businessDate } = moment;
      const { storeId, storeName } = till.terminal;
      const rules = programme.value;
      const contractNo = nextContractNo(till);
      const sealed = sealFor(till, view, { number: identityNumber, name: input.identityName });
      const decided = decideTopUp({
        programme,
        state: view.state,
        businessDate,
        storeId,
        contractNo,
        wish: { ...wish, hasIdentityNumber: sealed !== null },
        line: officeLine(till),
      });
      if (decided.status === 'refused') return decided;
      const personal = sealed === null ? {} : { personal: { identitySealed: sealed } };
      const profile = rules === null ? null : profileOfStore(rules, storeId);
      if (rules === null || profile === null) return refuse('value_not_offered');
      const [entry] = decided.draft.body.value;
      const kept: VoucherFacts = {
        contractNo,
        businessDate,
        storeName,
        issuerName: rules.issuerName,
        terms: rules.terms,
        paidFen: decided.draft.body.paidFen,
        bonusFen: entry?.bonusFen ?? 0,
        coolingOffDays: profile.coolingOffDays,
      };
      return { status: 'decided', draft: { ...decided.draft, ...personal }, kept };
    },
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  const { status, kept, view } = done;
  return {
    status: status === 'posted' ? 'posted' : 'already_posted',
    contractNo: kept.contractNo,
    paidFen: kept.paidFen,
    bonusFen: kept.bonusFen,
    voucher: [...valueVoucherLines(kept, session.language)],
    member: memberSummary(till, view, session),
  };
}

/** How the line to the office is now, as top-ups ask for it (SV-13). */
export function officeLine(till: ActiveTill): OfficeLine {
  if (till.reference.isOnline()) return { status: 'online' };
  return { status: 'offline', replicaAgeMs: till.reference.replicaAgeMs() };
}

/** null where none was given, or none of such a document. */
function readIdentityNumber({ identity, identityNumber }: Input): string | null {
  if (identity === undefined || identityNumber === undefined) return null;
  return cleanIdentityNumber(identity, identityNumber);
}

/** null where there is no number, or head office has not said yet how to seal one. */
function sealFor(
  till: ActiveTill,
  { memberId, state }: MemberView,
  { number, name }: { readonly number: string | null; readonly name: string | undefined },
): string | null {
  const key = till.store.codeKey.list('identity').at(-1);
  if (number === null || key === undefined) return null;
  return sealIdentity(key, memberId, { number, name: name ?? state.profile.name?.value ?? '' });
}

/** A number nobody else gives: of this install, and of the place in its chain that the top-up is about to take. */
function nextContractNo(till: ActiveTill): string {
  const seq = String(till.store.operation.head().terminalSeq + 1).padStart(terminalSeqDigits, '0');
  return `SV${String(till.terminal.installNo)}-${seq}`;
}

/** null where it is not exactly one of package and amount. */
function wishOf(input: Input): TopUpWish | null {
  const { packageId, amountFen, topUpId, method, buyer, identity, guardianConfirmed } = input;
  if ((packageId === undefined) === (amountFen === undefined)) return null;
  return {
    topUpId,
    of: packageId === undefined ? { amountFen: amountFen ?? 0 } : { packageId },
    method,
    buyer: buyer ?? 'person',
    ...(identity === undefined ? {} : { identity }),
    guardianConfirmed: guardianConfirmed ?? false,
  };
}
