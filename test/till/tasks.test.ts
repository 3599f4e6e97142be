import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import { decideTask, taskKey } from '../../src-shared/domain/task/decide-task.ts';
import type { Task } from '../../src-shared/domain/task/task.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import {
  sampleDay,
  sampleMemberState,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';
import { openTestTill, plainProgramme, refusalOf } from './test-till.ts';

const name = { 'zh-CN': '问卷', en: 'Survey', 'zh-TW': '問卷' };
const survey: Task = { taskId: 'survey', name, taskPoints: 20, repeats: 'month' };
const lesson: Task = { taskId: 'lesson', name, taskPoints: 100, repeats: 'once' };

test('R040: a task counts once in the time the programme names', () => {
  const keys = (['once', 'day', 'month', 'year'] as const).map((repeats) =>
    taskKey({ ...survey, repeats }, sampleDay('2026-03-05')),
  );
  expect(keys).toEqual(['survey', 'survey:2026-03-05', 'survey:2026-03', 'survey:2026']);
});

test('R040, TR-02: it raises a tier at once, and two tills that check it off count it once', () => {
  const plain = sampleProgramme();
  const qualify = { kind: 'at_least', measure: 'task_points', amount: 100 } as const;
  const tiers = plain.tiers.map((tier, index) => (index === 1 ? { ...tier, qualify } : tier));
  const programme = sampleProgramme({ tiers, tasks: [survey, lesson] });
  const { tierTerm: _tierTerm, growth: _growth, ...bare } = sampleMemberState(1);
  const before: MemberState = { ...bare, appliedSeq: {}, tierCode: tiers[0]!.code };
  const check = (state: MemberState, taskId: string, businessDate = sampleToday) =>
    decideTask({ programme, state, checkId: 'c', taskId, businessDate });
  const decided = check(before, 'lesson');
  if (decided.status === 'refused') throw new Error(decided.code);
  const post = (state: MemberState, till: ReturnType<typeof sampleTill>) =>
    applyOperation(state, till.place(decided.draft), { acknowledged: true }).state!;
  const once = post(before, sampleTill(91));
  expect(once).toMatchObject({
    tierCode: tiers[1]!.code,
    taskKeys: ['lesson'],
    growth: { taskPointsByDay: { [sampleToday]: 100 } },
  });
  const { appliedSeq: _once, ...twice } = post(once, sampleTill(92));
  const { appliedSeq: _twice, ...expected } = once;
  expect(twice).toEqual(expected);
  expect(check(once, 'lesson', addDays(sampleToday, 400))).toMatchObject({ code: 'task_done' });
  expect(check(once, 'none')).toMatchObject({ code: 'task_unknown' });
});

test('R040: staff check a task off without a line; a repeat and a second doing count nothing', async () => {
  const till = await openTestTill({ online: false, programme: { tasks: [survey, lesson] } });
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin: '579246' });
  const wish = { taskId: 'survey', checkId: 'C1', memberId };
  const posted = await till.pos.task.checkOff(wish);
  expect(posted).toMatchObject({ status: 'posted', taskPoints: 20 });
  expect(await till.pos.task.checkOff(wish)).toEqual({ ...posted, status: 'already_posted' });
  const other = till.pos.task.checkOff({ ...wish, taskId: 'lesson' });
  expect(await refusalOf(other)).toEqual({ code: 'id_reused' });
  const again = till.pos.task.checkOff({ ...wish, checkId: 'C2' });
  expect(await refusalOf(again)).toEqual({ code: 'task_done' });
  const { tasks } = await till.pos.task.list({ memberId });
  expect(tasks.map(({ taskId, isDone }) => [taskId, isDone])).toEqual([
    ['survey', true],
    ['lesson', false],
  ]);
  expect(plainProgramme().tasks).toBeUndefined();
});
