import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { StaffSummary } from '../../../../src-shared/contract/till/session.ts';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { identifyByManager } from '../actions/identify.ts';
import { resetPin } from '../actions/member-care.ts';
import type { ManagerTask } from '../till-state.ts';
import { useRoom } from '../use-till.ts';
import { SecondPerson } from './SecondPerson.tsx';
import { TaskFrame } from './TaskFrame.tsx';

const tasks = {
  reset_pin: { title: 'pin.reset_title', means: 'pin.reset_means', post: 'pin.reset_post' },
  identify: {
    title: 'identify.manager_title',
    means: 'identify.manager_means',
    post: 'identify.manager_post',
  },
} as const satisfies Record<ManagerTask['kind'], Record<'title' | 'means' | 'post', WordKey>>;

/** A manager stands beside it, has looked at who it is, and types their own PIN. */
export function ManagerPinView(props: {
  readonly task: ManagerTask;
  readonly member: MemberSummary;
  readonly managers: readonly StaffSummary[];
  readonly message: string;
}) {
  const say = useWords();
  const room = useRoom();
  const { task, member } = props;
  const name = member.maskedName === '' ? member.maskedPhone : member.maskedName;
  const words = tasks[task.kind];
  const post = task.kind === 'reset_pin' ? resetPin : identifyByManager;
  return (
    <TaskFrame title={say(words.title, { name })}>
      <SecondPerson
        confirmWords={say(words.post)}
        label={say('staff.manager')}
        message={props.message}
        nobody={say('pin.no_manager')}
        onConfirm={(manager) => void post(room, manager)}
        people={props.managers}
      >
        <p>{say(words.means)}</p>
      </SecondPerson>
    </TaskFrame>
  );
}
