import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { taskContract } from '../../../src-shared/contract/till/task.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideTask, isTaskDone } from '../../../src-shared/domain/task/decide-task.ts';
import { runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { checkNotOwn } from '../own-member.ts';
import { requestHash } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';

type Inputs = InferContractRouterInputs<typeof taskContract>;
type Outputs = InferContractRouterOutputs<typeof taskContract>;

/** What a repeat is answered from. */
interface Kept {
  readonly taskPoints: number;
}

/** Checks off that a member has done a task, line or not (R040). Safe to repeat: the same checkId counts once. */
export function checkTask(
  till: ActiveTill,
  session: SignedIn,
  { taskId, checkId, memberId }: Inputs['checkOff'],
): Outputs['checkOff'] | Refusal | IdReused {
  const done = runAct<'checkTask', Kept>(till, session, {
    kind: 'checkTask',
    actId: checkId,
    requestHash: requestHash({ taskId, memberId }),
    memberId,
    decide: ({ view, programme, moment }) => {
      const refusal = checkNotOwn(till, session, view) ?? checkKnown(till, session, view, 'earn');
      if (refusal !== null) return refusal;
      const { businessDate } = moment;
      const decided = decideTask({ programme, state: view.state, checkId, taskId, businessDate });
      if (decided.status === 'refused') return decided;
      const taskPoints = decided.draft.body.growth.reduce((sum, { amount }) => sum + amount, 0);
      return { ...decided, kept: { taskPoints } };
    },
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  // It never waits for a second person.
  const status = done.status === 'posted' ? 'posted' : 'already_posted';
  return { status, ...done.kept, member: memberSummary(till, done.view, session) };
}

/** Lists the tasks of the programme in effect, with those that a member has done as far as is known here. */
export function listTasks(
  till: ActiveTill,
  session: SignedIn,
  { memberId }: Inputs['list'],
): Refusal | ({ readonly status: 'listed' } & Outputs['list']) {
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'earn');
  if (unknown !== null) return unknown;
  const { businessDate } = till.time.now();
  const tasks = till.reference.programmeAt(businessDate)?.tasks ?? [];
  return {
    status: 'listed',
    tasks: tasks.map((task) => {
      const { taskId, name, taskPoints, repeats } = task;
      const isDone = isTaskDone(view.state, task, businessDate);
      return { taskId, name: name[session.language], taskPoints, repeats, isDone };
    }),
  };
}
