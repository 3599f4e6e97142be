import type { Database } from 'better-sqlite3';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import {
  appliedSeqKeptDays,
  isApplied,
} from '../../src-shared/domain/operation/apply-operation.ts';
import { orderByTime } from '../../src-shared/domain/operation/order-by-time.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { daysBetween, type BusinessDate } from '../../src-shared/values/business-date.ts';
import type { InstallId, MemberId } from '../../src-shared/values/ids.ts';
import type { MemberWriter } from './member-writer.ts';
import { type PreparedBase, prepareBase } from './prepare-base.ts';

/** Posts pending operations on the office's states again: this till's own, and its neighbours'. Runs inside a transaction. */
export interface MemberRebase {
  /** Stores one state from the office; false where it is passed over as not newer. */
  applyBase(
    base: PreparedBase,
    options: { readonly installId: InstallId | null; readonly acceptLowerRevisions: boolean },
  ): boolean;
  /** Makes the view of one member anew, after an operation left or entered its overlay. */
  rebase(memberId: MemberId, installId: InstallId): void;
  /** Forgets what the office said of a member that it does not have: what is left are pending operations, or nothing. */
  dropBase(memberId: MemberId, installId: InstallId): void;
  /** The last terminalSeq of this install that is in the member's base; 0 when none is. */
  readAppliedSeq(memberId: MemberId, installId: InstallId | null): number;
  /** Operations of neighbours that are not in a member's base; forgets those that are. */
  listOfNeighbours(memberId: MemberId): readonly Operation[];
}

/** Prepares the rebase (architecture, points 7 and 9). */
export function createMemberRebase(db: Database, writer: MemberWriter): MemberRebase {
  const selectBase = db.prepare<[string], StoredBase>(
    'SELECT base AS json, revision FROM member WHERE member_id = +? AND base IS NOT NULL',
  );
  const listAfter = db.prepare<[string, number], { readonly json: string }>(
    'SELECT json FROM operation ' +
      "WHERE member_id = +? AND terminal_seq > +? AND outcome IS NOT 'invalid' ORDER BY terminal_seq",
  );
  const readAckedSeq = db.prepare<[], number>('SELECT acked_seq FROM sync').pluck();

  function readBase(memberId: MemberId): StoredBase | null {
    return selectBase.get(memberId) ?? null;
  }

  function listOperationsAfter(memberId: MemberId, afterSeq: number): readonly Operation[] {
    // Written by `append`.
    return listAfter.all(memberId, afterSeq).map((row) => JSON.parse(row.json) as Operation);
  }

  const listPassed = db.prepare<[string], PassedRow>(
    'SELECT install_id AS installId, terminal_seq AS terminalSeq, json FROM neighbour_operation ' +
      'WHERE member_id = +? ORDER BY install_id, terminal_seq',
  );
  const forgetPassed = db.prepare(
    'DELETE FROM neighbour_operation WHERE install_id = +? AND terminal_seq = +?',
  );

  /**
   * What neighbours did leaves the overlay by the same rule as what this till did: when the base has reached it. It is
   * forgotten then, since its own till keeps it for an office that may lose it again.
   */
  function listNeighbourPending(memberId: MemberId, base: MemberState | null): Operation[] {
    const pending: Operation[] = [];
    for (const { installId, terminalSeq, json } of listPassed.all(memberId)) {
      const operation = JSON.parse(json) as Operation; // Written by `keep`.
      const isContained = base !== null && (isApplied(base, operation) || isOld(operation, base));
      if (isContained) forgetPassed.run(installId, terminalSeq);
      else pending.push(operation);
    }
    return pending;
  }

  /** All that is posted on a base: what happened first comes first, each till's own in its order. */
  function listOverlay(
    memberId: MemberId,
    base: MemberState | null,
    installId: InstallId | null,
  ): readonly Operation[] {
    const own = listPending(memberId, base, installId);
    const passed = listNeighbourPending(memberId, base);
    return passed.length === 0 ? own : orderByTime([...own, ...passed]);
  }

  function listPending(
    memberId: MemberId,
    base: MemberState | null,
    installId: InstallId | null,
  ): readonly Operation[] {
    const appliedSeq = installId === null ? undefined : base?.appliedSeq[installId]?.seq;
    const operations = listOperationsAfter(memberId, appliedSeq ?? 0);
    if (base === null || appliedSeq !== undefined || operations.length === 0) return operations;
    const ackedSeq = readAckedSeq.get() ?? 0;
    return operations.filter((operation) => !isForgotten(operation, base, ackedSeq));
  }

  function rebase(memberId: MemberId, installId: InstallId): void {
    const stored = writer.read(memberId);
    const storedBase = readBase(memberId);
    const base =
      storedBase === null
        ? null
        : prepareBase({ memberId, revision: storedBase.revision, stateJson: storedBase.json });
    const state = base?.state ?? null;
    const pending = listOverlay(memberId, state, installId);
    const view = viewMember(state, pending);
    if (view === null) {
      if (stored !== undefined) writer.remove(stored, memberId);
    } else if (base === null) {
      writer.writeView(stored, view);
    } else {
      writer.writeBase(stored, base, pending.length === 0 ? null : view);
    }
  }

  return {
    applyBase(base, { installId, acceptLowerRevisions }) {
      const { memberId } = base.shown;
      const stored = writer.read(memberId);
      const storedRevision = stored?.revision ?? null;
      const isNewer = storedRevision === null || base.revision > storedRevision;
      if (!isNewer && !acceptLowerRevisions) return false;
      const pending = listOverlay(memberId, base.state, installId);
      writer.writeBase(stored, base, pending.length === 0 ? null : viewMember(base.state, pending));
      return true;
    },
    rebase,
    dropBase(memberId, installId) {
      const stored = writer.read(memberId);
      if (stored === undefined) return;
      const view = viewMember(null, listOverlay(memberId, null, installId));
      if (view === null) writer.remove(stored, memberId);
      else writer.dropBase(stored, view);
    },
    readAppliedSeq(memberId, installId) {
      const storedBase = readBase(memberId);
      if (installId === null || storedBase === null) return 0;
      const base = parseBase(storedBase.json);
      const appliedSeq = base.appliedSeq[installId]?.seq;
      if (appliedSeq !== undefined) return appliedSeq;
      const [firstPending] = listPending(memberId, base, installId);
      if (firstPending !== undefined) return firstPending.terminalSeq - 1;
      return listOperationsAfter(memberId, 0).at(-1)?.terminalSeq ?? 0;
    },
    listOfNeighbours(memberId) {
      const storedBase = readBase(memberId);
      return listNeighbourPending(
        memberId,
        storedBase === null ? null : parseBase(storedBase.json),
      );
    },
  };
}

/** The office's state as it came. */
interface StoredBase {
  readonly json: string;
  readonly revision: number;
}

interface PassedRow {
  readonly installId: string;
  readonly terminalSeq: number;
  readonly json: string;
}

function parseBase(json: string): MemberState {
  return JSON.parse(json) as MemberState; // The office made it as one.
}

/**
 * A state forgets an install that was quiet for long (`appliedSeqKeptDays`). An operation that the
 * office holds and that is older than that is therefore in the state, although the state no longer
 * says so; posted again it would count twice.
 */
function isForgotten(operation: Operation, base: MemberState, ackedSeq: number): boolean {
  return operation.terminalSeq <= ackedSeq && isOld(operation, base);
}

/** Whether a state may have forgotten the install of an operation since. */
function isOld(operation: Operation, base: MemberState): boolean {
  if (base.appliedSeq[operation.installId] !== undefined) return false;
  const lastDay = Object.values(base.appliedSeq).reduce<BusinessDate | null>(
    (latest, { onDay }) => (latest === null || onDay > latest ? onDay : latest),
    null,
  );
  return lastDay !== null && daysBetween(operation.businessDate, lastDay) > appliedSeqKeptDays;
}
