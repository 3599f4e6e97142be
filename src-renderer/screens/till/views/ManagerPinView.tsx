import { useState } from 'react';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { StaffSummary } from '../../../../src-shared/contract/till/session.ts';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { PinEntry } from '../../../parts/PinEntry.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { identifyByManager } from '../actions/identify.ts';
import { resetPin } from '../actions/member-care.ts';
import { stepBack } from '../till-keys.ts';
import type { ManagerTask } from '../till-state.ts';
import { useRoom, useTill } from '../use-till.ts';

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
  const isBusy = useTill((state) => state.isBusy);
  const { managers, task, member } = props;
  const name = member.maskedName === '' ? member.maskedPhone : member.maskedName;
  const words = tasks[task.kind];
  const [staffId, setStaffId] = useState<string | null>(null);
  const manager = managers.find((person) => person.staffId === staffId) ?? managers[0];
  const post = task.kind === 'reset_pin' ? resetPin : identifyByManager;
  return (
    <section className="side-task">
      <header className="side-task-head">
        <h1 className="one-line">{say(words.title, { name })}</h1>
        <Button keyHint="Esc" look="quiet" onPress={() => stepBack(room)}>
          {say('act.back')}
        </Button>
      </header>
      {manager === undefined ? (
        <p>{say('pin.no_manager')}</p>
      ) : (
        <div className="manager-pin">
          <div className="form">
            <p>{say(words.means)}</p>
            <Choice
              label={say('staff.manager')}
              onChange={setStaffId}
              options={managers.map((person) => ({ value: person.staffId, words: person.name }))}
              value={manager.staffId}
            />
          </div>
          <PinEntry
            confirmWords={say(words.post)}
            isBusy={isBusy}
            label={say('staff.pin_of', { name: manager.name })}
            message={props.message}
            onConfirm={(pin) => void post(room, { staffId: manager.staffId, pin })}
          />
        </div>
      )}
    </section>
  );
}
