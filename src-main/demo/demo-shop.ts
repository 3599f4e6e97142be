import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { httpClient } from './http-client.ts';

/** What the demo remembers between starts, in `.demo/shop.json`. */
export interface DemoShop {
  readonly stationActivation: string;
  readonly desktopActivation: string;
  readonly cashier: { readonly name: string; readonly pin: string };
  readonly manager: { readonly name: string; readonly pin: string };
  readonly memberPin: string;
  readonly filled: boolean;
}

/** Of the member whose code is shown first. */
export const demoPhone = '13912345678';
const cards = ['2900010000015', '2900010000022', '2900010000039'];
const programmeFile = path.join(
  import.meta.dirname,
  '../../resources/programmes/sample-grocery.json',
);
const anything = z.looseObject({});

/** Sets the sample shop up at the office, or finds it there. Safe to repeat: every step says so when it is done already. */
export async function setUpShop(
  officeUrl: string,
  officeData: string,
  known: DemoShop | null,
): Promise<{
  readonly record: DemoShop;
  readonly stationActivation: string;
  /** Waits until the till holds the members, gives three of them a PIN, and returns their cards. */
  fillTill(stationUrl: string, stationData: string): Promise<readonly string[]>;
}> {
  const shop = known ?? (await createShop(officeUrl, officeData));
  const record = { ...shop, filled: true };
  return {
    record,
    stationActivation: shop.stationActivation,
    async fillTill(stationUrl, stationData) {
      if (!shop.filled) {
        await deliverGifts(officeUrl, officeData);
        await fill(stationUrl, stationData, shop.memberPin);
      }
      return cards;
    },
  };
}

async function createShop(officeUrl: string, officeData: string): Promise<DemoShop> {
  const admin = httpClient(officeUrl, path.join(officeData, 'admin-token'));
  await admin.post(
    '/admin/v1/programmes',
    { document: JSON.parse(readFileSync(programmeFile, 'utf8')) as unknown },
    anything,
  );
  const cashier = { name: '小陈', pin: '582047' };
  const manager = { name: '周店长', pin: '739164' };
  const staff = [
    { staffId: 'demo-cashier', role: 'cashier', ...cashier },
    { staffId: 'demo-manager', role: 'manager', ...manager },
  ];
  for (const person of staff) await admin.post('/admin/v1/staff', person, anything);
  const activation = async (terminalName: string): Promise<string> => {
    const { activationCode } = await admin.post(
      '/admin/v1/activations',
      { storeId: 'demo-store', storeName: '示例超市 人民路店', terminalName },
      z.object({ activationCode: z.string() }),
    );
    return activationCode;
  };
  return {
    stationActivation: await activation('1号收银台'),
    desktopActivation: await activation('2号收银台'),
    cashier,
    manager,
    memberPin: '314926',
    filled: false,
  };
}

/** Gifts for the tills that work by now (PL-22). */
async function deliverGifts(officeUrl: string, officeData: string): Promise<void> {
  const admin = httpClient(officeUrl, path.join(officeData, 'admin-token'));
  const delivered = { storeId: 'demo-store', quantity: 20 };
  for (const sku of ['GIFT-TOTE-BAG', 'GIFT-ENAMEL-MUG']) {
    const delivery = { deliveryId: `demo:${sku}`, sku, ...delivered };
    await admin.post('/admin/v1/gift-stock', delivery, anything);
  }
}

async function fill(stationUrl: string, stationData: string, pin: string): Promise<void> {
  const pos = httpClient(stationUrl, path.join(stationData, 'pos-token'));
  await pos.post('/api/v1/sync/run', {}, anything);
  const scanSchema = z.object({
    status: z.string(),
    member: z.object({ memberId: z.string(), hasPin: z.boolean() }),
  });
  for (const card of cards) {
    const { member } = await pos.post('/api/v1/scans', { text: card }, scanSchema);
    if (!member.hasPin) await pos.post(`/api/v1/members/${member.memberId}/pin`, { pin }, anything);
  }
  await pos.post('/api/v1/sync/run', {}, anything);
}
