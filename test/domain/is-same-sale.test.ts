import { expect, test } from 'vitest';
import { isSameSale, type Sale } from '../../src-shared/domain/receipt/is-same-sale.ts';
import { isOfSale } from '../../src-shared/domain/receipt/sale-of.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { sampleToday } from '../support/sample-domain.ts';

const line = (sku: string, amountFen: number) => ({ sku, quantity: '1', amountFen });
const goods = [line('A', 1000), line('B', 2500)];
const sale = (change: Partial<Sale> = {}): Sale => ({
  installId: 'first',
  isLate: false,
  lines: goods,
  taken: [],
  ...change,
});
const elsewhere = { installId: 'second' };

test('PL-10: of one install a number is one receipt, whatever was bought', () => {
  expect(isSameSale(sale(), sale({ lines: [line('C', 1)] }))).toBe(true);
});

test('PL-10: of another install it is another receipt, where something else was bought', () => {
  expect(isSameSale(sale(), sale({ ...elsewhere, lines: [line('A', 3501)] }))).toBe(false);
  const other = [line('A', 2500), line('C', 1000)];
  expect(isSameSale(sale(), sale({ ...elsewhere, lines: other }))).toBe(false);
});

test('PL-17: it is the same paper where the same was bought, in any order, or its total was typed', () => {
  expect(isSameSale(sale(), sale({ ...elsewhere, lines: goods.toReversed() }))).toBe(true);
  const typed = sale({ ...elsewhere, lines: [line('', 3500)] });
  expect([isSameSale(sale(), typed), isSameSale(typed, sale())]).toEqual([true, true]);
});

test('PL-14: it is another receipt where something was taken of a member for it that was not for the other', () => {
  const paid = (...taken: readonly string[]) => sale({ ...elsewhere, taken });
  const earned = sale({ taken: ['payment P1', 'coupon C1'] });
  expect(isSameSale(sale(), paid('payment P2'))).toBe(false);
  expect(isSameSale(earned, paid('payment P1', 'coupon C2'))).toBe(false);
  // The register tried again at another till, with what it had taken, or brought the paper alone.
  expect([paid('coupon C1', 'payment P1'), paid()].map((each) => isSameSale(earned, each))).toEqual(
    [true, true],
  );
});

test('PL-17: what is attached after the sale is the paper that has earned, whatever it says', () => {
  const late = { ...elsewhere, isLate: true, lines: [line('A', 1)] };
  expect(isSameSale(sale(), sale(late))).toBe(true);
  // A sale is no old paper, even where one was attached under its number before.
  expect(isSameSale(sale({ isLate: true }), sale({ ...elsewhere, lines: [line('A', 1)] }))).toBe(
    false,
  );
});

test('PL-10: goods are of the sale whose operation they name, and of its number where either names none', () => {
  const receipt = { storeId: 'S001', businessDate: sampleToday, receiptNo: 'Q' };
  const ofSale = (saleOperationId?: string, operationId?: string, receiptNo = 'Q') =>
    isOfSale(
      { receipt, ...(saleOperationId === undefined ? {} : { saleOperationId }) },
      { key: { ...receipt, receiptNo }, ...(operationId === undefined ? {} : { operationId }) },
    );
  expect([ofSale('a', 'a'), ofSale('a', 'b')]).toEqual([true, false]);
  expect([ofSale('a'), ofSale(undefined, 'b'), ofSale()]).toEqual([true, true, true]);
  expect([ofSale('a', 'a', 'R'), ofSale(undefined, undefined, 'R')]).toEqual([false, false]);
  // Each store and each day counts its receipts anew.
  for (const other of [{ storeId: 'S002' }, { businessDate: addDays(sampleToday, 1) }]) {
    expect(isOfSale({ receipt }, { key: { ...receipt, ...other } })).toBe(false);
  }
});
