import { MemberPin } from '../../../parts/MemberPin.tsx';
import { useWords } from '../../../parts/words.ts';
import { stepBack, takeNewPin } from '../create-enrol.ts';
import type { EnrolStep } from '../enrol-state.ts';
import { useEnrolRoom } from '../use-enrol.ts';
import { EnrolMessage } from './EnrolMessage.tsx';

/** The customer chooses a PIN, twice the same. */
export function NewPinView({ step }: { readonly step: Extract<EnrolStep, { status: 'pin' }> }) {
  const say = useWords();
  const room = useEnrolRoom();
  return (
    <MemberPin
      cancelWords={say('act.cancel')}
      isBusy={false}
      label={say(step.first === null ? 'pin.type_new' : 'pin.type_again')}
      message={step.message}
      onCancel={() => stepBack(room)}
      onConfirm={(pin) => takeNewPin(room, pin)}
      title={say('enrol.pin_title')}
    >
      <p>{say('pin.rules')}</p>
      <EnrolMessage />
    </MemberPin>
  );
}
