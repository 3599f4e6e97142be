import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { DemoGuide } from '../../src-shared/contract/till/setup.ts';
import { httpClient } from './http-client.ts';

/** What the demo remembers between starts, in `shop.json` of its folder. */
export interface DemoShop {
  /** Where its head office was when the shop was set up. */
  readonly officeUrl: string;
  readonly stationActivation: string;
  readonly desktopActivation: string;
  readonly cashier: { readonly name: string; readonly pin: string };
  readonly manager: { readonly name: string; readonly pin: string };
  readonly memberPin: string;
  readonly filled: boolean;
}

/** Of the member whose code is shown first. */
export const demoPhone = '13912345678';
export const demoCards = ['2900010000015', '2900010000022', '2900010000039'];
const anything = z.looseObject({});

/** Sets the sample shop up at a head office that has its members. */
export async function createShop(
  officeUrl: string,
  officeData: string,
  appFolder: string,
): Promise<DemoShop> {
  const admin = httpClient(officeUrl, path.join(officeData, 'admin-token'));
  await admin.post('/admin/v1/programmes', { document: readProgramme(appFolder) }, anything);
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
    officeUrl,
    stationActivation: await activation('1号收银台'),
    desktopActivation: await activation('2号收银台'),
    cashier,
    manager,
    memberPin: '314926',
    filled: false,
  };
}

function readProgramme(appFolder: string): unknown {
  const file = path.join(appFolder, 'resources/programmes/sample-grocery.json');
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** What a screen tells whoever tries the shop. */
export function demoGuide({ cashier, manager }: DemoShop): DemoGuide {
  return { staff: [cashier, manager], cards: [...demoCards] };
}

/** Gifts for the tills that work by now (PL-22). Safe to repeat. */
export async function deliverGifts(officeUrl: string, officeData: string): Promise<void> {
  const admin = httpClient(officeUrl, path.join(officeData, 'admin-token'));
  const delivered = { storeId: 'demo-store', quantity: 20 };
  for (const sku of ['GIFT-TOTE-BAG', 'GIFT-ENAMEL-MUG']) {
    const delivery = { deliveryId: `demo:${sku}`, sku, ...delivered };
    await admin.post('/admin/v1/gift-stock', delivery, anything);
  }
}

/** Waits until the till holds the members, and gives three of them a PIN. Safe to repeat. */
export async function fillTill(
  stationUrl: string,
  stationData: string,
  pin: string,
): Promise<void> {
  const pos = httpClient(stationUrl, path.join(stationData, 'pos-token'));
  await pos.post('/api/v1/sync/run', {}, anything);
  const scanSchema = z.object({
    status: z.string(),
    member: z.object({ memberId: z.string(), hasPin: z.boolean() }),
  });
  for (const card of demoCards) {
    const { member } = await pos.post('/api/v1/scans', { text: card }, scanSchema);
    if (!member.hasPin) await pos.post(`/api/v1/members/${member.memberId}/pin`, { pin }, anything);
  }
  await pos.post('/api/v1/sync/run', {}, anything);
}
