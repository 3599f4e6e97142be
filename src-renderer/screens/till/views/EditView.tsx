import { useRef, useState } from 'react';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { readBirthdayText } from '../../../parts/birthday-text.ts';
import { Button } from '../../../parts/Button.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import { openSetPin, saveProfile } from '../actions/member-care.ts';
import { useRoom } from '../use-till.ts';
import { TaskFrame } from './TaskFrame.tsx';

/** Name, birthday, one more card. Nothing is shown unmasked: only what is filled in changes. */
export function EditView(props: {
  readonly member: MemberSummary;
  readonly scannedCardNo: string | null;
}) {
  const say = useWords();
  const room = useRoom();
  const [name, setName] = useState('');
  const [birthday, setBirthday] = useState('');
  const [typedCardNo, setCardNo] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'edit');
  const { member } = props;
  const cardNo = typedCardNo === '' ? (props.scannedCardNo ?? '') : typedCardNo;
  const save = () => void saveProfile(room, { name, birthday: readBirthdayText(birthday), cardNo });
  return (
    <TaskFrame title={say('edit.title', { name: member.maskedName })}>
      <div className="form">
        <TextBox
          hint={say('edit.name_hint')}
          inputRef={field}
          label={say('edit.name')}
          onChange={setName}
          onEnter={save}
          value={name}
        />
        <TextBox
          hint={say('birthday.hint')}
          inputMode="numeric"
          label={say(member.birthday === 'none' ? 'edit.birthday' : 'edit.birthday_known')}
          onChange={setBirthday}
          onEnter={save}
          value={birthday}
        />
        <TextBox
          hint={say('edit.card_hint', { count: member.cardCount })}
          label={say('edit.card')}
          onChange={setCardNo}
          onEnter={save}
          value={cardNo}
        />
      </div>
      <div className="side-task-acts">
        <Button onPress={() => openSetPin(room)} size="large">
          {say(member.hasPin ? 'pin.change' : 'pin.set_first')}
        </Button>
        <Button keyHint="Enter" look="primary" onPress={save} size="large">
          {say('edit.save')}
        </Button>
      </div>
    </TaskFrame>
  );
}
