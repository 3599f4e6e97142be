import { assert } from '../../src-shared/values/assert.ts';
import { isAwaiting, listUnheard } from './awaited-store.ts';
import { makeBatchReader } from './batch-reader.ts';
import type { Database, Queryable } from './database.ts';
import { type FeedPage, type FeedPosition, readFeedPage } from './feed-store.ts';
import { listInstallsWithCuts } from './grant-store.ts';
import { type ListName, readListRevisions } from './meta-store.ts';
import { type PartitionSum, readPageWithSums } from './partition-store.ts';
import { findReceiptNews, type ReceiptPosition } from './receipt-store.ts';
import type { MemberScope } from './scope-store.ts';
import { findInstalls, type Install } from './terminal-store.ts';

/** Connections that pages may take of the ten of an office: a cashier's question finds one. */
const pagesAtOnce = 3;

/** A till that asks for news, as the database knows it at that moment. */
export interface FeedCaller {
  readonly install: Install;
  /** Of the lists that concern this till; 0 for one that never changed. */
  readonly revisionOf: (list: ListName) => number;
  /** Whether a position lies in this database's past. One ahead of it comes from before a restore. */
  readonly isKnown: (position: Pick<FeedPosition, 'changedXid'>) => boolean;
  /** Whether it has yet to see that a share of its own became smaller (OF-04). */
  readonly hasCuts: boolean;
  /** Whether this till was not heard of since the database became another one. */
  readonly isUnheard: boolean;
  /** Whether head office waits for any such till. */
  readonly awaitsTills: boolean;
}

export interface FeedQuestion {
  readonly scope: MemberScope;
  readonly position: FeedPosition;
  readonly limit: number;
  /** The sums of what a till has that has taken this page, where it is the last one. */
  readonly withSums: boolean;
  /** null: this till asks for no receipts. */
  readonly receipts: {
    readonly storeId: string;
    readonly position: ReceiptPosition;
    readonly fromDay: string;
  } | null;
}

export interface FeedAnswer {
  readonly page: FeedPage;
  readonly sums: readonly PartitionSum[] | null;
  /** Whether the store's receipts are to be read, from this position or from the start. */
  readonly hasReceiptNews: boolean;
}

/**
 * Reads for all tills that wait for news at once: a change wakes each of them, and of a thousand most ask the same. A question
 * costs its share of some statements instead of ten of its own.
 */
export interface FeedReader {
  /** null where there is no such install. */
  caller(installId: string): Promise<FeedCaller | null>;
  news(question: FeedQuestion): Promise<FeedAnswer>;
}

export function makeFeedReader(database: Database, nowMs: () => number): FeedReader {
  return {
    caller: makeBatchReader((installIds) => readCallers(database, installIds, nowMs())),
    news: makeBatchReader((questions) => readNews(database, questions)),
  };
}

/** The lists that go down to a till whole. */
function listsOf({ storeId, terminalId }: Install): readonly ListName[] {
  return ['staff', 'programme', `gift:${terminalId}`, `terminals:${storeId}`];
}

async function readCallers(
  database: Queryable,
  installIds: readonly string[],
  nowMs: number,
): Promise<readonly (FeedCaller | null)[]> {
  const [rows, installs, withCuts, unheard, awaitsTills] = await Promise.all([
    database.query<{ horizon: string }>(
      'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS horizon',
    ),
    findInstalls(database, installIds),
    listInstallsWithCuts(database, installIds),
    listUnheard(database, installIds),
    isAwaiting(database, nowMs),
  ]);
  const horizon = BigInt(rows[0]?.horizon ?? 0);
  const revisions = await readListRevisions(database, [...installs.values()].flatMap(listsOf));
  return installIds.map((installId) => {
    const install = installs.get(installId);
    if (install === undefined) return null;
    return {
      install,
      revisionOf: (list) => revisions.get(list) ?? 0,
      isKnown: ({ changedXid }) => BigInt(changedXid) < horizon,
      hasCuts: withCuts.has(installId),
      isUnheard: unheard.has(installId),
      awaitsTills,
    };
  });
}

async function readNews(
  database: Database,
  questions: readonly FeedQuestion[],
): Promise<readonly FeedAnswer[]> {
  const pages = await readPages(database, questions);
  // Afterwards, so that a receipt is there where a page shows what it did to its member.
  const withReceipts = await findReceiptNews(
    database,
    questions.map(({ receipts }) => receipts),
  );
  return questions.map((question, index) => {
    const read = pages.get(keyOf(question));
    assert(read !== undefined, 'Every page that was asked for is read.');
    return { ...read, hasReceiptNews: withReceipts.has(index) };
  });
}

type PageRead = Pick<FeedAnswer, 'page' | 'sums'>;

/** A page that several ask for is read once. */
async function readPages(
  database: Database,
  questions: readonly FeedQuestion[],
): Promise<ReadonlyMap<string, PageRead>> {
  const wanted = new Map(questions.map((question) => [keyOf(question), question]));
  const left = wanted.entries();
  const pages = new Map<string, PageRead>();
  const readOneByOne = async (): Promise<void> => {
    for (const [key, { position, limit, scope, withSums }] of left) {
      const page = withSums
        ? await readPageWithSums(database, position, limit, scope)
        : { page: await readFeedPage(database, position, limit, scope), sums: null };
      pages.set(key, page);
    }
  };
  await Promise.all(Array.from({ length: pagesAtOnce }, readOneByOne));
  return pages;
}

function keyOf({ scope, position, limit, withSums }: FeedQuestion): string {
  return JSON.stringify([scope, position.changedXid, position.memberId, limit, withSums]);
}
