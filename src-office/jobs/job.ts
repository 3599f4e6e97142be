import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type {
  OfficeOperationBodies,
  OfficeOperationKind,
} from '../../src-shared/domain/office/office-operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { MemberFilter } from '../store/job-store.ts';
import type { Notice } from '../store/notice-store.ts';

/** What a job may know beside a member: no clock of its own. */
export interface JobContext {
  /** The business day it is run for. */
  readonly onDay: BusinessDate;
  /** The latest day that was begun before this one; null for the first of all. What was due after it is this run's too. */
  readonly lastRunOnDay: BusinessDate | null;
  readonly atMs: number;
  /** In effect on that day. */
  readonly programme: Programme;
}

/** An act of head office as a job decides it; the framework gives it member, time, actor and id. */
export type JobAct = {
  [Kind in OfficeOperationKind]: {
    readonly kind: Kind;
    readonly body: OfficeOperationBodies[Kind];
    /** Where it is about more than this job, day and member: at most 64 characters, the same on every run. */
    readonly operationId?: string;
  };
}[OfficeOperationKind];

/** What a job does about one member. */
export interface JobDecision {
  readonly acts: readonly JobAct[];
  readonly notices: readonly Omit<Notice, 'memberId' | 'onDay'>[];
}

/**
 * Work that goes through all members once for a day. Deciding is pure: the framework reads and locks the members in stretches,
 * posts what is decided, and moves on in the same transaction, so that a job that was killed goes on where it was and does
 * nothing twice. Members that were merged away are passed over. Adding one: this in a file of its own, and a line in
 * `catalogue.ts`.
 */
export interface Job {
  readonly name: string;
  /** When on a business day it begins by itself, in minutes after midnight in the time of the shop. */
  readonly minuteOfDay: number;
  due(context: JobContext): MemberFilter;
  decide(state: MemberState, context: JobContext): JobDecision;
}
