import { useRef } from 'react';
import { pressPadKey } from '../../../parts/amount-text.ts';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { CardIcon } from '../../../parts/icons.tsx';
import { NumberPad } from '../../../parts/NumberPad.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import { takePhone } from '../create-enrol.ts';
import { fill } from '../enrol-room.ts';
import type { Region } from '../enrol-state.ts';
import { useEnrol, useEnrolRoom } from '../use-enrol.ts';
import { EnrolMessage } from './EnrolMessage.tsx';

const countryCodes = { CN: '+86', HK: '+852', MO: '+853', TW: '+886' } as const satisfies Record<
  Region,
  string
>;
const digitsMin = { CN: 11, HK: 8, MO: 8, TW: 9 } as const satisfies Record<Region, number>;
const PHONE_CHARACTERS_MAX = 16;

/** The one thing that is needed. */
export function PhoneView() {
  const say = useWords();
  const room = useEnrolRoom();
  const { region, phoneText, cardNo } = useEnrol((state) => state.form);
  const isBusy = useEnrol((state) => state.isBusy);
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, region);
  const isComplete = phoneText.replace(/\D/g, '').length >= digitsMin[region];
  const type = (text: string) =>
    fill(room, { phoneText: text.replace(/[^\d+]/g, '').slice(0, PHONE_CHARACTERS_MAX) });
  return (
    <main className="enrol-phone">
      <section className="enrol-phone-about">
        <h2>{say('enrol.phone_title')}</h2>
        <p className="soft">{say('enrol.phone_why')}</p>
        <Choice<Region>
          isLabelSeen={false}
          label={say('enrol.region')}
          onChange={(value) => fill(room, { region: value })}
          options={[
            { value: 'CN', words: say('region.CN') },
            { value: 'HK', words: say('region.HK') },
            { value: 'MO', words: say('region.MO') },
            { value: 'TW', words: say('region.TW') },
          ]}
          value={region}
        />
        <label className="phone-field">
          <span className="phone-code">{countryCodes[region]}</span>
          <span className="unseen">{say('enrol.phone_title')}</span>
          <input
            autoComplete="off"
            className="phone-input"
            inputMode="none"
            onChange={(event) => type(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') void takePhone(room);
            }}
            ref={field}
            value={groupPhone(phoneText, region)}
          />
        </label>
        <EnrolMessage />
        {cardNo === '' ? (
          <p className="enrol-card-hint soft">
            <CardIcon size={22} />
            {say('enrol.card_may_scan')}
          </p>
        ) : (
          <p className="enrol-card-hint enrol-card-bound">
            <CardIcon size={22} />
            {say('enrol.card_will_bind', { end: cardNo.slice(-4) })}
          </p>
        )}
      </section>
      <section className="enrol-pad">
        <NumberPad onKey={(key) => type(pressPadKey(phoneText, key))} size="large" />
        <Button
          isDisabled={!isComplete || isBusy}
          isWide
          keyHint="Enter"
          look="primary"
          onPress={() => void takePhone(room)}
          size="large"
        >
          {say('enrol.next')}
        </Button>
      </section>
    </main>
  );
}

/** 138 1234 5678 on the mainland, 9123 4567 elsewhere: the way people say it. */
function groupPhone(text: string, region: Region): string {
  const pattern = region === 'CN' ? /^(\d{3})(\d{0,4})(\d{0,4})/ : /^(\d{4})(\d{0,4})()/;
  const match = pattern.exec(text);
  if (match === null) return text;
  const rest = text.slice(match[0].length);
  return `${match.slice(1).filter(Boolean).join(' ')}${rest}`;
}
