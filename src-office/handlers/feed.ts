import { codeKeysText, neighboursText } from '../../src-shared/contract/office-wire.ts';
import {
  feedEpochOf,
  type FeedPosition,
  readFeedCursor,
  readFeedPage,
  writeFeedCursor,
} from '../store/feed-store.ts';
import { listAllotments } from '../store/gift-store.ts';
import { readListRevision } from '../store/meta-store.ts';
import { readPageWithSums } from '../store/partition-store.ts';
import { listProgrammes } from '../store/programme-store.ts';
import type { MemberScope } from '../store/scope-store.ts';
import { listStaffMembers } from '../store/staff-member-store.ts';
import { listStaffOfStore } from '../store/staff-store.ts';
import { type Install, listInstallsOfStore, updateLastSeen } from '../store/terminal-store.ts';
import { readDirectoryNews } from './feed-directory.ts';
import { readReceiptNews } from './feed-receipts.ts';
import type { CodePublicKey } from './key-ring.ts';
import type { OfficeServices, SyncContext } from './office-services.ts';
import { scopeOfInstall } from './member-scope.ts';
import { releaseGrants } from './release-grants.ts';
import { authorityCertificate } from './terminal-certificate.ts';
import { settleSeen } from './store-grants.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

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
  readonly withSums?: boolean | undefined;
}

/** Answers what changed since the cursor, at once if there is anything, else when there is or the wait is over. */
export function feedHandler(office: OfficeServices) {
  return syncCalls.feed.handler(async ({ input, context, signal }) => {
    const install = await requireInstall(office.store.database, context);
    const scope = await scopeOfInstall(office, install);
    const start = await readFeedCursor(office.store, scope, input.cursor);
    await noteSeen(office, install, input.headSeq);
    if (hasAllOf(install, input.headSeq)) {
      await settleSeen(office, install.installId, start.position);
    }
    const at = { scope, position: start.position };
    const endsAtMs = performance.now() + input.waitMs;
    for (;;) {
      const version = office.changes.version();
      const { answer, hasNews } = await readNews(office, context, at, input);
      const leftMs = endsAtMs - performance.now();
      const isOver = leftMs <= 0 || signal?.aborted === true || office.changes.isStopped();
      if (hasNews || start.fromStart || isOver) return { ...answer, fromStart: start.fromStart };
      await context.pass.pause(() => office.changes.wait(version, { timeoutMs: leftMs, signal }));
    }
  });
}

async function readNews(
  office: OfficeServices,
  context: SyncContext,
  { scope, position }: { readonly scope: MemberScope; readonly position: FeedPosition },
  input: Request,
) {
  const { database } = office.store;
  const install = await requireInstall(database, context);
  const { page, sums } =
    input.withSums === true
      ? await readPageWithSums(database, position, input.limit, scope)
      : { page: await readFeedPage(database, position, input.limit, scope), sums: null };
  const staff = await readStaff(office, install, input.staffRevision);
  const programmes = await readProgrammes(office, input.programmeRevision);
  const gifts = await readGifts(office, install, input.giftRevision);
  const neighbours = await readNeighbours(office, install, input.neighbourRevision);
  const directory = await readDirectoryNews(office, scope, input.directoryCursor);
  const receipts = await readReceipts(office, install, input.receiptCursor);
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
    officeAtMs: office.nowMs(),
  };
  const hasList = [staff, programmes, gifts, neighbours].some((list) => list !== null);
  const hasReceipts = receipts !== null && receipts.receipts.length > 0;
  const hasNews =
    page.members.length > 0 || hasList || hasReceipts || directory !== null || sums !== null;
  return { answer, hasNews };
}

async function readStaff(office: OfficeServices, install: Install, known: string | null) {
  const { database, epoch } = office.store;
  const revision = `${epoch}:${await readListRevision(database, 'staff')}`;
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

async function readProgrammes(office: OfficeServices, known: string | null) {
  const { database, epoch } = office.store;
  const couponKeys = [...office.couponKeys.publicKeys(office.nowMs())];
  const memberCodeKeys = [...office.memberCodeKeys.publicKeys(office.nowMs())];
  const identityKeys = [...office.identityKeys.publicKeys()];
  const keys = [couponKeys, memberCodeKeys, identityKeys].map(toKeyRevision).join(':');
  const revision = `${epoch}:${await readListRevision(database, 'programme')}:${keys}`;
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
  { terminalId }: Install,
  known: string | null | undefined,
) {
  if (known === undefined) return null;
  const { database, epoch } = office.store;
  const changeCount = await readListRevision(database, `gift:${terminalId}`);
  const revision = `${epoch}:${changeCount}`;
  if (revision === known || (known === null && changeCount === 0)) return null;
  const gifts = await listAllotments(database, terminalId);
  return { revision, gifts: gifts.map(({ sku, allottedCount }) => ({ sku, allottedCount })) };
}

/** Who else works in the store, signed: a till lets nobody else in and believes nobody else (architecture, point 9). */
async function readNeighbours(
  office: OfficeServices,
  { storeId }: Install,
  known: string | null | undefined,
) {
  if (known === undefined) return null;
  const { database, epoch } = office.store;
  const revision = `${epoch}:${await readListRevision(database, `terminals:${storeId}`)}`;
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

/** A till of before does not ask for the receipts of its store. */
async function readReceipts(
  office: OfficeServices,
  install: Install,
  cursor: string | null | undefined,
) {
  return cursor === undefined ? null : readReceiptNews(office, install, cursor);
}

/** Of a till that the office has all of, what phones carried to its store may be given back. */
async function noteSeen(
  office: OfficeServices,
  install: Install,
  headSeq: number | undefined,
): Promise<void> {
  const lastSeenAtMs = office.nowMs();
  const isWhole = hasAllOf(install, headSeq);
  const wholeAtMs = isWhole
    ? lastSeenAtMs
    : (install.wholeAtMs ?? (headSeq === undefined ? null : 0));
  const isNews =
    isLongAgo(install.lastSeenAtMs, lastSeenAtMs) ||
    (isWhole && isLongAgo(install.wholeAtMs, lastSeenAtMs));
  if (!isNews) return;
  await updateLastSeen(office.store.database, install.installId, { lastSeenAtMs, wholeAtMs });
  if (isWhole) await releaseGrants(office, install.storeId);
}

/** Whether head office has all that a till had done when it asked. */
function hasAllOf(install: Install, headSeq: number | undefined): boolean {
  return headSeq !== undefined && headSeq <= install.headSeq;
}

function isLongAgo(atMs: number | null, nowMs: number): boolean {
  return atMs === null || nowMs - atMs >= lastSeenEveryMs;
}
