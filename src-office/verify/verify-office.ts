import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import { computeHashes, parseOperation } from '../../src-shared/contract/read-operation.ts';
import { genesisHash } from '../../src-shared/domain/operation/operation.ts';
import {
  type ChainRow,
  listEntriesWithoutOperation,
  listReceiptsWithoutOperation,
  readChain,
} from '../store/chain-store.ts';
import { freezeForReading } from '../store/dump-store.ts';
import { type LineBeside, listLinesBeside } from '../store/line-beside-store.ts';
import { openDatabase, type StoreLocation } from '../store/open-store.ts';
import { textKept } from '../store/row-text.ts';
import { type Install, listInstalls } from '../store/terminal-store.ts';

type ChainFindingKind =
  | 'row_edited'
  | 'verdict_changed'
  | 'row_missing'
  | 'chain_broken'
  | 'tail_deleted'
  | 'head_changed'
  /** Two operations at one place, and only the later line went on. */
  | 'old_copy'
  /** Two operations at one place, and the first line went on after the second one had begun. */
  | 'cloned'
  /** Head office signed for two operations at this place: after a restore it took a copy of the till for the till. */
  | 'signed_twice';

/** Something that is wrong in the chain of an install. */
interface ChainFinding {
  readonly installId: string;
  readonly terminalName: string;
  readonly kind: ChainFindingKind;
  readonly terminalSeq: number;
  readonly words: string;
}

type LedgerFindingKind = 'entry_without_operation' | 'receipt_without_operation';

/** An operation that counts somewhere, and is not there to count. */
interface LedgerFinding {
  readonly kind: LedgerFindingKind;
  readonly operationId: string;
  readonly words: string;
}

export type OfficeFinding = ChainFinding | LedgerFinding;

const wordsOfKind: Readonly<Record<ChainFindingKind | LedgerFindingKind, string>> = {
  row_edited: 'the text of this operation was edited in the database',
  verdict_changed:
    'this operation is set aside for no reason that holds: its verdict was changed in the database',
  row_missing: 'this operation was deleted from the database; later ones are there',
  chain_broken: 'this operation does not hang on the one before it',
  tail_deleted: 'the last operations, from this one on, were deleted from the database',
  head_changed: 'the head that is kept of this install is not its last operation',
  old_copy: 'an old copy of this till’s folder was put back: it used this place a second time',
  cloned:
    'two machines work as this till: both went on from here. Revoke it, and activate one of them anew',
  entry_without_operation:
    'the ledger has entries of this operation, which is not there or was set aside: it was changed in the database',
  receipt_without_operation:
    'a receipt names this operation, which is not there or was set aside: it was changed in the database',
  signed_twice:
    'head office signed for two operations at this place: after a restore a copy of this till’s disk was taken for the till, ' +
    'which then took its place back. What both did is booked',
};

/**
 * Looks through every install's chain as the office holds it (FR-22): the first bad row of each, and where a place was used
 * twice, whether an old copy was put back or two machines share one identity. What was set aside is clean where it can have
 * come so. Then names what counts in the ledger or holds a receipt without an operation. Reads only; on PostgreSQL offices go
 * on meanwhile.
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
        const beside = await listLinesBeside(transaction, install.installId);
        const check = createCheck(install, beside);
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
      for (const operationId of await listEntriesWithoutOperation(transaction)) {
        findings.push(toLedgerFinding('entry_without_operation', operationId));
      }
      for (const operationId of await listReceiptsWithoutOperation(transaction)) {
        findings.push(toLedgerFinding('receipt_without_operation', operationId));
      }
      return { rowCount, findings };
    });
  } finally {
    await close();
  }
}

function toLedgerFinding(kind: LedgerFindingKind, operationId: string): LedgerFinding {
  return { kind, operationId, words: `${operationId}: ${wordsOfKind[kind]}` };
}

type Bad = Pick<ChainFinding, 'kind' | 'terminalSeq'>;

/**
 * Takes the rows of one install one by one: the row that came first to a place is the chain's, but for what is known to lie
 * beside it, and what hangs on such a row or on one that came second to its own.
 */
function createCheck({ headSeq, headHash }: Install, lines: readonly LineBeside[]) {
  /** What lies beside the chain, by what each hangs on; null: on the chain. */
  const left = new Map(
    lines.flatMap(({ hashes }) => hashes.map((each, index) => [each, hashes[index - 1] ?? null])),
  );
  let last = { seq: 0, hash: genesisHash };
  let bad: Bad | null = null;
  let fork: { readonly terminalSeq: number; readonly atMs: number } | null = null;
  /** The hashes of the other line. */
  const beside = new Set(left.keys());
  /** Whether what came after the fork hangs on the line that was there before it; null: nothing came. */
  let wentOn: boolean | null = null;

  const check = (row: ChainRow, before: Last): void => {
    const kind = row.verdict === 'invalid' ? findBadAside(row, before) : findBad(row, before);
    if (kind !== null) bad ??= { kind, terminalSeq: row.terminalSeq };
  };

  const takeFirst = (row: ChainRow): void => {
    const isInvalid = row.verdict === 'invalid';
    if (fork !== null && row.receivedAtMs >= fork.atMs) wentOn ??= !isInvalid;
    if (row.terminalSeq !== last.seq + 1) {
      bad ??= { kind: 'row_missing', terminalSeq: last.seq + 1 };
    } else {
      check(row, last);
    }
    last = { seq: row.terminalSeq, hash: row.hash };
  };

  return {
    take: (row: ChainRow): void => {
      const prevHash = left.get(row.hash);
      if (prevHash !== undefined) return check(row, { hash: prevHash ?? last.hash });
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
      const signedTwice = lines.map(({ fromSeq, hashes, signedSeq }): Bad => ({
        kind: 'signed_twice',
        // Both lines go on at least to here, and whoever signs for a head signs for all that it hangs on.
        terminalSeq: Math.min(fromSeq + hashes.length - 1, signedSeq),
      }));
      return [...(bad === null ? [] : [bad]), ...forked, ...signedTwice];
    },
  };
}

function hangsOn(hashes: ReadonlySet<string>, row: ChainRow): boolean {
  return hashes.size > 0 && hashes.has(String(readText(row)?.prevHash));
}

interface Last {
  readonly hash: string;
}

/** What is wrong with an operation that was taken. */
function findBad(row: ChainRow, last: Last): ChainFindingKind | null {
  const text = readText(row);
  if (text === null || !text.isWhole) return 'row_edited';
  const isAsItSays =
    row.operationId === text.operationId &&
    row.memberId === text.memberId &&
    row.kind === text.kind;
  if (!isAsItSays) return 'row_edited';
  return text.prevHash === last.hash ? null : 'chain_broken';
}

/** What is wrong with an operation that was set aside: it must be able to have come so (`readOperation`, `postBatch`). */
function findBadAside(row: ChainRow, last: Last): ChainFindingKind | null {
  const { reason, operationId } = row;
  const text = readText(row);
  if (text === null || !text.isWhole) {
    // One that comes like that is given no id.
    const cameSo = operationId === null && (reason === 'hash_wrong' || reason === 'unreadable');
    return cameSo ? null : 'row_edited';
  }
  // An enrolment without its personal part can be read, and enrols nobody.
  const hasItsId = reason === 'unreadable' && row.kind === 'enrol';
  if (operationId !== null && !hasItsId) return 'verdict_changed';
  switch (reason) {
    case 'chain_broken':
      return text.prevHash === last.hash ? 'verdict_changed' : null;
    case 'unreadable':
    case 'hash_wrong':
    case 'id_reused':
    case 'foreign_install':
      return null;
    default:
      return 'verdict_changed';
  }
}

/** What an operation says of itself. */
interface Text {
  readonly operationId: unknown;
  readonly memberId: unknown;
  readonly kind: unknown;
  readonly prevHash: unknown;
  /** It has the hash that the row has, and its personal part, where that is there, is its own. */
  readonly isWhole: boolean;
}

/** An operation by its text; null for what is none, and where no hash can be made of it. */
function readText({ json, personal, hash: kept }: ChainRow): Text | null {
  try {
    const { raw } = parseOperation(textKept(json));
    if (raw === null) return null;
    const whole = personal === null ? raw : { ...raw, personal: JSON.parse(personal) as unknown };
    const hashes = computeHashes(whole, (text) => hash('sha256', text, 'hex'));
    const { operationId, memberId, kind, prevHash } = raw;
    const isWhole = hashes?.hash === kept && hashes.isPersonalPartWhole;
    return { operationId, memberId, kind, prevHash, isWhole };
  } catch {
    return null; // no JSON any more
  }
}
