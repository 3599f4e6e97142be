import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { Button } from '../../../parts/Button.tsx';
import { pts } from '../../../parts/format.ts';
import { TierBadge } from '../../../parts/TierBadge.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { useWords } from '../../../parts/words.ts';
import { startEnrol, stepBack } from '../create-enrol.ts';
import { useEnrolRoom, useLine } from '../use-enrol.ts';

/** This number is a member's already. */
export function ExistsView(props: {
  readonly member: MemberSummary;
  readonly onLeave: ((memberId: string | null) => void) | null;
}) {
  const say = useWords();
  const room = useEnrolRoom();
  const tiers = useLine((state) => state.programme?.tiers) ?? [];
  const { member, onLeave } = props;
  return (
    <main className="enrol-result">
      <div className="enrol-card-face">
        <p className="soft">{say('enrol.exists_caption')}</p>
        <h2>{say('enrol.exists', { name: member.maskedName })}</h2>
        <TierBadge
          name={member.tierName}
          rank={tiers.findIndex(({ code }) => code === member.tier)}
        />
        <div className="enrol-facts">
          <Figure label={say('enrol.phone')} look="small">
            {member.maskedPhone}
          </Figure>
          <Figure label={say('balance.available')} look="small">
            {pts(member.availablePoints)}
          </Figure>
        </div>
      </div>
      <div className="enrol-result-acts">
        <Button onPress={() => stepBack(room)} size="large">
          {say('enrol.other_number')}
        </Button>
        <Button
          look="primary"
          onPress={() => {
            startEnrol(room);
            onLeave?.(member.memberId);
          }}
          size="large"
        >
          {say(onLeave === null ? 'enrol.next_customer' : 'enrol.open_at_till')}
        </Button>
      </div>
    </main>
  );
}
