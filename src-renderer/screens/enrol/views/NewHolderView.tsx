import { useRef } from 'react';
import { SecondPersonPin } from '../../../parts/SecondPersonPin.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import { passNumberOn, typeFactor } from '../create-enrol.ts';
import type { EnrolStep } from '../enrol-state.ts';
import { useEnrol, useEnrolRoom } from '../use-enrol.ts';
import { EnrolMessage } from './EnrolMessage.tsx';

/** The number was given to somebody else (ID-09): what the one here says of themselves, and a manager who agrees. */
export function NewHolderView(props: {
  readonly step: Extract<EnrolStep, { status: 'new_holder' }>;
}) {
  const say = useWords();
  const room = useEnrolRoom();
  const isBusy = useEnrol((state) => state.isBusy);
  const { member, managers, text, message, isTextMissing } = props.step;
  const field = useRef<HTMLInputElement>(null);
  // A PIN that is typed again would stand readable here.
  useFocus(field, isTextMissing ? message : '');
  const canAsk = member.maskedName !== '' || member.birthday !== 'none';
  return (
    <main className="enrol-new-holder">
      <EnrolMessage />
      <SecondPersonPin
        confirmWords={say('enrol.pass_on')}
        isBusy={isBusy}
        label={say('staff.manager')}
        message={message}
        nobody={say('pin.no_manager')}
        onConfirm={(manager) => void passNumberOn(room, manager)}
        people={managers}
      >
        <h2>{say('enrol.new_holder_title', { phone: member.maskedPhone })}</h2>
        <p>{say('enrol.new_holder_means')}</p>
        {canAsk ? (
          <TextBox
            inputRef={field}
            label={say('enrol.new_holder_said')}
            onChange={(typed) => typeFactor(room, typed)}
            placeholder={say('identify.example')}
            value={text}
          />
        ) : null}
      </SecondPersonPin>
    </main>
  );
}
