import { useEffect, useRef } from 'react';
import type { ClosedMember } from '../../../../src-shared/contract/till/member.ts';
import { Button } from '../../../parts/Button.tsx';
import { IdentifyBox } from '../../../parts/IdentifyBox.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { askWho } from '../actions/ask-who.ts';
import { askManager, askPinOfMember, identify, typeFactor } from '../actions/identify.ts';
import { useOpenEnrol } from '../use-open-enrol.ts';
import { useRoom, useTill } from '../use-till.ts';

/** Panel part 4 as long as nobody is sure who is there: a question in the place of the balances. */
export function MemberUnknown({ member }: { readonly member: ClosedMember }) {
  const say = useWords();
  const room = useRoom();
  const step = useTill((state) => state.step);
  const isBusy = useTill((state) => state.isBusy);
  const box = useRef<HTMLDivElement>(null);
  const phone = useTill((state) => state.sale.typedPhone);
  const openEnrol = useOpenEnrol();
  const isAsking = step.status === 'identify';
  const canAsk = member.maskedName !== '' || member.birthday !== 'none';
  useEffect(() => {
    if (isAsking) box.current?.querySelector<HTMLElement>('input, button')?.focus();
  }, [isAsking]);
  return (
    <div className="member-unknown" ref={box}>
      <IdentifyBox
        canAsk={canAsk}
        hint={say(hintOf(member))}
        isBusy={isBusy}
        message={isAsking ? step.message : ''}
        onConfirm={() => void identify(room)}
        onFocus={() => {
          if (!isAsking) askWho(room, null);
        }}
        onType={(text) => typeFactor(room, text)}
        text={isAsking ? step.text : ''}
      >
        {canAsk ? null : <OtherWay hasPin={member.hasPin} />}
        {phone === null ? null : (
          <Button
            look="quiet"
            onPress={() => {
              room.store.setState({ unknown: { phone } });
              openEnrol();
            }}
          >
            {say('identify.somebody_else')}
          </Button>
        )}
      </IdentifyBox>
    </div>
  );
}

/** For a member who cannot be asked for anything. */
function OtherWay({ hasPin }: { readonly hasPin: boolean }) {
  const say = useWords();
  const room = useRoom();
  return hasPin ? (
    <Button onPress={() => askPinOfMember(room)}>{say('identify.by_pin')}</Button>
  ) : (
    <Button onPress={() => void askManager(room)}>{say('identify.by_manager')}</Button>
  );
}

function hintOf(member: ClosedMember): WordKey {
  if (member.maskedName === '' && member.birthday === 'none') {
    return member.hasPin ? 'identify.hint_pin' : 'identify.hint_nothing';
  }
  if (member.birthday === 'none') return 'identify.hint_surname';
  return member.maskedName === '' ? 'identify.hint_birthday' : 'identify.hint';
}
