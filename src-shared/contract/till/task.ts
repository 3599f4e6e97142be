import { z } from 'zod';
import { oc } from '@orpc/contract';
import { taskRepeats } from '../../domain/task/task.ts';
import { idSchema } from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { shownMemberSchema } from './member.ts';

/** What members do that counts towards tiers beside buying (R040). */
export const taskContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  list: oc
    .route({ method: 'GET', path: '/tasks', summary: 'Tasks, and which of them a member has done' })
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema }))
    .output(
      z.object({
        tasks: z.array(
          z.object({
            taskId: z.string(),
            name: z.string(),
            taskPoints: z.int(),
            repeats: z.enum(taskRepeats),
            /** In the time in which it counts once. */
            isDone: z.boolean(),
          }),
        ),
      }),
    ),
  checkOff: oc
    .route({
      method: 'POST',
      path: '/tasks/{taskId}/checks',
      summary: 'Check off that a member has done a task',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        taskId: z.string().min(1).max(64),
        /** Made by the caller: a repeat counts once. */
        checkId: idSchema,
        memberId: idSchema,
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        taskPoints: z.int(),
        member: memberSchema,
      }),
    ),
});
export const taskContract = taskContractOf(shownMemberSchema);
