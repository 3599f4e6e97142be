import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { LockIcon } from '../../../parts/icons.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { Tick } from '../../../parts/Tick.tsx';
import { useLanguage } from '../../../parts/use-language.ts';
import { useWords } from '../../../parts/words.ts';
import { join } from '../create-enrol.ts';
import { fill } from '../enrol-room.ts';
import { useEnrol, useEnrolRoom, useLine } from '../use-enrol.ts';
import { EnrolMessage } from './EnrolMessage.tsx';

/** The customer's side: the notice first, what one agrees to, and what may be added. Nothing has been saved yet. */
export function DetailsView() {
  const say = useWords();
  const room = useEnrolRoom();
  const form = useEnrol((state) => state.form);
  const isBusy = useEnrol((state) => state.isBusy);
  const finish = () => {
    if (!isBusy) void join(room);
  };
  return (
    <main className="enrol-details">
      <section className="enrol-notice">
        <h2>{say('enrol.notice_title')}</h2>
        <NoticeText />
        <ConsentItems />
      </section>
      <section className="enrol-optional">
        <h2>{say('enrol.optional_title')}</h2>
        <div className="form">
          <TextBox
            label={say('edit.name')}
            onChange={(name) => fill(room, { name })}
            onEnter={finish}
            placeholder={say('enrol.may_be_empty')}
            value={form.name}
          />
          <TextBox
            inputMode="numeric"
            label={say('enrol.birthday')}
            onChange={(birthdayText) => fill(room, { birthdayText })}
            onEnter={finish}
            placeholder={say('birthday.example')}
            value={form.birthdayText}
          />
          <TextBox
            inputMode="numeric"
            label={say('enrol.card')}
            onChange={(cardNo) => fill(room, { cardNo })}
            onEnter={finish}
            placeholder={say('enrol.card_scan')}
            value={form.cardNo}
          />
          <Button
            icon={<LockIcon />}
            isWide
            onPress={() =>
              room.store.setState({ step: { status: 'pin', first: null, message: '' } })
            }
          >
            {say(form.pin === null ? 'enrol.pin_set' : 'enrol.pin_is_set')}
          </Button>
        </div>
      </section>
      <footer className="enrol-join">
        <EnrolMessage />
        <Choice
          isFocused
          label={say('enrol.age')}
          look="cards"
          onChange={(age) => fill(room, { age })}
          onEnter={finish}
          options={[
            { value: 'fourteen_or_more', words: say('enrol.age_yes') },
            { value: 'under_fourteen', words: say('enrol.age_no') },
          ]}
          value={form.age === 'unasked' ? null : form.age}
        />
        <Button isDisabled={isBusy} keyHint="Enter" look="primary" onPress={finish} size="large">
          {say('enrol.join')}
        </Button>
      </footer>
    </main>
  );
}

function NoticeText() {
  const say = useWords();
  const language = useLanguage();
  const programme = useLine((state) => state.programme);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a text that scrolls is read by keyboard too
    <div className="notice-text" tabIndex={0}>
      <p>{programme?.notice[language] ?? say('enrol.notice_missing')}</p>
      {programme === null ? null : (
        <p className="soft">{say('enrol.notice_version', { version: programme.noticeVersion })}</p>
      )}
    </div>
  );
}

function ConsentItems() {
  const say = useWords();
  const language = useLanguage();
  const room = useEnrolRoom();
  const items = useLine((state) => state.programme?.consentItems) ?? [];
  const consents = useEnrol((state) => state.form.consents);
  return (
    <div className="consent-items">
      {items.map((item) => (
        <Tick
          isReadOnly={item.required}
          isTicked={item.required || consents.includes(item.code)}
          key={item.code}
          onChange={(isTicked) =>
            fill(room, {
              consents: isTicked
                ? [...consents, item.code]
                : consents.filter((code) => code !== item.code),
            })
          }
        >
          {item.name[language]}
          <small className="soft">
            {say(item.required ? 'enrol.consent_required' : 'enrol.consent_optional')}
          </small>
        </Tick>
      ))}
    </div>
  );
}
