import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type {
  storedValueContract,
  storedValueScreenContract,
} from '../../../src-shared/contract/till/stored-value.ts';
import type { Language } from '../../../src-shared/domain/programme/programme.ts';
import { grantsElsewhere } from '../../../src-shared/domain/offline-rights/store-grant.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import {
  offlineTopUpMaxFen,
  profileOfStore,
} from '../../../src-shared/domain/stored-value/decide-top-up.ts';
import { emptyPurse } from '../../../src-shared/domain/stored-value/post-value.ts';
import type {
  ExplainedValueEntry,
  ReceiptPayment,
  ValueContract,
} from '../../../src-shared/domain/stored-value/stored-value.ts';
import { valueMovementsOf } from '../../../src-shared/domain/stored-value/value-movements.ts';
import {
  valueBalanceOf,
  walletFen,
} from '../../../src-shared/domain/stored-value/value-balance.ts';
import { valueWords } from '../../../src-shared/text/value-words.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { offlineValueNow } from '../offline-right.ts';
import type { SignedIn } from '../session.ts';
import { listOpenPayments } from './open-payments.ts';
import { officeLine } from './post-top-up.ts';

type Read = InferContractRouterOutputs<typeof storedValueContract>['get'];
type Statement = InferContractRouterOutputs<typeof storedValueContract>['statement'];
type Input = InferContractRouterInputs<typeof storedValueContract>['get'];
type Offer = InferContractRouterOutputs<typeof storedValueScreenContract>['offer'];

/** A member's stored value as this till knows it: balance, contracts, the last movements, the sum of those before (art. 25). */
export function readStoredValue(
  till: ActiveTill,
  session: SignedIn,
  { memberId }: Input,
): Refusal | { readonly status: 'read'; readonly value: Read } {
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const purse = view.state.value ?? emptyPurse;
  const { isFrozen, ...balance } = valueBalanceOf(purse, { nowMs: till.time.now().atMs });
  const grants = grantsElsewhere(view.state, till.terminal.storeId);
  const elsewhereFen = grants.reduce((sum, { valueFen }) => sum + valueFen, 0);
  const availableFen = Math.max(0, balance.availableFen - elsewhereFen);
  const mayPay = !isFrozen && view.state.status === 'active';
  return {
    status: 'read',
    value: {
      ...balance,
      availableFen,
      offlineFen: mayPay ? Math.min(availableFen, offlineValueNow(till, view)) : 0,
      right: till.reference.isOnline() ? 'authorised' : 'grant',
      frozen: isFrozen,
      identityChecked: purse.identity !== undefined,
      contracts: purse.contracts.map(contractView),
      openPayments: listOpenPayments(till, view).map(({ actId, receiptNo, record }) => {
        const { amountFen } = record as ReceiptPayment; // kept by the payment
        return { paymentId: actId, receiptNo, amountFen };
      }),
      entries: purse.entries.toReversed().map((entry) => movementView(entry, session.language)),
      carriedPrincipalFen: purse.carriedPrincipalFen,
      carriedBonusFen: purse.carriedBonusFen,
      asOfMs: till.reference.lastSyncAtMs(),
    },
  };
}

/**
 * Every movement of a member's stored value (art. 25): from head office, with what this till has not sent yet before it.
 * Without an answer the latest ones that the till knows.
 */
export async function readStatement(
  till: ActiveTill,
  session: SignedIn,
  { memberId }: Input,
): Promise<Refusal | { readonly status: 'read'; readonly statement: Statement }> {
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const { language } = session;
  const told = await till.sync.valueStatement(view.memberId);
  if (told === null) {
    const known = view.state.value?.entries.toReversed() ?? [];
    const entries = known.map((entry) => movementView(entry, language));
    return { status: 'read', statement: { isComplete: false, entries } };
  }
  const appliedSeq = till.store.member.readAppliedSeq(view.memberId);
  const toldIds = new Set(told.movements.map(({ operationId }) => operationId));
  const ours = till.store.operation
    .listOfMemberAfter(view.memberId, appliedSeq)
    .flatMap(valueMovementsOf)
    .filter(({ operationId }) => !toldIds.has(operationId))
    .toReversed();
  const entries = [...ours, ...told.movements].map((entry) => movementView(entry, language));
  return { status: 'read', statement: { isComplete: told.isComplete, entries } };
}

/** What a member could top up here and now; the limits of the law and of the line are in `maxFen`. */
export function offerValue(
  till: ActiveTill,
  session: SignedIn,
  { memberId }: Input,
): Refusal | { readonly status: 'offered'; readonly offer: Offer } {
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const rules = till.reference.programmeAt(till.time.now().businessDate)?.value ?? null;
  const profile = rules === null ? null : profileOfStore(rules, till.terminal.storeId);
  if (rules === null || profile === null) return refuse('value_not_offered');
  const purse = view.state.value;
  const line = officeLine(till);
  const { maxBalanceFen, identityFromFen, noCashFromFen, coolingOffDays } = profile;
  const onWalletFen = walletFen(purse);
  const lawFen = maxBalanceFen - onWalletFen;
  const offline =
    line.status === 'online'
      ? null
      : {
          maxTopUpFen: offlineTopUpMaxFen(rules, line.replicaAgeMs),
          maxBalanceFen: rules.offline.maxBalanceFen,
        };
  const offlineFen =
    offline === null ? lawFen : Math.min(offline.maxTopUpFen, offline.maxBalanceFen - onWalletFen);
  const { language } = session;
  return {
    status: 'offered',
    offer: {
      packages: rules.packages.map(({ name, ...each }) => ({ ...each, name: name[language] })),
      freeStepFen: rules.freeStepFen,
      maxFen: Math.max(0, Math.min(lawFen, offlineFen)),
      identityNeeded: profile.identityFromFen === 0 && purse?.identity === undefined,
      identityNumberNeeded: profile.keepsIdentityNumber === true && purse?.identity === undefined,
      terms: rules.terms[language],
      issuerName: rules.issuerName[language],
      limits: {
        name: profile.name[language],
        maxBalanceFen,
        walletFen: onWalletFen,
        identityFromFen,
        noCashFromFen,
        coolingOffDays,
      },
      offline,
    },
  };
}

function movementView(entry: ExplainedValueEntry, language: Language): Read['entries'][number] {
  const { kind, contractNo, principalFen, bonusFen, listFen } = entry;
  const { businessDate, atMs, storeId, reference } = entry;
  return {
    kind,
    reason: valueWords[language].entry[kind],
    contractNo,
    principalFen,
    bonusFen,
    listFen,
    paidOutFen: entry.paidOutFen ?? 0,
    businessDate,
    atMs,
    storeId,
    reference,
  };
}

/** A contract as a counter shows it. */
export function contractView({
  isPending,
  spentListFen: _spentListFen,
  ...contract
}: ValueContract): Read['contracts'][number] {
  return { ...contract, status: isPending === true ? 'pending' : contract.status };
}
