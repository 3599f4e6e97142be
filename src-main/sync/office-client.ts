import { createORPCClient } from '@orpc/client';
import {
  ValidationError,
  type ContractRouterClient,
  type InferContractRouterInputs,
  type InferContractRouterOutputs,
} from '@orpc/contract';
import type { officeContract } from '../../src-shared/contract/office-contract.ts';
import { snapshotPath } from '../../src-shared/contract/office-wire.ts';
import { createExchanger, type Download } from './office-exchange.ts';
import { OfficeFailure } from './office-failure.ts';
import { authorizationOf, type CallContext, createOfficeLink, officeRoot } from './office-link.ts';

export type OfficeInputs = InferContractRouterInputs<typeof officeContract>;
export type OfficeOutputs = InferContractRouterOutputs<typeof officeContract>;

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** The answer should have begun by then; if not, `onSlow` is called once and the call goes on. */
  readonly slowAfterMs?: number;
  readonly onSlow?: () => void;
  readonly readBody?: NonNullable<CallContext['readBody']>;
}

/**
 * The office's calls. Each is safe to repeat. Fails with OfficeFailure, or with the signal's reason when the caller gave
 * up.
 */
export interface OfficeClient {
  activate(
    input: OfficeInputs['activate'],
    options: CallOptions,
  ): Promise<OfficeOutputs['activate']>;
  readmit(input: OfficeInputs['readmit'], options: CallOptions): Promise<OfficeOutputs['readmit']>;
  certify(input: OfficeInputs['certify'], options: CallOptions): Promise<OfficeOutputs['certify']>;
  push(input: OfficeInputs['push'], options: CallOptions): Promise<OfficeOutputs['push']>;
  relay(input: OfficeInputs['relay'], options: CallOptions): Promise<OfficeOutputs['relay']>;
  feed(input: OfficeInputs['feed'], options: CallOptions): Promise<OfficeOutputs['feed']>;
  authorise(
    input: OfficeInputs['authorise'],
    options: CallOptions,
  ): Promise<OfficeOutputs['authorise']>;
  authoriseValue(
    input: OfficeInputs['authoriseValue'],
    options: CallOptions,
  ): Promise<OfficeOutputs['authoriseValue']>;
  release(input: OfficeInputs['release'], options: CallOptions): Promise<OfficeOutputs['release']>;
  valueStatement(
    input: OfficeInputs['valueStatement'],
    options: CallOptions,
  ): Promise<OfficeOutputs['valueStatement']>;
  claimCoupons(
    input: OfficeInputs['coupons']['claim'],
    options: CallOptions,
  ): Promise<OfficeOutputs['coupons']['claim']>;
  handOverCoupon(
    input: OfficeInputs['coupons']['handOver'],
    options: CallOptions,
  ): Promise<OfficeOutputs['coupons']['handOver']>;
  findMember(
    input: OfficeInputs['members']['find'],
    options: CallOptions,
  ): Promise<OfficeOutputs['members']['find']>;
  listDigests(
    input: OfficeInputs['members']['digests'],
    options: CallOptions,
  ): Promise<OfficeOutputs['members']['digests']>;
  readMembers(
    input: OfficeInputs['members']['read'],
    options: CallOptions,
  ): Promise<OfficeOutputs['members']['read']>;
  compareIdentity(
    input: OfficeInputs['identity']['compare'],
    options: CallOptions,
  ): Promise<OfficeOutputs['identity']['compare']>;
  reportIdentity(
    input: OfficeInputs['identity']['report'],
    options: CallOptions,
  ): Promise<OfficeOutputs['identity']['report']>;
  findReceipt(
    input: OfficeInputs['receipts']['find'],
    options: CallOptions,
  ): Promise<OfficeOutputs['receipts']['find']>;
  findLedger(
    input: OfficeInputs['ledger']['find'],
    options: CallOptions,
  ): Promise<OfficeOutputs['ledger']['find']>;
  listReview(
    input: OfficeInputs['review']['list'],
    options: CallOptions,
  ): Promise<OfficeOutputs['review']['list']>;
  decideHold(
    input: OfficeInputs['review']['decideHold'],
    options: CallOptions,
  ): Promise<OfficeOutputs['review']['decideHold']>;
  offerSnapshot(
    input: OfficeInputs['snapshots']['offer'],
    options: CallOptions,
  ): Promise<OfficeOutputs['snapshots']['offer']>;
  /** Reads an image from a byte on. */
  downloadSnapshot(
    snapshotId: string,
    options: Pick<Download, 'fromByte' | 'idleTimeoutMs' | 'onChunk' | 'signal'>,
  ): Promise<void>;
  /** Closes kept connections. */
  close(): void;
}

/** Opens no connection by itself. `token` is null only before this install is activated. */
export function createOfficeClient(options: {
  readonly officeUrl: string;
  readonly token: string | null;
}): OfficeClient {
  const baseUrl = new URL(options.officeUrl);
  const exchanger = createExchanger(baseUrl);
  const calls: ContractRouterClient<typeof officeContract, CallContext> = createORPCClient(
    createOfficeLink({ baseUrl, token: options.token, exchanger }),
  );
  return {
    activate: (input, how) => checked(calls.activate(input, toClientOptions(how))),
    readmit: (input, how) => checked(calls.readmit(input, toClientOptions(how))),
    certify: (input, how) => checked(calls.certify(input, toClientOptions(how))),
    push: (input, how) => checked(calls.push(input, toClientOptions(how))),
    relay: (input, how) => checked(calls.relay(input, toClientOptions(how))),
    feed: (input, how) => checked(calls.feed(input, toClientOptions(how))),
    authorise: (input, how) => checked(calls.authorise(input, toClientOptions(how))),
    authoriseValue: (input, how) => checked(calls.authoriseValue(input, toClientOptions(how))),
    release: (input, how) => checked(calls.release(input, toClientOptions(how))),
    valueStatement: (input, how) => checked(calls.valueStatement(input, toClientOptions(how))),
    claimCoupons: (input, how) => checked(calls.coupons.claim(input, toClientOptions(how))),
    handOverCoupon: (input, how) => checked(calls.coupons.handOver(input, toClientOptions(how))),
    findMember: (input, how) => checked(calls.members.find(input, toClientOptions(how))),
    listDigests: (input, how) => checked(calls.members.digests(input, toClientOptions(how))),
    readMembers: (input, how) => checked(calls.members.read(input, toClientOptions(how))),
    compareIdentity: (input, how) => checked(calls.identity.compare(input, toClientOptions(how))),
    reportIdentity: (input, how) => checked(calls.identity.report(input, toClientOptions(how))),
    findReceipt: (input, how) => checked(calls.receipts.find(input, toClientOptions(how))),
    findLedger: (input, how) => checked(calls.ledger.find(input, toClientOptions(how))),
    listReview: (input, how) => checked(calls.review.list(input, toClientOptions(how))),
    decideHold: (input, how) => checked(calls.review.decideHold(input, toClientOptions(how))),
    offerSnapshot: (input, how) => checked(calls.snapshots.offer(input, toClientOptions(how))),
    downloadSnapshot: (snapshotId, how) =>
      exchanger.download({
        url: new URL(officeRoot(baseUrl) + snapshotPath(snapshotId)),
        headers: authorizationOf(options.token),
        ...how,
      }),
    close: () => exchanger.close(),
  };
}

function toClientOptions({ signal, ...context }: CallOptions): {
  signal: AbortSignal;
  context: CallContext;
} {
  return { signal, context };
}

async function checked<Output>(call: Promise<Output>): Promise<Output> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new OfficeFailure('not_ours', 'An answer that the contract does not know.', {
      cause: error,
    });
  }
}
