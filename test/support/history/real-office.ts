import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { TestOffice } from '../describe-office.ts';
import { publishTo } from '../live-till.ts';
import { callAdmin, OfficeTill, type PushItem } from '../office-client.ts';
import { until } from '../until.ts';
import type { OfficeEvent } from './history.ts';
import type { ModelTill } from './model-till.ts';

const dayMs = 86_400_000;
const people = { actor: 'anna', reason: 'history' };

interface Jobs {
  readonly jobs: readonly { readonly jobId: string; readonly status: string }[];
}

/** A head office of a test that lives through the events of a history: the same installs, another wire. */
export class RealOffice {
  readonly #office: TestOffice;
  /** By the number of the till in the history. */
  readonly #tills: ReadonlyMap<number, OfficeTill>;
  /** By operationId: a repeat sends the same bytes. */
  readonly #sent = new Map<string, PushItem>();

  private constructor(office: TestOffice, tills: ReadonlyMap<number, OfficeTill>) {
    this.#office = office;
    this.#tills = tills;
  }

  /** Sets the office's clock to the history's and makes its programmes and tills known there. */
  static async open(
    office: TestOffice,
    from: {
      readonly nowMs: number;
      readonly programmes: readonly Programme[];
      readonly tills: readonly ModelTill[];
    },
  ): Promise<RealOffice> {
    office.passMs(from.nowMs - office.nowMs());
    for (const programme of from.programmes) await publishTo(office, programme);
    const tills = new Map<number, OfficeTill>();
    for (const { index, storeId, installId } of from.tills) {
      tills.set(index, await OfficeTill.activate(office, storeId, installId));
    }
    return new RealOffice(office, tills);
  }

  async live(event: OfficeEvent): Promise<void> {
    switch (event.kind) {
      case 'push':
        return this.#push(event.till, event.operations);
      case 'nextDay':
        return this.#office.passMs(event.days * dayMs);
      case 'issueCoupon': {
        const { issueId, templateId, memberId } = event;
        return this.#act('/coupons/issue', {
          issueId,
          templateId,
          memberIds: [memberId],
          actor: 'anna',
          reason: 'a gift',
        });
      }
      case 'grantTier': {
        const { memberId, tierCode, untilDay } = event;
        const wish = { tierCode, untilDay, approverId: 'bert', ...people };
        return this.#act(`/members/${memberId}/tier`, wish);
      }
      case 'decideHold': {
        const { holdId, memberId, decision } = event;
        return this.#act(`/holds/${encodeURIComponent(holdId)}`, { memberId, decision, ...people });
      }
      case 'merge': {
        const { fromId, intoId, mergeId } = event;
        const wish = { fromMemberId: fromId, intoMemberId: intoId, mergeId, ...people };
        return this.#act('/members/merge', wish);
      }
      case 'unmerge':
        return this.#act('/members/unmerge', { mergeId: event.mergeId, ...people });
      case 'job':
        return this.#runJob(event.name, event.onDay);
    }
  }

  /** Every member as the feed tells it. */
  async states(): Promise<ReadonlyMap<string, MemberState>> {
    await this.#office.settle();
    const [till] = this.#tills.values();
    const { members = [] } = (await till?.feed(null)) ?? {};
    return new Map(
      members.map(({ memberId, stateJson }) => [memberId, JSON.parse(stateJson) as MemberState]), // written by this office
    );
  }

  async #push(index: number, operations: readonly Operation[]): Promise<void> {
    const till = this.#till(index);
    const items = operations.map((operation) => this.#itemOf(till, operation));
    const { verdicts } = await till.push(items);
    const invalid = verdicts.filter(({ outcome }) => outcome === 'invalid');
    if (invalid.length > 0) throw new Error(JSON.stringify(invalid));
  }

  #itemOf(till: OfficeTill, operation: Operation): PushItem {
    const { hash: _hash, ...rest } = operation;
    const { terminalId, storeId, headHash: prevHash } = till;
    const sent = this.#sent.get(operation.operationId);
    const item = sent ?? till.seal({ ...rest, terminalId, storeId, prevHash });
    this.#sent.set(operation.operationId, item);
    return item;
  }

  async #act(path: string, wish: object): Promise<void> {
    const { status, body } = await callAdmin(this.#office, path, wish);
    // A coupon that is not to be had is an answer; anything else the history knows to be possible.
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
  }

  async #runJob(name: string, onDay: string): Promise<void> {
    const { body } = await callAdmin<{ jobId: string }>(this.#office, `/jobs/${name}`, { onDay });
    await until(`${name} is done`, async () => {
      const { jobs } = (await callAdmin<Jobs>(this.#office, '/jobs')).body;
      return jobs.find(({ jobId }) => jobId === body.jobId)?.status === 'done';
    });
  }

  #till(index: number): OfficeTill {
    const till = this.#tills.get(index);
    if (till === undefined) throw new Error(`There is no till ${String(index)}.`);
    return till;
  }
}
