import { Button } from '../../../parts/Button.tsx';
import { Sheet } from '../../../parts/Sheet.tsx';
import { useWords } from '../../../parts/words.ts';
import { takeOverCoupon } from '../actions/coupons.ts';
import type { HandOver } from '../till-state.ts';
import { useRoom, useTill } from '../use-till.ts';
import { TillNoticeLine } from './TillNoticeLine.tsx';
import { memberName } from './member-name.ts';

/** Somebody else's coupon that may be passed on was read during a sale: it stays theirs unless the cashier says otherwise. */
export function HandOverSheet(props: { readonly asked: HandOver; readonly onClose: () => void }) {
  const say = useWords();
  const room = useRoom();
  const member = useTill((state) => state.sale.member);
  if (member === null) return null;
  const { asked } = props;
  return (
    <Sheet onClose={props.onClose} title={say('hand_over.title')}>
      <dl className="other-member">
        <dt>{say('other_member.now')}</dt>
        <dd>
          <strong>{memberName(say, member)}</strong>
        </dd>
        <dt>{say('other_member.scanned')}</dt>
        <dd>
          <strong>{asked.message}</strong>
        </dd>
      </dl>
      <p className="soft">{say('hand_over.means')}</p>
      <TillNoticeLine inQuestion />
      <div className="side-task-acts">
        <Button
          isDisabled={!asked.canTake}
          keyHint="F2"
          onPress={() => void takeOverCoupon(room, asked)}
          size="large"
        >
          {say('hand_over.take')}
        </Button>
        <Button keyHint="Enter" look="primary" onPress={props.onClose} size="large" takesFocus>
          {say('hand_over.keep')}
        </Button>
      </div>
    </Sheet>
  );
}
