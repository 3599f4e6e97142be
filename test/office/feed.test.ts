import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { describeOffice } from '../support/describe-office.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { callAdmin, entry, OfficeTill } from '../support/office-client.ts';

describeOffice('feed', (office) => {
  const known = async (till: OfficeTill) => {
    await office().settle();
    let page = await till.feed(null, { limit: 5000 });
    while (page.more) page = await till.feed(page.cursor, { limit: 5000 });
    const lists = await till.feed(null, { limit: 1 });
    const { cursor } = page;
    return (waitMs: number) =>
      till.client.feed({
        cursor,
        limit: 100,
        waitMs,
        staffRevision: lists.staff?.revision ?? '',
        programmeRevision: lists.programmes?.revision ?? '',
      });
  };

  test('brings every member once, in pages, and then nothing', async () => {
    const till = await OfficeTill.activate(office());
    const memberIds = Array.from({ length: 25 }, () => randomUUIDv7());
    await till.push(memberIds.map((memberId) => till.enrol(memberId, '13412345678')));
    await till.push(memberIds.map((memberId) => till.adjust(memberId, 1)));
    await office().settle();
    const seen: string[] = [];
    let page = await till.feed(null, { limit: 7 });
    expect(page.fromStart).toBe(true);
    for (;;) {
      seen.push(...page.members.map(({ memberId }) => memberId));
      if (!page.more) break;
      page = await till.feed(page.cursor, { limit: 7 });
      expect(page.fromStart).toBe(false);
    }
    expect(seen.toSorted()).toEqual(memberIds.toSorted());
    expect((await till.feed(page.cursor)).members).toEqual([]);
  });

  test('starts over with a cursor of another epoch, of the future, or that is none', async () => {
    const till = await OfficeTill.activate(office());
    const { cursor } = await till.feed(null);
    const [epoch = ''] = cursor.split('.');
    for (const strange of ['other.5.x', `${epoch}.99999999999.`, 'nonsense', '']) {
      expect((await till.feed(strange)).fromStart).toBe(true);
    }
    expect((await till.feed(cursor)).fromStart).toBe(false);
  });

  test('holds its answer until something changes', async () => {
    const till = await OfficeTill.activate(office());
    const other = await OfficeTill.activate(office());
    const wait = await known(till);
    const memberId = randomUUIDv7();
    const startedAtMs = performance.now();
    setTimeout(() => void other.push([other.enrol(memberId, '13312345678')]), 200);
    const page = await wait(15_000);
    expect(page.members.map((member) => member.memberId)).toEqual([memberId]);
    const tookMs = performance.now() - startedAtMs;
    expect(tookMs).toBeGreaterThan(150);
    expect(tookMs).toBeLessThan(8_000);
  });

  test('answers empty when the wait is over, and goes on when the caller has gone', async () => {
    const till = await OfficeTill.activate(office());
    const wait = await known(till);
    const startedAtMs = performance.now();
    expect((await wait(300)).members).toEqual([]);
    expect(performance.now() - startedAtMs).toBeGreaterThan(250);
    const call = till.client.feed(
      { cursor: null, limit: 1, waitMs: 30_000, staffRevision: null, programmeRevision: null },
      { signal: AbortSignal.timeout(1) },
    );
    await expect(call).rejects.toThrow();
    await sleep(50);
    expect((await till.feed(null)).officeAtMs).toBeGreaterThan(0);
  });

  test('wakes many at once, and tells each from its own place, of its own store', async () => {
    const stores = ['S-wake-1', 'S-wake-2'];
    const seller = await OfficeTill.activate(office(), stores[0]);
    const before = randomUUIDv7();
    const memberId = randomUUIDv7();
    const listen = async (storeId: string | undefined) => {
      const till = await OfficeTill.activate(office(), storeId);
      const wait = await known(till);
      const { cursor } = await wait(0);
      return { till, storeId, cursor };
    };
    const early = await Promise.all([...stores, ...stores].map(listen));
    await seller.push([seller.enrol(before, '13312345601'), seller.enrol(memberId, '13312345602')]);
    const late = await Promise.all([...stores, ...stores].map(listen));
    const ask = ({ till, cursor }: (typeof early)[number], waitMs: number) =>
      till.client.feed({
        cursor,
        limit: 100,
        waitMs,
        staffRevision: null,
        programmeRevision: null,
        receiptCursor: null,
      });
    await office().settle();
    const caughtUp = await Promise.all(early.map((one) => ask(one, 0)));
    for (const page of caughtUp) {
      expect(page.members.map((member) => member.memberId)).toEqual([before, memberId].toSorted());
    }
    const lists = caughtUp[0];
    // A receipt may be told a page before what it did to its member.
    const hear = async ({ till, cursor }: (typeof late)[number]) => {
      const heard = { memberIds: [] as string[], receiptNos: [] as string[] };
      let at = { cursor, receiptCursor: null as string | null };
      while (heard.memberIds.length === 0) {
        const page = await till.client.feed({
          ...at,
          limit: 100,
          waitMs: 15_000,
          staffRevision: lists?.staff?.revision ?? '',
          programmeRevision: lists?.programmes?.revision ?? '',
        });
        const { receipts = [], cursor: receiptCursor = at.receiptCursor } = page.receipts ?? {};
        heard.memberIds.push(...page.members.map((member) => member.memberId));
        heard.receiptNos.push(...receipts.map(({ receiptNo }) => receiptNo));
        at = { cursor: page.cursor, receiptCursor };
      }
      return heard;
    };
    const waiting = late.map(hear);
    await sleep(100);
    await seller.push([seller.earn(memberId, 'R-wake', 5, undefined, 500)]);
    for (const [index, { memberIds, receiptNos }] of (await Promise.all(waiting)).entries()) {
      expect(memberIds).toEqual([memberId]);
      expect(receiptNos).toEqual(late[index]?.storeId === stores[0] ? ['R-wake'] : []);
    }
  });

  test('tells a store by itself what was made up for by hand (PL-17)', async () => {
    const storeId = 'S-made-up';
    const [seller, listener] = [
      await OfficeTill.activate(office(), storeId),
      await OfficeTill.activate(office(), storeId),
    ];
    const memberId = randomUUIDv7();
    await seller.push([seller.enrol(memberId, '13312345603')]);
    await office().settle();
    const receipt = { storeId, businessDate: '2026-11-21' as BusinessDate, receiptNo: 'PAPER-1' };
    const lots = [{ expiresOnDay: '2027-12-31' as BusinessDate, points: 10 }];
    await seller.push([
      seller.write('adjust', memberId, {
        adjustmentId: 'made-up-1',
        reasonCode: 'missed_receipt',
        receipt,
        entries: [entry('adjust', 10, lots)],
      }),
    ]);
    await office().settle();
    const page = await listener.client.feed({
      cursor: null,
      limit: 1000,
      waitMs: 0,
      staffRevision: null,
      programmeRevision: null,
      receiptCursor: null,
    });
    expect(page.receipts?.receipts).toEqual([]);
    expect(page.receipts?.madeUp).toMatchObject([{ receiptNo: 'PAPER-1', memberId }]);
  });

  test('brings the staff of its own store when it changes, and only then', async () => {
    const till = await OfficeTill.activate(office(), 'S-feed');
    const create = (name: string, storeId?: string) =>
      callAdmin<{ staffId: string }>(office(), '/staff', {
        name,
        role: 'cashier',
        pin: '482916',
        ...(storeId === undefined ? {} : { storeId }),
      });
    await create('张店长');
    await create('王别店', 'S-other');
    const { body } = await create('李本店', 'S-feed');
    const page = await till.feed(null);
    expect(page.staff?.staff.map(({ name }) => name)).toEqual(['张店长', '李本店']);
    expect(page.staff?.staff[0]?.pinVerifier).toMatch(/^scrypt\$/);
    const wait = await known(till);
    expect((await wait(0)).staff).toBeNull();
    setTimeout(() => void callAdmin(office(), `/staff/${body.staffId}/revoke`, {}), 100);
    expect((await wait(15_000)).staff?.staff.map(({ name }) => name)).toEqual(['张店长']);
  });

  test('brings the plain programme to every new office’s tills', async () => {
    const till = await OfficeTill.activate(office());
    const { programmes } = await till.feed(null);
    expect(
      programmes?.documents.map((text) => (JSON.parse(text) as { version: number }).version),
    ).toEqual([1]);
    expect((await (await known(till))(0)).programmes).toBeNull();
  });

  test('packs large answers for whoever reads zstd', async () => {
    const till = await OfficeTill.activate(office());
    const response = await fetch(`${office().url}/sync/v1/feed`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${till.token}`,
        'content-type': 'application/json',
        'accept-encoding': 'zstd',
      },
      body: JSON.stringify({
        cursor: null,
        limit: 100,
        waitMs: 0,
        staffRevision: null,
        programmeRevision: null,
      }),
    });
    expect(response.headers.get('content-encoding')).toBe('zstd');
    expect(await response.json()).toMatchObject({ fromStart: true }); // fetch unpacks it
  });
});
