import { createHash, randomBytes } from 'node:crypto';
import { latestStampMs } from '../../src-shared/domain/member/latest-stamp.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import {
  operationHashInput,
  personalHashInput,
  type UnhashedOperation,
} from '../../src-shared/domain/operation/hash-input.ts';
import type {
  DraftOf,
  OperationDraft,
  OperationKind,
  OperationOf,
} from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import { type MemberId, operationId } from '../../src-shared/values/ids.ts';
import type { ActiveTill } from './active-till.ts';
import { countUse } from './offline-ceiling.ts';
import type { Moment } from '../sync/till-time.ts';
import { operatorId, type SignedIn } from './session.ts';

const saltBytes = 16;
/** A clock that is corrected goes back by as much as a line may be slow; one that goes back further was wrong. */
const heldBackMs = 30_000;

/** What a posted operation left behind. */
export interface Posted<Kind extends OperationKind> {
  readonly operation: OperationOf<Kind>;
  /** The member's view with the operation in it. */
  readonly state: MemberState;
}

/**
 * Gives a decided act its place in the chain and posts it to the member's view; runs inside `store.transaction`, so that
 * both are kept or neither is. `view` is null for an enrolment only.
 */
export function postOperation<Kind extends OperationKind>(
  till: ActiveTill,
  act: {
    readonly draft: DraftOf<Kind>;
    readonly view: MemberState | null;
    /** The view is made up (`readEarner`): nothing of it is kept. */
    readonly isElsewhere?: boolean;
    readonly session: SignedIn;
    readonly programme: Programme;
    readonly moment: Moment;
  },
): Posted<Kind> {
  const draft = countUse(till, act.draft, act.programme);
  const operation = chain(till, { ...act, draft }) as OperationOf<Kind>; // of the kind of its draft
  const { state } = applyOperation(act.view, operation, { acknowledged: false });
  assert(state !== null, 'A decided operation belongs to a member.');
  till.store.operation.append(operation);
  if (act.isElsewhere !== true) till.store.member.writeView(state);
  return { operation, state };
}

/** Tells sync and the screens about an act; runs after the commit, when nothing can fail any more. */
export function announcePosted(till: ActiveTill, memberId: MemberId): void {
  till.sync.nudge();
  till.announcer.memberChanged(memberId);
}

/** Tells a repeat of a request from another request under the same id. */
export function requestHash(request: object): string {
  return sha256(canonicalJson(request));
}

function chain(
  till: ActiveTill,
  act: {
    readonly draft: OperationDraft;
    readonly view: MemberState | null;
    readonly session: SignedIn;
    readonly programme: Programme;
    readonly moment: Moment;
  },
) {
  const { draft, moment, view } = act;
  // After what it changes, or it would change nothing.
  const earliestAtMs = view === null ? 0 : latestStampMs(view, draft) + 1;
  const head = till.store.operation.head();
  // Order is by time, so what one till did is in the order in which it did it (OF-08), also where its clock was corrected in
  // between. Not for longer than that: a clock that was hours ahead would hold the till in the future.
  const previousAtMs = till.store.operation.newestAtMs(head.terminalSeq - 1);
  const wentBackMs = previousAtMs - moment.atMs;
  const nextAtMs = wentBackMs > 0 && wentBackMs < heldBackMs ? previousAtMs + 1 : 0;
  const personal =
    draft.personal === undefined
      ? null
      : { salt: randomBytes(saltBytes).toString('base64url'), ...draft.personal };
  const unhashed = {
    operationId: operationId(till.clock.newId()),
    kind: draft.kind,
    body: draft.body,
    memberId: draft.memberId,
    storeId: till.terminal.storeId,
    terminalId: till.terminal.terminalId,
    installId: till.installId,
    terminalSeq: head.terminalSeq + 1,
    rawAtMs: moment.rawAtMs,
    businessDate: moment.businessDate,
    atMs: Math.max(moment.atMs, earliestAtMs, nextAtMs),
    operatorId: operatorId(act.session.operator),
    programmeVersion: act.programme.version,
    ...(personal === null ? {} : { personal, personalHash: sha256(personalHashInput(personal)) }),
    prevHash: head.hash,
  };
  // The compiler cannot see that kind and body stem from one draft.
  return { ...unhashed, hash: sha256(operationHashInput(unhashed as UnhashedOperation)) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
