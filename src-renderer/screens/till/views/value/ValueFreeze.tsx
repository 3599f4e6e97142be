import { Button } from '../../../../parts/Button.tsx';
import { useWords } from '../../../../parts/words.ts';
import { freeze, unfreeze } from '../../actions/value/freeze.ts';
import { useRoom, useTill } from '../../use-till.ts';
import type { ValueStage } from '../../value-state.ts';
import { SecondPerson } from '../SecondPerson.tsx';

/** A card was lost: nothing moves from now on, and what that means (SV-09). */
export function FreezeView() {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  return (
    <>
      <ul className="value-means">
        <li>{say('value.freeze_stops')}</li>
        <li>{say('value.freeze_keeps')}</li>
        <li>{say('value.freeze_ends')}</li>
        <li>{say('value.freeze_card')}</li>
      </ul>
      <div className="side-task-acts">
        <Button
          isDisabled={isBusy}
          keyHint="Enter"
          look="danger"
          onPress={() => void freeze(room)}
          size="large"
          takesFocus
        >
          {say('value.freeze_post')}
        </Button>
      </div>
    </>
  );
}

/** A manager ends the stop. */
export function UnfreezeView(props: {
  readonly stage: Extract<ValueStage, { status: 'unfreeze' }>;
}) {
  const say = useWords();
  const room = useRoom();
  const { managers, message } = props.stage;
  return (
    <SecondPerson
      confirmWords={say('value.unfreeze_post')}
      label={say('staff.manager')}
      message={message}
      nobody={say('pin.no_manager')}
      onConfirm={(manager) => void unfreeze(room, manager)}
      people={managers}
    >
      <p>{say('value.unfreeze_means')}</p>
    </SecondPerson>
  );
}
