import { Button } from '../../../parts/Button.tsx';
import { pts } from '../../../parts/format.ts';
import { IdentifyBox } from '../../../parts/IdentifyBox.tsx';
import { TierBadge } from '../../../parts/TierBadge.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { useWords } from '../../../parts/words.ts';
import {
  askNewHolder,
  identify,
  nextCustomer,
  startEnrol,
  stepBack,
  typeFactor,
} from '../create-enrol.ts';
import type { EnrolStep } from '../enrol-state.ts';
import { useEnrol, useEnrolRoom, useLine } from '../use-enrol.ts';
import { EnrolMessage } from './EnrolMessage.tsx';

/** This number is a member's already. */
export function ExistsView(props: {
  readonly step: Extract<EnrolStep, { status: 'exists' }>;
  readonly onLeave: ((memberId: string | null) => void) | null;
}) {
  const say = useWords();
  const room = useEnrolRoom();
  const tiers = useLine((state) => state.programme?.tiers) ?? [];
  const { step, onLeave } = props;
  const { member } = step;
  const isBusy = useEnrol((state) => state.isBusy);
  const canAsk = member.maskedName !== '' || member.birthday !== 'none';
  return (
    <main className="enrol-result">
      <div className="enrol-card-face">
        <p className="soft">{say('enrol.exists_caption')}</p>
        <h2>
          {say(step.isByPhone ? 'enrol.exists' : 'enrol.exists_person', {
            name: member.maskedName,
          })}
        </h2>
        <TierBadge
          name={member.tierName}
          rank={tiers.findIndex(({ code }) => code === member.tier)}
        />
        <div className="enrol-facts">
          <Figure label={say('enrol.phone')} look="small">
            {member.maskedPhone}
          </Figure>
          {member.availablePoints === null ? null : (
            <Figure label={say('balance.available')} look="small">
              {pts(member.availablePoints)}
            </Figure>
          )}
        </div>
        {member.availablePoints === null ? (
          <IdentifyBox
            canAsk={canAsk}
            hint={say(canAsk ? 'identify.hint' : 'identify.hint_card')}
            isBusy={isBusy}
            message={step.message}
            onConfirm={() => void identify(room)}
            onType={(text) => typeFactor(room, text)}
            text={step.text}
          />
        ) : null}
      </div>
      <EnrolMessage />
      <div className="enrol-result-acts">
        <Button keyHint="Esc" onPress={() => stepBack(room)} size="large">
          {say('enrol.other_number')}
        </Button>
        {step.isByPhone && member.availablePoints === null ? (
          <Button isDisabled={isBusy} onPress={() => void askNewHolder(room)} size="large">
            {say('enrol.somebody_else')}
          </Button>
        ) : null}
        <Button
          keyHint="Enter"
          look="primary"
          onPress={() => {
            if (onLeave === null) return nextCustomer(room);
            startEnrol(room);
            onLeave(member.memberId);
          }}
          size="large"
          takesFocus
        >
          {say(onLeave === null ? 'enrol.next_customer' : 'enrol.open_at_till')}
        </Button>
      </div>
    </main>
  );
}
