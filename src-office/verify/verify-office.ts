import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { operationHashInput } from '../../src-shared/domain/operation/hash-input.ts';
import { genesisHash, type Operation } from '../../src-shared/domain/operation/operation.ts';
import { type ChainRow, readChain } from '../store/chain-store.ts';
import { freezeForReading } from '../store/dump-store.ts';
import { openDatabase, type StoreLocation } from '../store/open-store.ts';
import { type Install, listInstalls } from '../store/terminal-store.ts';

export type OfficeFindingKind =
  | 'row_edited'
  | 'row_missing'
  | 'chain_broken'
  | 'tail_deleted'
  | 'head_changed'
  /** Two operations at one place, and only the later line went on. */
  | 'old_copy'
  /** Two operations at one place, and the first line went on after the second one had begun. */
  | 'cloned';

export interface OfficeFinding {
  readonly installId: string;
  readonly terminalName: string;
  readonly kind: OfficeFindingKind;
  readonly terminalSeq: number;
  readonly words: string;
}

const wordsOfKind: Readonly<Record<OfficeFindingKind, string>> = {
  row_edited: 'the text of this operation was edited in the database',
  row_missing: 'this operation was deleted from the database; later ones are there',
  chain_broken: 'this operation does not hang on the one before it',
  tail_deleted: 'the last operations, from this one on, were deleted from the database',
  head_changed: 'the head that is kept of this install is not its last operation',
  old_copy: 'an old copy of this till’s folder was put back: it used this place a second time',
  cloned:
    'two machines work as this till: both went on from here. Revoke it, and activate one of them anew',
};

/**
 * Looks through every install's chain as the office holds it (FR-22): the first bad row of each, and where a place was used
 * twice, whether an old copy was put back or two machines share one identity. Reads only; on PostgreSQL offices go on meanwhile.
 */
export async function verifyOffice(
  location: StoreLocation,
  log: Logger,
): Promise<{ readonly rowCount: number; readonly findings: readonly OfficeFinding[] }> {
  const { database, close } = await openDatabase(
    location,
    (error) => log.error({ err: error }, 'database lost'),
    (error) => log.fatal({ err: error }, 'the disk did not take what was written'),
  );
  try {
    return await database.transaction(async (transaction) => {
      await freezeForReading(transaction);
      const findings: OfficeFinding[] = [];
      let rowCount = 0;
      for (const install of await listInstalls(transaction)) {
        const check = createCheck(install);
        for await (const row of readChain(transaction, install.installId)) {
          rowCount += 1;
          check.take(row);
        }
        const { installId, terminalName } = install;
        for (const { kind, terminalSeq } of check.end()) {
          const words = `${terminalName} ${installId} ${terminalSeq}: ${wordsOfKind[kind]}`;
          findings.push({ installId, terminalName, kind, terminalSeq, words });
        }
      }
      return { rowCount, findings };
    });
  } finally {
    await close();
  }
}

type Bad = Pick<OfficeFinding, 'kind' | 'terminalSeq'>;

/**
 * Takes the rows of one install one by one: the row that came first to a place is the chain's, but for what hangs on a row that
 * came second to its own.
 */
function createCheck({ headSeq, headHash }: Install) {
  let last = { seq: 0, hash: genesisHash };
  let bad: Bad | null = null;
  let fork: { readonly terminalSeq: number; readonly atMs: number } | null = null;
  /** The hashes of the other line. */
  const beside = new Set<string>();
  /** Whether what came after the fork hangs on the line that was there before it; null: nothing came. */
  let wentOn: boolean | null = null;

  const takeFirst = (row: ChainRow): void => {
    const isInvalid = row.verdict === 'invalid';
    if (fork !== null && row.receivedAtMs >= fork.atMs) wentOn ??= !isInvalid;
    const kind = isInvalid ? null : findBad(row, last);
    if (row.terminalSeq !== last.seq + 1) {
      bad ??= { kind: 'row_missing', terminalSeq: last.seq + 1 };
    } else if (kind !== null) {
      bad ??= { kind, terminalSeq: row.terminalSeq };
    }
    last = { seq: row.terminalSeq, hash: row.hash };
  };

  return {
    take: (row: ChainRow): void => {
      const isSecond = row.terminalSeq === last.seq;
      if (!isSecond && !hangsOn(beside, row)) return takeFirst(row);
      beside.add(row.hash);
      fork ??= { terminalSeq: row.terminalSeq, atMs: row.receivedAtMs };
    },
    end: (): readonly Bad[] => {
      if (bad === null && last.seq < headSeq) {
        bad = { kind: 'tail_deleted', terminalSeq: last.seq + 1 };
      } else if (bad === null && (last.seq !== headSeq || last.hash !== headHash)) {
        bad = { kind: 'head_changed', terminalSeq: last.seq };
      }
      const forked: Bad[] =
        fork === null
          ? []
          : [{ kind: wentOn === true ? 'cloned' : 'old_copy', terminalSeq: fork.terminalSeq }];
      return [...(bad === null ? [] : [bad]), ...forked];
    },
  };
}

function hangsOn(hashes: ReadonlySet<string>, { json }: ChainRow): boolean {
  return hashes.size > 0 && hashes.has(parse(json)?.prevHash ?? '');
}

function findBad(
  row: ChainRow,
  last: { readonly hash: string },
): 'row_edited' | 'chain_broken' | null {
  const operation = parse(row.json);
  if (operation?.hash !== row.hash) return 'row_edited';
  return operation.prevHash === last.hash ? null : 'chain_broken';
}

/** The operation with the hash that its text has; null for what is none. */
function parse(json: string): { readonly hash: string; readonly prevHash: string } | null {
  try {
    const operation = JSON.parse(json) as Operation; // what is not one has another hash
    const text = operationHashInput(operation);
    const hash = createHash('sha256').update(text, 'utf8').digest('hex');
    return { hash, prevHash: operation.prevHash };
  } catch {
    return null; // no JSON any more, or nothing with a canonical spelling
  }
}
