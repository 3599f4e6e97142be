import { codeKeysText, neighboursText } from '../../src-shared/contract/office-wire.ts';
import type { FeedCaller } from '../store/feed-reader.ts';
import {
  feedEpochOf,
  type FeedPosition,
  parseFeedCursor,
  startFeed,
  writeFeedCursor,
} from '../store/feed-store.ts';
import { listAllotments } from '../store/gift-store.ts';
import { listOnChain } from '../store/line-beside-store.ts';
import { listProgrammes } from '../store/programme-store.ts';
import type { MemberScope } from '../store/scope-store.ts';
import { listStaffMembers } from '../store/staff-member-store.ts';
import { listStaffOfStore } from '../store/staff-store.ts';
import { type Install, listInstallsOfStore, updateLastSeen } from '../store/terminal-store.ts';
import { readDirectoryNews } from './feed-directory.ts';
import { readReceiptNews, receiptQuestionOf } from './feed-receipts.ts';
import type { CodePublicKey } from './key-ring.ts';
import type { OfficeServices, SyncContext } from './office-services.ts';
import { scopeOfInstall } from './member-scope.ts';
import { hearOf } from './awaited-tills.ts';
import { releaseGrants } from './release-grants.ts';
import { authorityCertificate } from './terminal-certificate.ts';
import { settleSeen } from './store-grants.ts';
import { permitInstall, syncCalls, unauthorised } from './sync-calls.ts';

/** A till that only listens is noted as seen, and as having told all it did, this often. */
const lastSeenEveryMs = 60_000;

interface Request {
  readonly limit: number;
  readonly staffRevision: string | null;
  readonly programmeRevision: string | null;
  readonly giftRevision?: string | null | undefined;
  readonly neighbourRevision?: string | null | undefined;
  readonly directoryCursor?: string | null | undefined;
  readonly receiptCursor?: string | null | undefined;
  readonly headSeq?: number | undefined;
  readonly headHash?: string | undefined;
  readonly withSums?: boolean | undefined;
}

/** Answers what changed since the cursor, at once if there is anything, else when there is or the wait is over. */
export function feedHandler(office: OfficeServices) {
  return syncCalls.feed.handler(async ({ input, context, signal }) => {
    const endsAtMs = performance.now() + input.waitMs;
    let version = office.changes.version();
    let caller = await requireCaller(office, context);
    const { install } = caller;
    const scope = await scopeOfInstall(office, install, caller.revisionOf('programme'));
    const cursor = parseFeedCursor(office.store.epoch, scope, input.cursor);
    const { position, fromStart } = startFeed(cursor, cursor !== null && caller.isKnown(cursor));
    await noteSeen(office, install, input);
    if (caller.hasCuts && (await hasAllOf(office, install, input))) {
      await settleSeen(office, install.installId, position);
    }
    for (;;) {
      const { answer, hasNews } = await readNews(office, caller, { scope, position }, input);
      const isLastPage = input.withSums === true || answer.members.length === 0;
      const mayHear = caller.isUnheard && !fromStart && isLastPage;
      if (mayHear && (await hasAllOf(office, install, input))) await hearOf(office, install);
      const leftMs = endsAtMs - performance.now();
      const isOver = leftMs <= 0 || signal?.aborted === true || office.changes.isStopped();
      if (hasNews || fromStart || isOver) return { ...answer, fromStart };
      const seen = version;
      await context.pass.pause(() => office.changes.wait(seen, { timeoutMs: leftMs, signal }));
      version = office.changes.version();
      caller = await requireCaller(office, context);
    }
  });
}

/** The calling till, if it may call. Throws the refusal otherwise. */
async function requireCaller(
  office: OfficeServices,
  { installId }: SyncContext,
): Promise<FeedCaller> {
  const caller = installId === null ? null : await office.feed.caller(installId);
  if (caller === null) throw unauthorised();
  permitInstall(caller.install);
  return caller;
}

async function readNews(
  office: OfficeServices,
  caller: FeedCaller,
  { scope, position }: { readonly scope: MemberScope; readonly position: FeedPosition },
  input: Request,
) {
  const { install } = caller;
  const question = receiptQuestionOf(office, install, input.receiptCursor);
  const { page, sums, hasReceiptNews } = await office.feed.news({
    scope,
    position,
    limit: input.limit,
    withSums: input.withSums === true,
    receipts: question,
  });
  const staff = await readStaff(office, caller, input.staffRevision);
  const programmes = await readProgrammes(office, caller, input.programmeRevision);
  const gifts = await readGifts(office, caller, input.giftRevision);
  const neighbours = await readNeighbours(office, caller, input.neighbourRevision);
  const directory = await readDirectoryNews(office, scope, input.directoryCursor);
  const receipts =
    hasReceiptNews && question !== null ? await readReceiptNews(office, install, question) : null;
  const answer = {
    members: [...page.members],
    cursor: writeFeedCursor(feedEpochOf(office.store.epoch, scope), page.position),
    more: page.members.length === input.limit,
    staff,
    programmes,
    gifts,
    neighbours,
    receipts,
    directory,
    sums: sums === null ? null : [...sums],
    heldSeq: install.headSeq,
    headHash: install.headHash,
    officeAtMs: office.nowMs(),
    ...(caller.awaitsTills ? { awaitsTills: true } : {}),
  };
  const hasList = [staff, programmes, gifts, neighbours].some((list) => list !== null);
  const hasReceipts = receipts !== null && receipts.receipts.length + receipts.madeUp.length > 0;
  const hasNews =
    page.members.length > 0 || hasList || hasReceipts || directory !== null || sums !== null;
  return { answer, hasNews };
}

async function readStaff(
  office: OfficeServices,
  { install, revisionOf }: FeedCaller,
  known: string | null,
) {
  const { database, epoch } = office.store;
  const revision = `${epoch}:${revisionOf('staff')}`;
  if (revision === known) return null;
  const staff = await listStaffOfStore(database, install.storeId);
  const members = await listStaffMembers(
    database,
    staff.map(({ staffId }) => staffId),
  );
  return {
    revision,
    staff: staff.map(({ staffId, name, role, pinVerifier }) => ({
      staffId,
      name,
      role,
      pinVerifier,
      memberIds: [...(members.get(staffId) ?? [])],
    })),
  };
}

async function readProgrammes(
  office: OfficeServices,
  { revisionOf }: FeedCaller,
  known: string | null,
) {
  const { database, epoch } = office.store;
  const couponKeys = [...office.couponKeys.publicKeys(office.nowMs())];
  const memberCodeKeys = [...office.memberCodeKeys.publicKeys(office.nowMs())];
  const identityKeys = [...office.identityKeys.publicKeys()];
  const keys = [couponKeys, memberCodeKeys, identityKeys].map(toKeyRevision).join(':');
  const revision = `${epoch}:${revisionOf('programme')}:${keys}`;
  if (revision === known) return null;
  const programmes = await listProgrammes(database);
  return {
    revision,
    documents: programmes.map(({ document }) => document),
    signatures: programmes.map(({ startsOnDay, signature }) => ({ startsOnDay, signature })),
    couponKeys: signKeys(office, 'coupon', couponKeys),
    memberCodeKeys: signKeys(office, 'member', memberCodeKeys),
    identityKeys: signKeys(office, 'identity', identityKeys),
  };
}

/** Keys come and go one by one, so these three differ with every change. */
function toKeyRevision(keys: readonly CodePublicKey[]): string {
  return `${keys[0]?.keyId ?? ''}-${keys.at(-1)?.keyId ?? ''}-${keys.length}`;
}

function signKeys(
  office: OfficeServices,
  purpose: Parameters<typeof codeKeysText>[0],
  keys: CodePublicKey[],
) {
  return { keys, signature: office.keys.sign(codeKeysText(purpose, keys)) };
}

/** Nothing is told of no gifts: a till that was never given any has nothing to forget. */
async function readGifts(
  office: OfficeServices,
  { install: { terminalId }, revisionOf }: FeedCaller,
  known: string | null | undefined,
) {
  if (known === undefined) return null;
  const { database, epoch } = office.store;
  const changeCount = revisionOf(`gift:${terminalId}`);
  const revision = `${epoch}:${changeCount}`;
  if (revision === known || (known === null && changeCount === 0)) return null;
  const gifts = await listAllotments(database, terminalId);
  return { revision, gifts: gifts.map(({ sku, allottedCount }) => ({ sku, allottedCount })) };
}

/** Who else works in the store, signed: a till lets nobody else in and believes nobody else (architecture, point 9). */
async function readNeighbours(
  office: OfficeServices,
  { install: { storeId }, revisionOf }: FeedCaller,
  known: string | null | undefined,
) {
  if (known === undefined) return null;
  const { database, epoch } = office.store;
  const revision = `${epoch}:${revisionOf(`terminals:${storeId}`)}`;
  if (revision === known) return null;
  const installs = await listInstallsOfStore(database, storeId);
  const terminals = installs.map(({ installId, terminalId, terminalName, publicKey }) => ({
    installId,
    terminalId,
    terminalName,
    publicKey,
  }));
  const authority = authorityCertificate(office.keys.authorityKey);
  const signature = office.keys.sign(neighboursText({ storeId, authority, terminals }));
  return { revision, authority, terminals, signature };
}

/** Of a till that the office has all of, what phones carried to its store may be given back. */
async function noteSeen(office: OfficeServices, install: Install, request: Request): Promise<void> {
  const lastSeenAtMs = office.nowMs();
  const isWhole = await hasAllOf(office, install, request);
  const wholeAtMs = isWhole
    ? lastSeenAtMs
    : (install.wholeAtMs ?? (request.headSeq === undefined ? null : 0));
  const isNews =
    isLongAgo(install.lastSeenAtMs, lastSeenAtMs) ||
    (isWhole && isLongAgo(install.wholeAtMs, lastSeenAtMs));
  if (!isNews) return;
  await updateLastSeen(office.store.database, install.installId, { lastSeenAtMs, wholeAtMs });
  if (isWhole) await releaseGrants(office, install.storeId);
}

/** Whether head office has all that a till had done when it asked, and not another machine's operations in their places. */
async function hasAllOf(
  { store: { database } }: OfficeServices,
  { installId, ...held }: Install,
  { headSeq, headHash }: Request,
): Promise<boolean> {
  if (headSeq === undefined || headSeq > held.headSeq) return false;
  if (headHash === undefined || headSeq === 0) return true;
  if (headSeq === held.headSeq) return headHash === held.headHash;
  const [there] = await listOnChain(database, installId, [headSeq]);
  return there?.hash === headHash;
}

function isLongAgo(atMs: number | null, nowMs: number): boolean {
  return atMs === null || nowMs - atMs >= lastSeenEveryMs;
}
