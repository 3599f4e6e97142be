import { CustomerSide } from '../../../parts/CustomerSide.tsx';
import { PinEntry } from '../../../parts/PinEntry.tsx';
import { useWords } from '../../../parts/words.ts';
import { stepBack, takeNewPin } from '../create-enrol.ts';
import type { EnrolStep } from '../enrol-state.ts';
import { useEnrolRoom } from '../use-enrol.ts';

/** The customer chooses a PIN, twice the same. */
export function NewPinView({ step }: { readonly step: Extract<EnrolStep, { status: 'pin' }> }) {
  const say = useWords();
  const room = useEnrolRoom();
  return (
    <CustomerSide
      cancelWords={say('act.cancel')}
      caption={say('pin.to_customer')}
      entry={
        <PinEntry
          confirmWords={say('pin.confirm')}
          isBusy={false}
          key={step.first === null ? 'new' : 'again'}
          label={say(step.first === null ? 'pin.type_new' : 'pin.type_again')}
          message={step.message}
          onConfirm={(pin) => takeNewPin(room, pin)}
          size="large"
        />
      }
      onCancel={() => stepBack(room)}
      title={say('enrol.pin_title')}
    >
      <p>{say('pin.rules')}</p>
    </CustomerSide>
  );
}
