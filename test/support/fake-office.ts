import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { OfficeInputs, OfficeOutputs } from '../../src-main/sync/office-client.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import { operationHashInput } from '../../src-shared/domain/operation/hash-input.ts';
import { genesisHash, type Operation } from '../../src-shared/domain/operation/operation.ts';
import {
  countersignatureText,
  officePrefix,
  programmeSignatureText,
  zstdFromBytes,
} from '../../src-shared/contract/office-wire.ts';

/** An answer of a test's own instead of the usual one. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly afterMs?: number;
}

type Call = 'activate' | 'push' | 'feed' | 'authorise' | 'release' | 'members/find';

/**
 * An office in memory for one till, for what the real one never does by itself: forgetting, answering nonsense, refusing
 * one call only. It posts with the same `applyOperation`.
 */
export interface FakeOffice {
  readonly url: string;
  /** Operations held, by terminalSeq - 1; `null` for one that was set aside. */
  readonly held: (Operation | null)[];
  readonly members: Map<string, { state: MemberState; revision: number; position: number }>;
  readonly calls: Call[];
  staff: OfficeOutputs['feed']['staff'];
  /** Signed as they are sent. */
  programmes: { readonly revision: string; readonly documents: readonly string[] } | null;
  /** Asked first; null for the usual answer. */
  script: (call: Call, input: unknown) => ScriptedAnswer | null;
  /** Added to this machine's clock. */
  clockOffsetMs: number;
  putMember(state: MemberState): void;
  /** Goes back to the first `heldCount` operations with a new epoch, like a database restored from a backup. */
  restore(heldCount: number): void;
  /** Sum of points over all members. */
  sumPoints(): number;
  stop(): Promise<void>;
}

export function refusal(code: string, status: number, data: object = {}): ScriptedAnswer {
  return { status, body: { defined: true, code, status, message: code, data } };
}

export async function startFakeOffice(): Promise<FakeOffice> {
  const keys = generateKeyPairSync('ed25519');
  let epoch = 1;
  let position = 0;
  let installId = '';
  let hashes: string[] = [];
  const stopping = new AbortController();

  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');

  const office: FakeOffice = {
    url: `http://127.0.0.1:${address.port}`,
    held: [],
    members: new Map(),
    calls: [],
    staff: null,
    programmes: null,
    script: () => null,
    clockOffsetMs: 0,
    putMember: (state) => {
      const revision = (office.members.get(state.memberId)?.revision ?? 0) + 1;
      position += 1;
      office.members.set(state.memberId, { state, revision, position });
    },
    restore: (heldCount) => {
      epoch += 1;
      hashes = hashes.slice(0, heldCount);
      const kept = office.held.splice(0).slice(0, heldCount);
      office.members.clear();
      position = 0;
      for (const operation of kept) post(operation);
    },
    sumPoints: () => {
      const lots = [...office.members.values()].flatMap(({ state }) => state.lots);
      return lots.reduce((sum, lot) => sum + lot.points, 0);
    },
    stop: async () => {
      stopping.abort();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  const post = (
    operation: Operation | null,
  ): 'posted' | 'posted_with_debt' | 'held' | 'invalid' => {
    office.held.push(operation);
    if (operation === null) return 'invalid';
    const state = office.members.get(operation.memberId)?.state ?? null;
    const applied = applyOperation(state, operation, { acknowledged: true });
    if (applied.state !== null) office.putMember(applied.state);
    return applied.outcome;
  };

  const push = ({ operations }: OfficeInputs['push']): OfficeOutputs['push'] => {
    const verdicts = operations.map(({ terminalSeq, hash, json }) => {
      const known = office.held[terminalSeq - 1];
      if (terminalSeq <= office.held.length) {
        return {
          terminalSeq,
          outcome: known === null ? ('invalid' as const) : ('posted' as const),
        };
      }
      if (terminalSeq > office.held.length + 1) return null;
      hashes.push(hash);
      const operation = json === '' ? null : (JSON.parse(json) as Operation);
      const isWhole = operation !== null && sha256(operationHashInput(operation)) === hash;
      const outcome = post(isWhole ? operation : null);
      return outcome === 'invalid'
        ? { terminalSeq, outcome, reason: 'hash_wrong' as const }
        : { terminalSeq, outcome };
    });
    const heldSeq = office.held.length;
    const text = countersignatureText({ installId, heldSeq, hash: hashes.at(-1) ?? genesisHash });
    return {
      verdicts: verdicts.filter((verdict) => verdict !== null),
      heldSeq,
      countersignature: sign(null, Buffer.from(text), keys.privateKey).toString('base64url'),
      officeAtMs: Date.now() + office.clockOffsetMs,
    };
  };

  const feed = async (input: OfficeInputs['feed']): Promise<OfficeOutputs['feed']> => {
    const endsAt = performance.now() + input.waitMs;
    for (;;) {
      const page = readPage(input);
      const hasNews =
        page.members.length + Number(page.staff !== null) + Number(page.programmes !== null);
      if (hasNews > 0 || page.fromStart || performance.now() >= endsAt) return page;
      await sleep(10, undefined, { signal: stopping.signal });
    }
  };

  const readPage = (input: OfficeInputs['feed']): OfficeOutputs['feed'] => {
    const [cursorEpoch, cursorPosition] = (input.cursor ?? '0:0').split(':').map(Number);
    const fromStart = cursorEpoch !== epoch;
    const after = fromStart ? 0 : (cursorPosition ?? 0);
    const changed = [...office.members.values()]
      .filter((member) => member.position > after)
      .toSorted((a, b) => a.position - b.position);
    const page = changed.slice(0, input.limit);
    return {
      members: page.map(({ state, revision }) => ({
        memberId: state.memberId,
        revision,
        stateJson: JSON.stringify(state),
      })),
      cursor: `${epoch}:${page.at(-1)?.position ?? after}`,
      fromStart,
      more: changed.length > page.length,
      staff: office.staff?.revision === input.staffRevision ? null : office.staff,
      programmes:
        office.programmes === null || office.programmes.revision === input.programmeRevision
          ? null
          : signed(office.programmes),
      heldSeq: office.held.length,
      officeAtMs: Date.now() + office.clockOffsetMs,
    };
  };

  const signed = ({ revision, documents }: NonNullable<FakeOffice['programmes']>) => ({
    revision,
    documents: [...documents],
    signatures: documents.map((document) => {
      const startsOnDay = '2025-01-01';
      const text = programmeSignatureText({ startsOnDay, document });
      const signature = sign(null, Buffer.from(text), keys.privateKey).toString('base64url');
      return { startsOnDay, signature };
    }),
  });

  const answer = async (call: Call, input: unknown): Promise<unknown> => {
    switch (call) {
      case 'activate':
        ({ installId } = input as OfficeInputs['activate']);
        return {
          terminalId: 'terminal-0',
          terminalName: 'Till 1',
          storeId: 'store-0',
          storeName: 'First store',
          installNo: 1,
          terminalToken: 'token-0',
          officeKey: keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
        } satisfies OfficeOutputs['activate'];
      case 'push':
        return push(input as OfficeInputs['push']);
      case 'feed':
        return feed(input as OfficeInputs['feed']);
      case 'authorise':
        return { status: 'member_unknown' } satisfies OfficeOutputs['authorise'];
      case 'release':
        return { status: 'member_unknown' } satisfies OfficeOutputs['release'];
      case 'members/find':
        return { member: null } satisfies OfficeOutputs['members']['find'];
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const call = (request.url ?? '').slice(officePrefix.length + 1) as Call; // a test asks nothing else
      const input = await readBody(request);
      office.calls.push(call);
      const scripted = office.script(call, input);
      if (scripted !== null) {
        await sleep(scripted.afterMs ?? 0, undefined, { signal: stopping.signal });
        respond(response, scripted.status, scripted.body);
        return;
      }
      respond(response, 200, await answer(call, input));
    } catch {
      response.destroy(); // stopped, or the till gave up
    }
  };

  return office;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const wire = Buffer.concat(chunks);
  const isPacked = request.headers['content-encoding'] === 'zstd';
  return JSON.parse((isPacked ? zstdDecompressSync(wire) : wire).toString('utf8'));
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  const plain = Buffer.from(JSON.stringify(body));
  const isPacked = plain.length >= zstdFromBytes;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(isPacked ? { 'content-encoding': 'zstd' } : {}),
  });
  response.end(isPacked ? zstdCompressSync(plain) : plain);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
