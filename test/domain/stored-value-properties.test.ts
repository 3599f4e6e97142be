import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  allocatePayment,
  paidShare,
} from '../../src-shared/domain/stored-value/allocate-payment.ts';
import { overdrawnFen, postValue } from '../../src-shared/domain/stored-value/post-value.ts';
import { restoreValue } from '../../src-shared/domain/stored-value/restore-value.ts';
import type {
  ReceiptPayment,
  ValueEntry,
  ValuePurse,
  ValueRules,
} from '../../src-shared/domain/stored-value/stored-value.ts';
import {
  spendableContracts,
  walletFen,
} from '../../src-shared/domain/stored-value/value-balance.ts';
import { sampleNowMs, sampleToday } from '../support/sample-domain.ts';

const at = { businessDate: sampleToday, atMs: sampleNowMs, storeId: 's', acknowledged: true };
const spendOrder = fc.constantFrom<ValueRules['spendOrder'][]>(
  'proportional',
  'bonus_first',
  'principal_first',
);
const soldContracts = fc.array(
  fc.record({ paidFen: fc.integer({ min: 0, max: 9999 }), bonusFen: fc.nat(3000) }),
  { minLength: 1, maxLength: 4 },
);

function purseOf(
  contracts: readonly { readonly paidFen: number; readonly bonusFen: number }[],
): ValuePurse {
  const entries = contracts.map(({ paidFen, bonusFen }, index): ValueEntry => {
    const contractNo = `C${String(index)}`;
    return { kind: 'top_up', contractNo, principalFen: paidFen, bonusFen, listFen: 0 };
  });
  return postValue(undefined, entries, { ...at, reference: 'sale' });
}

function pay(
  purse: ValuePurse,
  payment: Parameters<typeof allocatePayment>[1],
): { readonly after: ValuePurse; readonly entries: readonly ValueEntry[] } {
  const contracts = spendableContracts(purse, { nowMs: sampleNowMs });
  const { entries, shortFen } = allocatePayment(contracts, payment);
  expect(shortFen).toBe(Math.max(0, payment.amountFen - walletFen(purse)));
  return { after: postValue(purse, entries, { ...at, reference: 'pay' }), entries };
}

/** Per account, carried + sum(entries) = what is left on the contracts (SV-01, PL-03). */
function expectWhole(purse: ValuePurse): void {
  const sum = <Each>(all: readonly Each[], of: (each: Each) => number): number =>
    all.reduce((total, each) => total + of(each), 0);
  expect(purse.carriedPrincipalFen + sum(purse.entries, (each) => each.principalFen)).toBe(
    sum(purse.contracts, (each) => each.principalLeftFen),
  );
  expect(purse.carriedBonusFen + sum(purse.entries, (each) => each.bonusFen)).toBe(
    sum(purse.contracts, (each) => each.bonusLeftFen),
  );
  for (const contract of purse.contracts) {
    if (contract.status === 'refunded') continue;
    expect(contract.principalLeftFen + contract.bonusLeftFen).toBe(
      contract.paidFen + contract.bonusFen - contract.spentFen,
    );
  }
}

test('payments in any number lose no fen, take none twice and drive nothing below 0 (SV-02)', () => {
  fc.assert(
    fc.property(
      soldContracts,
      fc.array(fc.record({ amountFen: fc.integer({ min: 1, max: 5000 }), spendOrder }), {
        maxLength: 30,
      }),
      (contracts, payments) => {
        let purse = purseOf(contracts);
        for (const { amountFen, spendOrder: order } of payments) {
          const before = walletFen(purse);
          const listFen = amountFen + 7;
          const { after, entries } = pay(purse, { amountFen, listFen, spendOrder: order });
          expect(before - walletFen(after)).toBe(Math.min(before, amountFen));
          if (before >= amountFen) {
            expect(entries.reduce((sum, entry) => sum + entry.listFen, 0)).toBe(listFen);
          }
          expect(overdrawnFen(after)).toBe(0);
          expectWhole(after);
          purse = after;
        }
      },
    ),
  );
});

test('spent proportionally, the principal gone is the one floor of art. 18, however it was split', () => {
  fc.assert(
    fc.property(
      fc.record({ paidFen: fc.integer({ min: 1, max: 9999 }), bonusFen: fc.nat(3000) }),
      fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 12 }),
      (sold, amounts) => {
        let purse = purseOf([sold]);
        for (const amountFen of amounts) {
          purse = pay(purse, { amountFen, listFen: amountFen, spendOrder: 'proportional' }).after;
          const [contract] = purse.contracts;
          expect(sold.paidFen - (contract?.principalLeftFen ?? 0)).toBe(
            paidShare(sold, contract?.spentFen ?? 0),
          );
        }
      },
    ),
  );
});

test('goods returned in any parts bring back exactly what was paid, to where it came from (PL-14)', () => {
  fc.assert(
    fc.property(
      soldContracts,
      spendOrder,
      fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.record({ soldFen: fc.integer({ min: 1, max: 4000 }), offFen: fc.nat(500) }), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.array(fc.tuple(fc.nat(4), fc.nat(1500)), { maxLength: 10 }),
      (contracts, order, amounts, sold, returns) => {
        const before = purseOf(contracts);
        let purse = before;
        const payments: Pick<ReceiptPayment, 'entries'>[] = [];
        for (const amountFen of amounts) {
          const paid = pay(purse, { amountFen, listFen: amountFen + 3, spendOrder: order });
          purse = paid.after;
          payments.push({ entries: paid.entries });
        }
        const lines = sold.map(({ soldFen, offFen }) => ({
          soldFen,
          payableFen: Math.max(0, soldFen - offFen),
          returnedFen: 0,
        }));
        const restored: ValueEntry[] = [];
        const refund = (): void => {
          const entries = restoreValue({ payments, restored, lines });
          for (const { principalFen, bonusFen } of entries) {
            expect(principalFen).toBeGreaterThanOrEqual(0);
            expect(bonusFen).toBeGreaterThanOrEqual(0);
          }
          restored.push(...entries);
          purse = postValue(purse, entries, { ...at, reference: 'refund' });
          expectWhole(purse);
        };
        for (const [index, fen] of returns) {
          const line = lines[index % lines.length];
          if (line === undefined) continue;
          line.returnedFen = Math.min(line.soldFen, line.returnedFen + fen);
          refund();
        }
        for (const line of lines) line.returnedFen = line.soldFen;
        refund();
        expect(restoreValue({ payments, restored, lines })).toEqual([]);
        expect(purse.contracts).toEqual(before.contracts);
      },
    ),
  );
});
