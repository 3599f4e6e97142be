import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type {
  storedValueContract,
  storedValueScreenContract,
} from '../../../src-shared/contract/till/stored-value.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import {
  offlineTopUpMaxFen,
  profileOfStore,
} from '../../../src-shared/domain/stored-value/decide-top-up.ts';
import { emptyPurse } from '../../../src-shared/domain/stored-value/post-value.ts';
import type { ValueContract } from '../../../src-shared/domain/stored-value/stored-value.ts';
import {
  valueBalanceOf,
  walletFen,
} from '../../../src-shared/domain/stored-value/value-balance.ts';
import { valueWords } from '../../../src-shared/text/value-words.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import type { SignedIn } from '../session.ts';
import { officeLine } from './post-top-up.ts';

type Read = InferContractRouterOutputs<typeof storedValueContract>['get'];
type Input = InferContractRouterInputs<typeof storedValueContract>['get'];
type Offer = InferContractRouterOutputs<typeof storedValueScreenContract>['offer'];

/** A member's stored value as this till knows it: balance, contracts, the last movements and the sum of those before (art. 25). */
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
  const { isFrozen, ...balance } = valueBalanceOf(purse, { nowMs: till.reference.now().atMs });
  const { entry: words } = valueWords[session.language];
  return {
    status: 'read',
    value: {
      ...balance,
      frozen: isFrozen,
      identityChecked: purse.identity !== undefined,
      contracts: purse.contracts.map(contractView),
      entries: purse.entries.toReversed().map(({ listFen: _listFen, paidOutFen, ...entry }) => ({
        ...entry,
        reason: words[entry.kind],
        paidOutFen: paidOutFen ?? 0,
      })),
      carriedPrincipalFen: purse.carriedPrincipalFen,
      carriedBonusFen: purse.carriedBonusFen,
      asOfMs: till.reference.lastSyncAtMs(),
    },
  };
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
  const rules = till.reference.programmeAt(till.reference.now().businessDate)?.value ?? null;
  const profile = rules === null ? null : profileOfStore(rules, till.terminal.storeId);
  if (rules === null || profile === null) return refuse('value_not_offered');
  const purse = view.state.value;
  const line = officeLine(till);
  const lawFen = profile.maxBalanceFen - walletFen(purse);
  const offlineFen =
    line.status === 'online'
      ? lawFen
      : Math.min(
          offlineTopUpMaxFen(rules, line.replicaAgeMs),
          rules.offline.maxBalanceFen - walletFen(purse),
        );
  const { language } = session;
  return {
    status: 'offered',
    offer: {
      packages: rules.packages.map(({ name, ...each }) => ({ ...each, name: name[language] })),
      freeStepFen: rules.freeStepFen,
      maxFen: Math.max(0, Math.min(lawFen, offlineFen)),
      identityNeeded: profile.identityFromFen === 0 && purse?.identity === undefined,
      terms: rules.terms[language],
      issuerName: rules.issuerName[language],
    },
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
