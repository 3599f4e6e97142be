import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { StoredValue, ValueOffer } from '../../../src-shared/contract/till/stored-value.ts';
import type { Language, Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { RefusalCode } from '../../../src-shared/domain/refusal.ts';
import { allocatePayment } from '../../../src-shared/domain/stored-value/allocate-payment.ts';
import {
  cashRefundMaxFen,
  quoteValueRefund,
} from '../../../src-shared/domain/stored-value/decide-value-refund.ts';
import { emptyPurse, postValue } from '../../../src-shared/domain/stored-value/post-value.ts';
import type {
  ValueEntry,
  ValuePurse,
  ValueRefundBasis,
  ValueRight,
} from '../../../src-shared/domain/stored-value/stored-value.ts';
import {
  settledValue,
  spendableContracts,
  valueBalanceOf,
  walletFen,
} from '../../../src-shared/domain/stored-value/value-balance.ts';
import {
  valueRefundLines,
  valueVoucherLines,
  valueWorkingLines,
} from '../../../src-shared/text/value-voucher.ts';
import { valueWords } from '../../../src-shared/text/value-words.ts';
import { businessDateAt } from '../../../src-shared/values/business-date.ts';
import { fakeNowMs } from './fake-members.ts';

const DAY_MS = 86_400_000;
const file = path.join(import.meta.dirname, '../../../resources/programmes/sample-grocery.json');
const rules = (JSON.parse(readFileSync(file, 'utf8')) as Programme).value!;
const profile = rules.profiles.find(({ profileId }) => profileId === 'beijing')!;
const { maxBalanceFen, identityFromFen, noCashFromFen, coolingOffDays } = profile;
const offlineMax = rules.offline;

/** Why the fake wallet says no, in the way of the real one. */
interface No {
  readonly no: RefusalCode;
  readonly maxFen?: number;
}

interface OpenPayment {
  readonly memberId: string;
  readonly receiptNo: string;
  readonly amountFen: number;
  readonly entries: readonly ValueEntry[];
}

/** Wallets of the fake till, posted and refunded by the domain's own rules: one with two contracts, one stopped, one empty. */
export function makeFakeValue() {
  const purses = new Map<string, ValuePurse>();
  const payments = new Map<string, OpenPayment>();
  const identified = new Set<string>();
  let contractCount = 12;

  const purseOf = (memberId: string) => purses.get(memberId) ?? emptyPurse;

  function post(
    memberId: string,
    entries: readonly ValueEntry[],
    at: { readonly reference: string; readonly daysAgo?: number; readonly isPending?: boolean },
  ): void {
    const atMs = fakeNowMs - (at.daysAgo ?? 0) * DAY_MS;
    const posting = { businessDate: businessDateAt(atMs), atMs, storeId: 'store-1' };
    const acknowledged = at.isPending !== true;
    const { reference } = at;
    const purse = postValue(purses.get(memberId), entries, { ...posting, reference, acknowledged });
    purses.set(memberId, purse);
  }

  function topUpEntry(contractNo: string, paidFen: number, bonusFen: number): ValueEntry {
    return { kind: 'top_up', contractNo, principalFen: paidFen, bonusFen, listFen: 0 };
  }

  function allocate(memberId: string, amountFen: number, listFen: number) {
    const contracts = spendableContracts(purseOf(memberId), { nowMs: fakeNowMs });
    return allocatePayment(contracts, { amountFen, listFen, spendOrder: 'proportional' });
  }

  post('m-zhang', [topUpEntry('SV3-000007', 100_000, 20_000)], {
    reference: 'SV3-000007',
    daysAgo: 49,
  });
  post('m-zhang', allocate('m-zhang', 60_000, 60_000).entries, {
    reference: 'T01-000031',
    daysAgo: 20,
  });
  post('m-zhang', [topUpEntry('SV3-000011', 50_000, 2500)], {
    reference: 'SV3-000011',
    daysAgo: 2,
  });
  identified.add('m-zhang');
  post('m-locked', [topUpEntry('SV3-000009', 30_000, 1000)], {
    reference: 'SV3-000009',
    daysAgo: 9,
  });
  purses.set('m-locked', { ...purseOf('m-locked'), isFrozen: true });

  return {
    /** As the member's summary has it. */
    summaryOf(memberId: string) {
      const { principalFen, bonusFen } = settledValue(purseOf(memberId));
      return { valuePrincipalFen: principalFen, valueBonusFen: bonusFen };
    },
    /** What has been paid of a receipt that is not posted, in fen. */
    paidFen(memberId: string, receiptNo: string): number {
      return [...payments.values()]
        .filter((each) => each.memberId === memberId && each.receiptNo === receiptNo)
        .reduce((sumFen, { amountFen }) => sumFen + amountFen, 0);
    },
    closePayments(memberId: string, receiptNo: string): void {
      for (const [paymentId, each] of payments) {
        const isPaid = each.memberId === memberId && each.receiptNo === receiptNo;
        if (isPaid) payments.delete(paymentId);
      }
    },
    get(
      memberId: string,
      { language, isOnline }: { readonly language: Language; readonly isOnline: boolean },
    ): StoredValue {
      const purse = purseOf(memberId);
      const { isFrozen, ...balance } = valueBalanceOf(purse, { nowMs: fakeNowMs });
      return {
        ...balance,
        offlineFen: Math.min(offlineMax.maxPaymentFen, balance.availableFen),
        right: isOnline ? 'authorised' : 'grant',
        frozen: isFrozen,
        identityChecked: identified.has(memberId),
        contracts: purse.contracts.map(viewOf),
        openPayments: [...payments]
          .filter(([, each]) => each.memberId === memberId)
          .map(([paymentId, { receiptNo, amountFen }]) => ({ paymentId, receiptNo, amountFen })),
        entries: movementsOf(purse, language),
        carriedPrincipalFen: 0,
        carriedBonusFen: 0,
        asOfMs: fakeNowMs,
      };
    },
    statement: (memberId: string, language: Language) => movementsOf(purseOf(memberId), language),
    offer(memberId: string, at: { readonly language: Language; readonly isOnline: boolean }) {
      const { language, isOnline } = at;
      const onWalletFen = walletFen(purseOf(memberId));
      const bounds = [maxBalanceFen - onWalletFen];
      if (!isOnline) bounds.push(offlineMax.maxTopUpFen, offlineMax.maxBalanceFen - onWalletFen);
      return {
        packages: rules.packages.map(({ name, ...each }) => ({ ...each, name: name[language] })),
        freeStepFen: rules.freeStepFen,
        maxFen: Math.max(0, Math.min(...bounds)),
        identityNeeded: !identified.has(memberId),
        identityNumberNeeded: !identified.has(memberId),
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
        offline: isOnline
          ? null
          : { maxTopUpFen: offlineMax.maxTopUpFen, maxBalanceFen: offlineMax.maxBalanceFen },
      } satisfies ValueOffer;
    },
    topUp(
      input: {
        readonly memberId: string;
        readonly packageId?: string | undefined;
        readonly amountFen?: number | undefined;
        readonly identity?: string | undefined;
        readonly identityNumber?: string | undefined;
        readonly guardianConfirmed?: boolean | undefined;
      },
      at: { readonly language: Language; readonly isOnline: boolean },
    ) {
      const { memberId, packageId, amountFen = 0 } = input;
      const found = rules.packages.find((each) => each.packageId === packageId);
      const paidFen = found?.payFen ?? amountFen;
      const bonusFen = found?.bonusFen ?? 0;
      // The made-up member without a name is a child.
      if (memberId === 'm-bare' && input.guardianConfirmed !== true)
        return { no: 'value_guardian_needed', maxFen: 20_000 } satisfies No;
      if (!identified.has(memberId) && input.identity === undefined)
        return { no: 'value_identity_needed' } satisfies No;
      if (!identified.has(memberId) && input.identityNumber === undefined)
        return { no: 'value_identity_number_needed' } satisfies No;
      identified.add(memberId);
      contractCount += 1;
      const contractNo = `SV3-0000${contractCount}`;
      post(memberId, [topUpEntry(contractNo, paidFen, bonusFen)], {
        reference: contractNo,
        isPending: !at.isOnline,
      });
      const facts = {
        contractNo,
        businessDate: businessDateAt(fakeNowMs),
        storeName: '青禾生鲜 · 人民路店',
        issuerName: rules.issuerName,
        terms: rules.terms,
        paidFen,
        bonusFen,
        coolingOffDays,
      };
      return { contractNo, paidFen, bonusFen, voucher: [...valueVoucherLines(facts, at.language)] };
    },
    pay(
      input: {
        readonly paymentId: string;
        readonly memberId: string;
        readonly receiptNo: string;
        readonly amountFen: number;
        readonly listFen?: number | undefined;
      },
      { isProven, isOnline }: { readonly isProven: boolean; readonly isOnline: boolean },
    ) {
      const { paymentId, memberId, receiptNo, amountFen, listFen = amountFen } = input;
      if (!isProven) return { no: 'value_pin_needed' } satisfies No;
      const purse = purseOf(memberId);
      if (purse.isFrozen) return { no: 'value_frozen' } satisfies No;
      if (!isOnline && amountFen > offlineMax.maxPaymentFen) {
        return { no: 'value_above_grant', maxFen: offlineMax.maxPaymentFen } satisfies No;
      }
      const { entries, shortFen } = allocate(memberId, amountFen, listFen);
      if (shortFen > 0)
        return { no: 'value_too_little', maxFen: amountFen - shortFen } satisfies No;
      if (!payments.has(paymentId)) {
        post(memberId, entries, { reference: receiptNo });
        payments.set(paymentId, { memberId, receiptNo, amountFen, entries });
      }
      const principalFen = -entries.reduce((sumFen, entry) => sumFen + entry.principalFen, 0);
      const right: ValueRight = isOnline ? 'authorised' : 'grant';
      return { amountFen, principalFen, bonusFen: amountFen - principalFen, right };
    },
    isPaid: (paymentId: string) => payments.has(paymentId),
    cancelPayment(paymentId: string) {
      const paid = payments.get(paymentId);
      if (paid === undefined) return { no: 'payment_not_found' } satisfies No;
      payments.delete(paymentId);
      const { memberId, amountFen, receiptNo } = paid;
      const back = paid.entries.map((entry) => ({
        ...entry,
        kind: 'cancel' as const,
        principalFen: -entry.principalFen,
        bonusFen: -entry.bonusFen,
        listFen: -entry.listFen,
      }));
      post(memberId, back, { reference: receiptNo });
      return { memberId, amountFen };
    },
    quoteRefunds(memberId: string, contractNo: string | undefined, language: Language) {
      return purseOf(memberId)
        .contracts.filter(({ status }) => status === 'open')
        .filter((each) => contractNo === undefined || each.contractNo === contractNo)
        .map((contract) => {
          const businessDate = businessDateAt(fakeNowMs);
          const quote = quoteValueRefund(contract, { businessDate, coolingOffDays });
          return {
            contract: viewOf(contract),
            workings: quote.workings.map((working) => ({
              ...working,
              lines: [...valueWorkingLines(quote, working, language)],
            })),
            lines: [...valueRefundLines(quote, language)],
          };
        });
    },
    refund(
      input: {
        readonly refundId: string;
        readonly memberId: string;
        readonly contractNo: string;
        readonly basis: ValueRefundBasis;
        readonly refundFen: number;
        readonly payTo: string;
      },
      language: Language,
    ) {
      const { memberId, contractNo, basis, refundFen } = input;
      const [quote] = this.quoteRefunds(memberId, contractNo, language);
      const working = quote?.workings.find((each) => each.basis === basis);
      if (quote === undefined || working === undefined)
        return { no: 'value_contract_not_found' } satisfies No;
      if (working.refundFen !== refundFen)
        return { no: 'value_refund_changed', maxFen: working.refundFen } satisfies No;
      if (input.payTo === 'cash' && refundFen > cashRefundMaxFen)
        return { no: 'value_account_needed', maxFen: cashRefundMaxFen } satisfies No;
      const entry: ValueEntry = {
        kind: 'refund',
        contractNo,
        principalFen: -quote.contract.principalLeftFen,
        bonusFen: -quote.contract.bonusLeftFen,
        listFen: 0,
        paidOutFen: refundFen,
      };
      post(memberId, [entry], { reference: input.refundId });
      return { refundFen, lines: quote.lines };
    },
    freeze(memberId: string, isFrozen: boolean): void {
      purses.set(memberId, { ...purseOf(memberId), isFrozen });
    },
  };
}

function viewOf({
  isPending,
  spentListFen: _spentListFen,
  ...contract
}: ValuePurse['contracts'][number]): StoredValue['contracts'][number] {
  return { ...contract, status: isPending === true ? 'pending' : contract.status };
}

function movementsOf(purse: ValuePurse, language: Language): StoredValue['entries'] {
  return purse.entries.toReversed().map(({ paidOutFen = 0, ...entry }) => ({
    ...entry,
    paidOutFen,
    reason: valueWords[language].entry[entry.kind],
  }));
}
