import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, entry, OfficeTill } from '../support/office-client.ts';

interface Stock {
  readonly status?: string;
  readonly gifts: readonly {
    readonly terminalId: string;
    readonly allottedCount: number;
    readonly handedCount: number;
  }[];
}

describeOffice('gift stock', (office) => {
  const add = (delivery: object) => callAdmin<Stock>(office(), '/gift-stock', delivery);
  const giftsOf = async (till: OfficeTill, giftRevision: string | null = null) => {
    const page = await till.client.feed({
      cursor: null,
      limit: 10,
      waitMs: 0,
      staffRevision: null,
      programmeRevision: null,
      giftRevision,
    });
    return page.gifts ?? null;
  };

  test('a delivery is shared over the tills of its store, and added once (PL-22)', async () => {
    const tills = [
      await OfficeTill.activate(office(), 'G1'),
      await OfficeTill.activate(office(), 'G1'),
    ].toSorted((a, b) => (a.terminalId < b.terminalId ? -1 : 1));
    const elsewhere = await OfficeTill.activate(office(), 'G2');
    const delivery = { deliveryId: 'd1', storeId: 'G1', sku: 'MUG', quantity: 5 };
    const { body } = await add(delivery);
    expect(body.status).toBe('added');
    expect(body.gifts.map(({ allottedCount }) => allottedCount)).toEqual([3, 2]);
    expect((await add(delivery)).body).toMatchObject({ status: 'already_added' });
    expect(await add({ ...delivery, quantity: 6 })).toMatchObject({
      status: 409,
      body: { code: 'id_reused' },
    });
    expect((await giftsOf(tills[0]!))?.gifts).toEqual([{ sku: 'MUG', allottedCount: 3 }]);
    expect((await giftsOf(tills[1]!))?.gifts).toEqual([{ sku: 'MUG', allottedCount: 2 }]);
    expect(await giftsOf(elsewhere)).toBeNull();

    // The next one is for the service desk alone, and comes on top.
    const [first, second] = tills;
    const { terminalId } = first!;
    await add({ ...delivery, deliveryId: 'd2', quantity: 4, terminalId });
    const told = await giftsOf(first!);
    expect(told?.gifts).toEqual([{ sku: 'MUG', allottedCount: 7 }]);
    expect(await giftsOf(first!, told?.revision ?? null)).toBeNull();
    expect((await giftsOf(second!))?.gifts).toEqual([{ sku: 'MUG', allottedCount: 2 }]);
  });

  test('what a till handed over is counted once, also when it is sent again', async () => {
    const till = await OfficeTill.activate(office(), 'G3');
    await add({ deliveryId: 'd3', storeId: 'G3', sku: 'BAG', quantity: 2 });
    const memberId = randomUUIDv7();
    const items = [
      till.enrol(memberId, '13900001234'),
      till.write('redeemSink', memberId, {
        redemptionId: 'S1',
        sinkId: 'bag',
        points: 600,
        right: 'authorised',
        entries: [entry('redeem', -600, [])],
        giftSku: 'BAG',
      }),
    ];
    await till.push(items);
    await till.push(items);
    const { body } = await callAdmin<Stock>(office(), '/gift-stock?storeId=G3');
    expect(body.gifts).toMatchObject([{ allottedCount: 2, handedCount: 1 }]);
    // Its id pays nothing a second time.
    expect(await till.authorise(memberId, 'S1', 1)).toEqual({ status: 'id_reused' });
  });

  test('goes to working tills only', async () => {
    const till = await OfficeTill.activate(office(), 'G4');
    await callAdmin(office(), `/terminals/${till.terminalId}/revoke`, {});
    const delivery = { deliveryId: 'd4', storeId: 'G4', sku: 'BAG', quantity: 2 };
    expect(await add(delivery)).toMatchObject({ status: 422, body: { code: 'not_found' } });
    // Nothing of it stays: the same delivery can be given to a till later.
    await OfficeTill.activate(office(), 'G4');
    expect((await add(delivery)).body).toMatchObject({ status: 'added' });
  });
});
