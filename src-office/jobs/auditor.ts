import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  type AuditDifference,
  hasLaterOperations,
  insertDifferences,
  lockAuditPosition,
  moveAuditOn,
  readAuditPosition,
  readUnaudited,
} from '../store/audit-store.ts';
import type { Database } from '../store/database.ts';
import { type AuditedDifference, auditOperations, readAudited } from './audit-operation.ts';
import type { OfficeProgrammes } from './office-programmes.ts';

/** So many operations a transaction goes through. */
const pageCount = 200;
/** So many operations that differ are named in the log; all of them are in their table. */
const namedCount = 5;
/** So long at most a transaction takes: on PGlite every call waits for it. */
const stretchMs = 100;
/** Between two stretches at least, and as long as the one before took: what a till pushes meanwhile goes first. */
const pauseMs = 20;
/** The tills have been silent for so long: the machine has time. */
const quietMs = 500;
/** Tills that are never silent do not put the audit off for ever. */
const latestMs = 30_000;

/** Decides again, in the background, what tills have decided (R102). Never in the way of a push. */
export interface Auditor {
  /** Operations have come. */
  nudge(): void;
  stop(): Promise<void>;
}

export interface AuditServices {
  readonly database: Database;
  readonly programmes: OfficeProgrammes;
  readonly log: Logger;
  nowMs(): number;
}

export function makeAuditor(services: AuditServices): Auditor {
  const { database, log } = services;
  const ending = new AbortController();
  let nudgedAtMs = 0;
  let lookedAtMs = 0;
  let running: Promise<void> | null = null;

  const pause = (ms: number): Promise<unknown> =>
    sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined);
  const waitForQuiet = async (untilMs: number): Promise<void> => {
    while (!ending.signal.aborted && performance.now() < untilMs) {
      const leftMs = nudgedAtMs + quietMs - performance.now();
      if (leftMs <= 0) return;
      await pause(leftMs);
    }
  };
  const run = async (): Promise<void> => {
    try {
      const hurryAtMs = performance.now() + latestMs;
      await waitForQuiet(hurryAtMs);
      lookedAtMs = performance.now();
      while (!ending.signal.aborted) {
        lookedAtMs = performance.now();
        const step = await stepAudit(services);
        if (step === 'more') {
          await pause(Math.max(pauseMs, performance.now() - lookedAtMs));
          await waitForQuiet(hurryAtMs);
        } else if (await hasLaterOperations(database, await readAuditPosition(database))) {
          await pause(quietMs); // a transaction elsewhere holds the horizon back
        } else {
          return;
        }
      }
    } catch (error) {
      log.error({ err: error }, 'the audit failed'); // it goes on from where it was at the next push
    }
  };

  const launch = (): void => {
    if (running !== null || ending.signal.aborted) return;
    running = run().finally(() => {
      running = null;
      // What came while the last look was taken is looked at too; a failure waits for the next push.
      if (nudgedAtMs > lookedAtMs) launch();
    });
  };

  return {
    nudge: () => {
      nudgedAtMs = performance.now();
      launch();
    },
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

/** Audits the next stretch, once over all processes, and answers whether there may be more. */
function stepAudit(services: AuditServices): Promise<'more' | 'end'> {
  const { database, programmes, log } = services;
  return database.transaction(async (transaction) => {
    const position = await lockAuditPosition(transaction);
    const rows = await readUnaudited(transaction, position, pageCount);
    const loaded = await programmes(transaction);
    const audited = rows.flatMap((row) => {
      const operation = row.isPosted ? readAudited(row.json) : null;
      return operation === null ? [] : [{ row, operation }];
    });
    const nowMs = services.nowMs();
    const stretch = await auditOperations(
      transaction,
      audited.map(({ operation }) => operation),
      { programmes: loaded, nowMs, mostMs: stretchMs, log },
    );
    const isWhole = stretch.auditedCount === audited.length;
    const last = isWhole ? rows.at(-1) : audited[stretch.auditedCount - 1]?.row;
    if (last === undefined) return 'end';
    const differences = stretch.differences.map(toDifference(nowMs));
    await insertDifferences(transaction, differences);
    await moveAuditOn(transaction, last);
    const impossible = differences.filter(({ standing }) => standing === 'difference');
    if (impossible.length > 0) {
      const operationIds = impossible.slice(0, namedCount).map(({ operationId }) => operationId);
      const count = impossible.length;
      log.warn({ count, operationIds }, 'head office decides operations otherwise');
    }
    return isWhole && rows.length < pageCount ? 'end' : 'more';
  });
}

function toDifference(foundAtMs: number) {
  return ({ operation, findings, standing }: AuditedDifference): AuditDifference => {
    const { operationId, memberId, terminalId } = operation;
    const pick = (side: 'recorded' | 'expected'): string =>
      JSON.stringify(Object.fromEntries(findings.map((each) => [each.part, each[side]])));
    const part = [...new Set(findings.map((each) => each.part))].join(',');
    const told = { part, recorded: pick('recorded'), expected: pick('expected') };
    return { operationId, memberId, terminalId, ...told, foundAtMs, standing };
  };
}
