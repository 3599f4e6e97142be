import { createHash, generateKeyPairSync, type KeyObject, randomUUIDv7, sign } from 'node:crypto';
import { createORPCClient, createORPCErrorFromJson, isORPCErrorJson } from '@orpc/client';
import { StandardLink, toHttpPath } from '@orpc/client/standard';
import type { ContractRouterClient } from '@orpc/contract';
import type { officeContract } from '../../src-shared/contract/office-contract.ts';
import {
  officePrefix,
  pushSignatureText,
  snapshotRequestText,
} from '../../src-shared/contract/office-wire.ts';
import {
  operationHashInput,
  personalHashInput,
} from '../../src-shared/domain/operation/hash-input.ts';
import {
  genesisHash,
  type Operation,
  type OperationBodies,
  type OperationKind,
  type OperationPersonal,
} from '../../src-shared/domain/operation/operation.ts';
import { snapshotFormat } from '../../src-shared/replica/snapshot-format.ts';
import type { PointsEntry } from '../../src-shared/domain/points/points-entry.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';

/** The office's own tests speak to it through real HTTP with this small till, which keeps nothing but its chain. */
export type OfficeClient = ContractRouterClient<typeof officeContract>;

/** A client of the sync calls; without a token only `activate` answers. */
export function connectOffice(url: string, token = ''): OfficeClient {
  return createORPCClient(
    new StandardLink(
      {
        encode: async (path, input, { signal }) => ({
          method: 'POST',
          url: new URL(`${url}${officePrefix}${toHttpPath(path)}`),
          headers: {},
          body: input,
          signal,
        }),
        decode: async (response) => {
          const body = await response.body();
          if (response.status < 300) return body;
          if (isORPCErrorJson(body)) throw createORPCErrorFromJson(body);
          throw new Error(`The office answered ${response.status}.`);
        },
      },
      {
        call: async (request) => {
          const response = await fetch(request.url, {
            method: 'POST',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            body: JSON.stringify(request.body),
            signal: request.signal ?? null,
          });
          return { status: response.status, headers: {}, body: () => response.json() };
        },
      },
    ),
  );
}

/** Calls the admin interface; `status` and the JSON body. */
export async function callAdmin<Body = Record<string, unknown>>(
  office: { readonly url: string; readonly adminToken: string },
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: Body }> {
  const response = await fetch(`${office.url}/admin/v1${path}`, {
    headers: {
      authorization: `Bearer ${office.adminToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

export interface PushItem {
  readonly terminalSeq: number;
  readonly hash: string;
  readonly prevHash: string;
  readonly json: string;
}

/** A till as the office sees it: an install with a key and a chain of operations. */
export class OfficeTill {
  readonly installId: string;
  readonly publicKey: string;
  readonly #privateKey: KeyObject;
  readonly #url: string;
  terminalId = '';
  storeId = '';
  installNo = 0;
  token = '';
  officeKey = '';
  client: OfficeClient;
  headSeq = 0;
  headHash: string = genesisHash;

  constructor(url: string, installId: string = randomUUIDv7()) {
    this.installId = installId;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.publicKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
    this.#privateKey = privateKey;
    this.#url = url;
    this.client = connectOffice(url);
  }

  /** Makes an activation code at the office and activates a new till with it. */
  static async activate(
    office: { readonly url: string; readonly adminToken: string },
    storeId = 'S001',
    installId?: string,
  ): Promise<OfficeTill> {
    const till = new OfficeTill(office.url, installId);
    const wish = { storeId, storeName: '一号店', terminalName: '收银一' };
    const { body } = await callAdmin<{ activationCode: string }>(office, '/activations', wish);
    await till.activateWith(body.activationCode);
    return till;
  }

  async activateWith(activationCode: string) {
    const { installId, publicKey } = this;
    const answer = await this.client.activate({ activationCode, installId, publicKey });
    this.terminalId = answer.terminalId;
    this.storeId = answer.storeId;
    this.installNo = answer.installNo;
    this.token = answer.terminalToken;
    this.officeKey = answer.officeKey;
    this.client = connectOffice(this.#url, this.token);
    return answer;
  }

  /** Makes the next operation of this till's chain. */
  write<Kind extends OperationKind>(
    kind: Kind,
    memberId: string,
    body: OperationBodies[Kind],
    options: {
      readonly personal?: Omit<OperationPersonal, 'salt'>;
      readonly header?: Readonly<Record<string, unknown>>;
    } = {},
  ): PushItem {
    const personal =
      options.personal === undefined ? undefined : { salt: 'c2FsdA', ...options.personal };
    const unhashed = {
      operationId: randomUUIDv7(),
      kind,
      body,
      memberId,
      storeId: this.storeId,
      terminalId: this.terminalId,
      installId: this.installId,
      terminalSeq: this.headSeq + 1,
      rawAtMs: 1_795_000_000_000,
      atMs: 1_795_000_000_000,
      businessDate: '2026-11-21',
      operatorId: 'pos',
      programmeVersion: 1,
      ...(personal === undefined
        ? {}
        : { personal, personalHash: sha256(personalHashInput(personal)) }),
      prevHash: this.headHash,
      ...options.header,
    };
    return this.seal(unhashed);
  }

  /** Hashes whatever it is given and takes it as the next of the chain. */
  seal(unhashed: Readonly<Record<string, unknown>>): PushItem {
    const hash = sha256(operationHashInput(unhashed as unknown as Operation));
    return this.append(hash, JSON.stringify({ ...unhashed, hash }));
  }

  /** Takes any text as the next of the chain. */
  append(hash: string, json: string): PushItem {
    const item = { terminalSeq: this.headSeq + 1, hash, prevHash: this.headHash, json };
    this.headSeq += 1;
    this.headHash = hash;
    return item;
  }

  enrol(memberId: string, phone: string, extra: { readonly cardNo?: string } = {}): PushItem {
    const memberNo = `28${String(this.installNo).padStart(5, '0')}${String(this.headSeq).padStart(5, '0')}0`;
    const body = { memberNo, tierCode: 'basic', consents: [], ...extra };
    return this.write('enrol', memberId, body, { personal: { phone, name: '张三丰' } });
  }

  adjust(memberId: string, points: number, expiresOnDay = '2027-12-31'): PushItem {
    const lots = points < 0 ? [] : [{ expiresOnDay: expiresOnDay as BusinessDate, points }];
    return this.write('adjust', memberId, {
      adjustmentId: randomUUIDv7(),
      reasonCode: 'goodwill',
      entries: [entry('adjust', points, lots)],
    });
  }

  /** A receipt, part of which points paid in the same act where `paid` says so. */
  earn(
    memberId: string,
    receiptNo: string,
    points: number,
    paid?: { readonly redemptionId: string; readonly points: number },
    totalFen = 0,
  ): PushItem {
    const expiresOnDay = '2027-12-31' as BusinessDate;
    const sold = { amountFen: totalFen, offsetFen: 0, baseFen: totalFen, points };
    const line = { lineNo: 1, sku: '', category: '', quantity: '1', ...sold };
    const rate = { numerator: 1, denominator: 100 };
    return this.write('earn', memberId, {
      receipt: { storeId: this.storeId, businessDate: '2026-11-21' as BusinessDate, receiptNo },
      lines: totalFen === 0 ? [] : [line],
      terms: { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay },
      redemptionIds: [],
      entries: [
        ...(paid === undefined ? [] : [entry('redeem', -paid.points, [])]),
        entry('earn', points, [{ expiresOnDay, points }]),
      ],
      ...(paid === undefined
        ? {}
        : { redemption: { ...paid, offsetFen: paid.points, right: 'authorised' as const } }),
    });
  }

  redeem(memberId: string, redemptionId: string, points: number): PushItem {
    return this.write('redeem', memberId, {
      redemptionId,
      receiptNo: 'R1',
      eligibleFen: points,
      offsetFen: points,
      points,
      right: 'authorised',
      entries: [entry('redeem', -points, [])],
    });
  }

  push(items: readonly PushItem[]) {
    return this.client.push({ operations: [...items], signature: this.signatureOf(items) });
  }

  /** Sends what another till passed on to this one, batch by batch. */
  relay(from: OfficeTill, ...batches: readonly (readonly PushItem[])[]) {
    return this.client.relay({
      installId: from.installId,
      batches: batches.map((items) => ({
        operations: [...items],
        signature: from.signatureOf(items),
      })),
    });
  }

  signatureOf(items: readonly PushItem[]): string {
    const hashes = items.map(({ hash }) => hash);
    return this.sign(pushSignatureText({ installId: this.installId, hashes }));
  }

  /** By the key of the install. */
  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#privateKey).toString('base64url');
  }

  /** Asks for an image of all members, its key sealed to that one-time key. */
  offer(
    publicKey: string,
    {
      cursor = null,
      formats = [snapshotFormat],
    }: { readonly cursor?: string | null; readonly formats?: number[] } = {},
  ) {
    const signature = this.sign(snapshotRequestText({ installId: this.installId, publicKey }));
    return this.client.snapshots.offer({ formats, cursor, publicKey, signature });
  }

  feed(cursor: string | null, options: { readonly waitMs?: number; readonly limit?: number } = {}) {
    return this.client.feed({
      cursor,
      limit: options.limit ?? 1000,
      waitMs: options.waitMs ?? 0,
      staffRevision: null,
      programmeRevision: null,
    });
  }

  authorise(
    memberId: string,
    redemptionId: string,
    points: number,
    pendingDebits: { id: string; terminalSeq: number; points: number }[] = [],
  ) {
    const businessDate = '2026-11-21' as BusinessDate;
    return this.client.authorise({ redemptionId, memberId, points, businessDate, pendingDebits });
  }
}

export function entry(
  kind: PointsEntry['kind'],
  points: number,
  lots: PointsEntry['lots'],
): PointsEntry {
  return { kind, points, ruleId: 'test', lots };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
