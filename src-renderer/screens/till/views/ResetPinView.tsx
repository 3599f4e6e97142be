import { useState } from 'react';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { StaffSummary } from '../../../../src-shared/contract/till/session.ts';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { PinEntry } from '../../../parts/PinEntry.tsx';
import { useWords } from '../../../parts/words.ts';
import { resetPin } from '../actions/member-care.ts';
import { stepBack } from '../till-keys.ts';
import { useRoom, useTill } from '../use-till.ts';

/** A manager stands beside it and clears a forgotten PIN with their own. */
export function ResetPinView(props: {
  readonly member: MemberSummary;
  readonly managers: readonly StaffSummary[];
  readonly message: string;
}) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const { managers } = props;
  const [staffId, setStaffId] = useState<string | null>(null);
  const manager = managers.find((person) => person.staffId === staffId) ?? managers[0];
  return (
    <section className="side-task">
      <header className="side-task-head">
        <h1 className="one-line">{say('pin.reset_title', { name: props.member.maskedName })}</h1>
        <Button keyHint="Esc" look="quiet" onPress={() => stepBack(room)}>
          {say('act.back')}
        </Button>
      </header>
      {manager === undefined ? (
        <p>{say('pin.no_manager')}</p>
      ) : (
        <div className="reset-pin">
          <div className="form">
            <p>{say('pin.reset_means')}</p>
            <Choice
              label={say('staff.manager')}
              onChange={setStaffId}
              options={managers.map((person) => ({ value: person.staffId, words: person.name }))}
              value={manager.staffId}
            />
          </div>
          <PinEntry
            confirmWords={say('pin.reset_post')}
            isBusy={isBusy}
            label={say('staff.pin_of', { name: manager.name })}
            message={props.message}
            onConfirm={(pin) => void resetPin(room, { staffId: manager.staffId, pin })}
          />
        </div>
      )}
    </section>
  );
}
