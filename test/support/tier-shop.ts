import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import { decideRevert } from '../../src-shared/domain/tier/decide-revert.ts';
import { decideUpgrade } from '../../src-shared/domain/tier/decide-upgrade.ts';
import { growthOfReceipt, growthOfRefund } from '../../src-shared/domain/tier/growth-of-receipt.ts';
import { postGrowth } from '../../src-shared/domain/tier/post-growth.ts';
import { postTier } from '../../src-shared/domain/tier/post-tier.ts';
import type { TierChange } from '../../src-shared/domain/tier/tier.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { sampleDay, sampleLines } from './sample-domain.ts';

type TierRecord = Pick<ReceiptRecord, 'key' | 'lines' | 'refunds'> & {
  readonly growth: NonNullable<ReceiptRecord['growth']>;
};

/** What tills do to one member's tier, without anything else of a receipt: every line earns what it costs. */
export class TierShop {
  state: MemberState;
  readonly records = new Map<string, TierRecord>();
  readonly #programme: Programme;

  constructor(programme: Programme, state: MemberState) {
    this.#programme = programme;
    this.state = state;
  }

  /** Posts a receipt of one line and answers the change of tier it caused. */
  sell(receiptNo: string, day: string, amountFen: number): TierChange | null {
    const businessDate = sampleDay(day);
    const [line] = sampleLines([amountFen]);
    if (line === undefined) throw new Error('One amount is one line.');
    const lines = [{ ...line, offsetFen: 0, baseFen: amountFen, points: 0 }];
    const growth = growthOfReceipt(businessDate, lines);
    const programme = this.#programme;
    const tier = decideUpgrade({ programme, state: this.state, growth, businessDate, receiptNo });
    const key = { storeId: 'S01', businessDate, receiptNo };
    this.records.set(receiptNo, { key, lines, refunds: [], growth });
    this.#post(growth, tier, businessDate);
    return tier;
  }

  /** Refunds a part of a receipt and answers the change of tier that caused. */
  refund(
    receiptNo: string,
    day: string,
    amountFen: number,
    saleOperationId?: string,
  ): TierChange | null {
    const businessDate = sampleDay(day);
    const record = this.records.get(receiptNo);
    if (record === undefined) throw new Error(`There is no receipt ${receiptNo}.`);
    const lines = [{ lineNo: 1, amountFen }];
    const growth = growthOfRefund(record, lines);
    const programme = this.#programme;
    const { state } = this;
    const receipt = record.key;
    const sale = { receipt, saleOperationId };
    const tier = decideRevert({ programme, state, ...sale, growth, businessDate });
    const refundNo = `R${record.refunds.length}`;
    const refund = { refundNo, lines, takenBackPoints: 0, restoredPoints: 0 };
    this.records.set(receiptNo, { ...record, refunds: [...record.refunds, refund] });
    this.#post(growth, tier, businessDate);
    return tier;
  }

  #post(
    growth: Parameters<typeof postGrowth>[1],
    tier: TierChange | null,
    businessDate: BusinessDate,
  ): void {
    this.state = { ...this.state, growth: postGrowth(this.state.growth, growth, businessDate) };
    if (tier !== null) this.state = postTier(this.state, tier);
  }
}
