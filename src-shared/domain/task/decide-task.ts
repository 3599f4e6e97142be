import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { DraftOf } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { decideUpgrade } from '../tier/decide-upgrade.ts';
import type { Task } from './task.ts';

/** Names one doing of a task: the task, and the day, month or year it may be done once in. */
export function taskKey({ taskId, repeats }: Task, businessDate: BusinessDate): string {
  switch (repeats) {
    case 'once':
      return taskId;
    case 'day':
      return `${taskId}:${businessDate}`;
    case 'month':
      return `${taskId}:${businessDate.slice(0, 7)}`;
    case 'year':
      return `${taskId}:${businessDate.slice(0, 4)}`;
  }
}

/** Whether a member has done a task in the time in which it counts once, as far as is known here. */
export function isTaskDone(
  { taskKeys = [] }: Pick<MemberState, 'taskKeys'>,
  task: Task,
  businessDate: BusinessDate,
): boolean {
  return taskKeys.includes(taskKey(task, businessDate));
}

/**
 * Decides that a member has done a task (R040): it counts towards tiers at once, and a tier it reaches begins as with a
 * receipt (TR-02). Line or not: where two tills check the same doing off, posting counts it once. Refuses in the order
 * member_frozen, task_unknown, task_done.
 */
export function decideTask(input: {
  readonly programme: Pick<Programme, 'tasks' | 'tiers' | 'tierPolicy'>;
  readonly state: MemberState;
  readonly checkId: string;
  readonly taskId: string;
  readonly businessDate: BusinessDate;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'checkTask'> } {
  const { programme, state, checkId, taskId, businessDate } = input;
  if (state.status === 'frozen') return refuse('member_frozen');
  const task = programme.tasks?.find((each) => each.taskId === taskId);
  if (task === undefined) return refuse('task_unknown');
  if (isTaskDone(state, task, businessDate)) return refuse('task_done');
  const growth = [
    { measure: 'task_points', onDay: businessDate, amount: task.taskPoints },
  ] as const;
  const receiptNo = `task:${taskId}`;
  const tier = decideUpgrade({ programme, state, growth, businessDate, receiptNo });
  const body = {
    checkId,
    taskId,
    taskKey: taskKey(task, businessDate),
    growth,
    ...(tier === null ? {} : { tier }),
  };
  return { status: 'decided', draft: { kind: 'checkTask', body, memberId: state.memberId } };
}
