import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { checkTask, listTasks } from '../task/check-task.ts';

/** What members do that counts towards tiers beside buying: `list`, and `checkOff` for one that was done. */
export function taskHandlers({ signedIn }: Implementers) {
  return {
    list: signedIn.task.list.handler(({ input, context: { till, session } }) => {
      const { tasks } = answer(session, listTasks(till, session, input));
      return { tasks };
    }),
    checkOff: signedIn.task.checkOff.handler(({ input, context: { till, session } }) =>
      answer(session, checkTask(till, session, input)),
    ),
  };
}
