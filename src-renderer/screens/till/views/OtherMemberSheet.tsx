import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { Button } from '../../../parts/Button.tsx';
import { Sheet } from '../../../parts/Sheet.tsx';
import { useWords } from '../../../parts/words.ts';
import { takeOtherMember } from '../actions/take-scan.ts';
import { useRoom, useTill } from '../use-till.ts';
import { TillNoticeLine } from './TillNoticeLine.tsx';
import { memberName } from './member-name.ts';

/** Somebody else's card was read during a sale: it stays whose it is unless the cashier says that it is theirs. */
export function OtherMemberSheet(props: {
  readonly other: MemberSummary;
  readonly onClose: () => void;
}) {
  const say = useWords();
  const room = useRoom();
  const member = useTill((state) => state.sale.member);
  if (member === null) return null;
  return (
    <Sheet onClose={props.onClose} title={say('other_member.title')}>
      <dl className="other-member">
        <dt>{say('other_member.now')}</dt>
        <dd>
          <NameOf member={member} />
        </dd>
        <dt>{say('other_member.scanned')}</dt>
        <dd>
          <NameOf member={props.other} />
        </dd>
      </dl>
      <p className="soft">{say('other_member.means')}</p>
      <TillNoticeLine inQuestion />
      <div className="side-task-acts">
        <Button keyHint="F2" onPress={() => takeOtherMember(room)} size="large">
          {say('other_member.take')}
        </Button>
        <Button keyHint="Enter" look="primary" onPress={props.onClose} size="large" takesFocus>
          {say('other_member.keep')}
        </Button>
      </div>
    </Sheet>
  );
}

function NameOf({ member }: { readonly member: MemberSummary }) {
  const say = useWords();
  const { maskedName, maskedPhone, isElsewhere, tierName } = member;
  const hasPhone = isElsewhere !== true && maskedName !== '';
  return (
    <>
      <strong>{memberName(say, member)}</strong>
      <span className="soft">
        {[hasPhone ? maskedPhone : '', tierName].filter(Boolean).join(' · ')}
      </span>
    </>
  );
}
