import { Button } from '../../../parts/Button.tsx';
import { PersonAddIcon } from '../../../parts/icons.tsx';
import { useWords } from '../../../parts/words.ts';
import { startEnrol, stepBack } from '../create-enrol.ts';
import { useEnrolRoom } from '../use-enrol.ts';
import { EnrolMessage } from './EnrolMessage.tsx';

/** Under fourteen a guardian has to agree first (PV-05); nothing has been saved. */
export function UnderFourteenView() {
  const say = useWords();
  const room = useEnrolRoom();
  return (
    <main className="enrol-result">
      <span className="enrol-done-mark">
        <PersonAddIcon size={64} />
      </span>
      <h2>{say('enrol.minor_title')}</h2>
      <p className="enrol-result-words">{say('enrol.minor_means')}</p>
      <EnrolMessage />
      <div className="enrol-result-acts">
        <Button onPress={() => stepBack(room)} size="large">
          {say('act.back')}
        </Button>
        <Button look="primary" onPress={() => startEnrol(room)} size="large">
          {say('enrol.next_customer')}
        </Button>
      </div>
    </main>
  );
}
