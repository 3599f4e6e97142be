import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { PaidPlan } from '../../src-shared/domain/plan/plan.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { callAdmin } from '../support/office-client.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { type Desk, type HeldGroup, pick, type Wish, withLines } from './desk.ts';
import type { SimTill } from './sim-till.ts';

export const simPlan: PaidPlan = {
  planId: 'plus',
  name: { 'zh-CN': '尊享会员', en: 'Plus', 'zh-TW': '尊享會員' },
  priceFen: 19_900,
  months: 12,
  priceShare: { numerator: 9, denominator: 10 },
  fullRefundDays: 7,
};
const managerPin = '571938';

interface GivenBack {
  readonly planSaleId: string;
  readonly refundFen: number;
  readonly till: SimTill;
  readonly toldAt: number;
}

/** Paid memberships (TR-09) that tills sell and renew, receipts use, and tills give back, also two of them the same one. */
export class SimPlans {
  readonly #desk: Desk;
  readonly #chance: SeededRandom;
  readonly #givenBack = new Map<string, GivenBack>();
  #managerId: string | null = null;

  constructor(desk: Desk, chance: SeededRandom) {
    this.#desk = desk;
    this.#chance = chance;
  }

  async act(): Promise<void> {
    if (this.#chance.below(4) > 0) return;
    const till = pick(this.#chance, this.#desk.running());
    if (till === undefined) return;
    switch (this.#chance.below(3)) {
      case 0:
        return this.#sell(till);
      case 1:
        return this.#buy(till);
      default: {
        const sale = pick(
          this.#chance,
          this.#desk.told.filter(({ what }) => what === 'sellPlan'),
        );
        if (sale === undefined || !(await this.#hire())) return;
        const other = pick(this.#chance, [till, ...this.#desk.running()]) ?? till;
        return withLines('up', [till, other], async () => {
          for (const each of [till, other]) await this.#desk.sync(each);
          // Somebody who was not told asks again, there or elsewhere.
          for (const each of [till, other]) await this.#refund(each, sale);
        });
      }
    }
  }

  async #sell(till: SimTill): Promise<void> {
    const memberId = pick(this.#chance, this.#desk.memberIds);
    if (memberId === undefined) return;
    const planSaleId = this.#desk.nextNo('P');
    await this.#desk.want({
      till: this.#desk.tills.indexOf(till),
      what: 'sellPlan',
      id: planSaleId,
      memberId,
      act: async (pos) => {
        const answer = await pos.plan.sell({ planSaleId, memberId, planId: simPlan.planId });
        if (answer.status === 'posted') this.#desk.count('plan_sold');
        return answer;
      },
    });
  }

  /** A receipt at the prices of the plan, if the member has one. */
  async #buy(till: SimTill): Promise<void> {
    const memberId = pick(this.#chance, this.#desk.memberIds);
    if (memberId === undefined) return;
    const receiptNo = this.#desk.nextNo('U');
    const businessDate = businessDateAt(this.#desk.office.nowMs());
    const amountFen = 100 * (1 + this.#chance.below(500));
    const goods = { lineNo: 1, sku: 'A1', category: 'food', quantity: 1, amountFen };
    await this.#desk.want({
      till: this.#desk.tills.indexOf(till),
      what: 'earn',
      id: receiptNo,
      memberId,
      act: async (pos) => {
        const { benefits } = await pos.receipt.post({
          receiptNo,
          businessDate,
          memberId,
          lines: [{ ...goods, listFen: amountFen }],
          wishes: { couponIds: [], points: 0 },
        });
        if (benefits?.lines[0]?.priceRule === 'plan') this.#desk.count('plan_used');
      },
    });
  }

  /** A manager, whom tills hear of with their next sync. */
  async #hire(): Promise<boolean> {
    if (this.#managerId !== null) return true;
    if (!this.#desk.canAct()) return false;
    const staffId = `manager-${String(this.#desk.seed)}`;
    const person = { staffId, name: '店长', role: 'manager', pin: managerPin };
    const { status, body } = await callAdmin(this.#desk.office, '/staff', person);
    if (status !== 200) throw new Error(`A manager was refused: ${JSON.stringify(body)}`);
    this.#managerId = staffId;
    return true;
  }

  async #refund(till: SimTill, { id: planSaleId, memberId }: Wish): Promise<void> {
    const planRefundId = this.#desk.nextNo('Q');
    const staffId = this.#managerId ?? '';
    const of = { memberId, planSaleId, reason: 'consumer' } as const;
    await this.#desk.want({
      till: this.#desk.tills.indexOf(till),
      what: 'refundPlan',
      id: planRefundId,
      memberId,
      act: async (pos) => {
        const refundFen =
          this.#givenBack.get(planRefundId)?.refundFen ??
          (await pos.plan.quoteRefund(of)).refundFen;
        const approver = { staffId, pin: managerPin };
        const answer = await pos.plan.refund({ ...of, planRefundId, refundFen, approver });
        if (answer.status !== 'requested') {
          this.#noteGivenBack(planRefundId, { planSaleId, refundFen: answer.refundFen, till });
        }
        return answer;
      },
    });
  }

  /** A till gives back once what it sold or heard of. */
  #noteGivenBack(planRefundId: string, refund: Omit<GivenBack, 'toldAt'>): void {
    if (this.#givenBack.has(planRefundId)) return;
    const { till, planSaleId } = refund;
    this.#desk.count('plan_given_back');
    const isAgain = [...this.#givenBack.values()].some(
      (each) => each.till === till && each.planSaleId === planSaleId,
    );
    if (isAgain && !this.#desk.isCopied(till)) {
      this.#desk.violate(`${till.name} gave plan ${planSaleId} back twice`);
    }
    this.#givenBack.set(planRefundId, { ...refund, toldAt: this.#desk.told.length });
  }

  /**
   * Every sale that head office holds is one plan, refunded where a refund is held; of what was paid out it holds all, and where
   * that was more than once of a sale it has a case (OF-02). No two plans of one member are of one day: renewals stack.
   */
  async check(
    { memberIds, acts, states }: HeldGroup,
    isExcused: (told: GivenBack) => boolean,
  ): Promise<void> {
    // Where the till that held them has ended, nobody is left to see them.
    if (states.length < memberIds.length) return;
    const plans = states.flatMap((state) => state.plans ?? []);
    const refunds = Map.groupBy(
      acts.filter(({ kind }) => kind === 'refundPlan'),
      ({ body }) => body['planSaleId'],
    );
    const told = [...this.#givenBack.values()].filter((each) => !isExcused(each));
    for (const { kind, body } of acts) {
      if (kind !== 'sellPlan') continue;
      const { planSaleId } = body;
      const held = refunds.get(planSaleId) ?? [];
      const ofSale = plans.filter((plan) => plan.planSaleId === planSaleId);
      const status = held.length === 0 ? 'active' : 'refunded';
      if (
        ofSale.length !== 1 ||
        ofSale.some((plan) => plan.status !== status || plan.usedFen < 0)
      ) {
        this.#desk.violate(
          `plan ${String(planSaleId)} is not ${status}: ${JSON.stringify(ofSale)}`,
        );
      }
      const toldCount = told.filter((each) => each.planSaleId === planSaleId).length;
      if (toldCount > held.length) {
        this.#desk.violate(`plan ${String(planSaleId)} was given back more often than is held`);
      }
      if (held.length > 1 && !(await this.#hasCase(memberIds, String(planSaleId)))) {
        this.#desk.violate(`plan ${String(planSaleId)} was given back twice, and nobody is told`);
      }
    }
    if (states.some((state) => memberIds.length === 1 && hasPlansBeside(state))) {
      this.#desk.violate(`two plans of ${memberIds.join()} are of one day`);
    }
  }

  async #hasCase(memberIds: readonly string[], planSaleId: string): Promise<boolean> {
    this.#desk.count('plan_given_back_twice');
    for (const memberId of memberIds) {
      const { body } = await callAdmin<{
        cases: readonly { kind: string; evidence: { planSaleId?: string } }[];
      }>(this.#desk.office, `/cases?memberId=${memberId}`);
      const isOfIt = body.cases.some(
        ({ kind, evidence }) =>
          kind === 'plan_refunded_twice' && evidence.planSaleId === planSaleId,
      );
      if (isOfIt) return true;
    }
    return false;
  }
}

function hasPlansBeside({ plans = [] }: Pick<MemberState, 'plans'>): boolean {
  const active = plans
    .filter(({ status }) => status === 'active')
    .toSorted((one, other) => (one.fromDay < other.fromDay ? -1 : 1));
  return active.some(({ fromDay }, index) => fromDay <= (active[index - 1]?.untilDay ?? ''));
}
