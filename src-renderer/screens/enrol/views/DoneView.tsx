import { Button } from '../../../parts/Button.tsx';
import { CheckIcon } from '../../../parts/icons.tsx';
import { TierBadge } from '../../../parts/TierBadge.tsx';
import { useWords } from '../../../parts/words.ts';
import { nextCustomer, startEnrol } from '../create-enrol.ts';
import type { EnrolStep } from '../enrol-state.ts';
import { useEnrolRoom } from '../use-enrol.ts';

const SECOND_MS = 1000;

/** Welcome: the number, and how quick it was. */
export function DoneView(props: {
  readonly step: Extract<EnrolStep, { status: 'enrolled' }>;
  readonly onLeave: ((memberId: string | null) => void) | null;
}) {
  const say = useWords();
  const room = useEnrolRoom();
  const { step, onLeave } = props;
  const { member } = step;
  return (
    <main className="enrol-result">
      <span className="enrol-done-mark">
        <CheckIcon size={72} />
      </span>
      <h2 aria-live="polite">{say('enrol.welcome', { name: member.maskedName })}</h2>
      <div className="enrol-card-face">
        <p className="soft">{say('enrol.member_no')}</p>
        <p className="enrol-number">{step.memberNo}</p>
        <TierBadge name={member.tierName} rank={0} />
        <p className="soft">
          {member.maskedPhone} ·{' '}
          {say('enrol.took', { count: Math.max(1, Math.round(step.tookMs / SECOND_MS)) })}
        </p>
        {step.isToldAsDuplicate ? <p>{say('enrol.told_duplicate')}</p> : null}
      </div>
      <div className="enrol-result-acts">
        <Button
          takesFocus
          look="primary"
          onPress={() => {
            if (onLeave === null) return nextCustomer(room);
            startEnrol(room);
            onLeave(member.memberId);
          }}
          size="large"
        >
          {say(onLeave === null ? 'enrol.next_customer' : 'enrol.open_at_till')}
        </Button>
      </div>
    </main>
  );
}
