import { type ReactNode, useRef } from 'react';
import type { ReaderSettings } from '../../../../src-shared/contract/till/reader-settings.ts';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { changeForm, forgetReader, leaveForm, saveForm } from '../create-device.ts';
import type { ReaderForm } from '../device-state.ts';
import { readerKindWords } from '../../../parts/reader-names.ts';
import { useDevice, useDeviceRoom } from '../use-device.ts';
import { asSerialKind, isSerial } from '../usual-settings.ts';
import { SerialFields } from './SerialFields.tsx';

const NAME_MAX = 30;
const PREFIX_MAX = 16;
const GAPS_MS = [20, 30, 40, 50];
const serialKinds = ['serial_scanner', 'serial_stripe', 'serial_uid'] as const;

/** The settings of one reader, by its kind. Most readers need none of them. */
export function ReaderFormView({ form }: { readonly form: ReaderForm }) {
  const say = useWords();
  const room = useDeviceRoom();
  const isBusy = useDevice((state) => state.isBusy);
  const first = useRef<HTMLInputElement>(null);
  useFocus(first, form.readerId);
  const { settings } = form;
  const save = () => void saveForm(room);
  const change = (changed: ReaderSettings) => changeForm(room, changed);
  return (
    <section className="reader-form">
      <header className="reader-form-head">
        <h2 className="one-line">{form.name}</h2>
        <p className="soft one-line">
          {[say(readerKindWords[settings.kind]), form.place]
            .filter((words) => words !== '' && words !== form.name)
            .join(' · ')}
        </p>
      </header>
      <div className="reader-form-fields">
        <div className="reader-form-row">
          <TextBox
            hint={say('device.name_hint')}
            inputRef={first}
            label={say('device.name')}
            onChange={(name) => change({ ...settings, name: name.slice(0, NAME_MAX) })}
            onEnter={save}
            value={settings.name}
          />
          <Choice
            label={say('device.use')}
            onChange={(use) => change({ ...settings, use })}
            onEnter={save}
            options={[
              { value: 'on', words: say('device.use_on') },
              { value: 'off', words: say('device.use_off') },
            ]}
            value={settings.use}
          />
        </div>
        {isSerial(settings) ? (
          <>
            <Choice
              label={say('device.kind')}
              look="chips"
              onChange={(kind) => change(asSerialKind(settings, kind))}
              onEnter={save}
              options={serialKinds.map((kind) => ({
                value: kind,
                words: say(readerKindWords[kind]),
              }))}
              value={settings.kind}
            />
            <SerialFields onEnter={save} settings={settings} />
          </>
        ) : null}
        <OwnFields onChange={change} onEnter={save} settings={settings} />
      </div>
      <footer className="reader-form-acts">
        <Button isDisabled={isBusy} keyHint="Enter" look="primary" onPress={save}>
          {say(form.isNew ? 'device.add' : 'device.save')}
        </Button>
        {form.isNew ? null : (
          <Button isDisabled={isBusy} onPress={() => void forgetReader(room)}>
            {say(forgetWords(form))}
          </Button>
        )}
        <Button keyHint="Esc" look="quiet" onPress={() => leaveForm(room)}>
          {say('act.cancel')}
        </Button>
      </footer>
    </section>
  );
}

/** What is left of a reader without its settings: nothing of one that is pulled or of a port, else it is as it was found. */
function forgetWords({ settings, isFixed, isGone }: ReaderForm): WordKey {
  if (isSerial(settings) && !isFixed) return 'device.remove';
  return isGone && !isSerial(settings) ? 'device.forget' : 'device.reset';
}

/** What only one kind of reader has. */
function OwnFields(props: {
  readonly settings: ReaderSettings;
  readonly onChange: (settings: ReaderSettings) => void;
  readonly onEnter: () => void;
}): ReactNode {
  const say = useWords();
  const { settings, onChange, onEnter } = props;
  switch (settings.kind) {
    case 'hid_scanner':
      return (
        <Choice
          label={say('device.layout')}
          look="chips"
          onChange={(layout) => onChange({ ...settings, layout })}
          onEnter={onEnter}
          options={[
            { value: 'automatic', words: say('device.layout_automatic') },
            { value: 'aim_first', words: say('device.layout_aim_first') },
            { value: 'data_first', words: say('device.layout_data_first') },
            { value: 'bare', words: say('device.layout_bare') },
          ]}
          value={settings.layout}
        />
      );
    case 'hid_stripe':
      return (
        <Choice
          label={say('device.coding')}
          look="chips"
          onChange={(coding) => onChange({ ...settings, coding })}
          onEnter={onEnter}
          options={[
            { value: 'characters', words: say('device.coding_characters') },
            { value: 'bits', words: say('device.coding_bits') },
          ]}
          value={settings.coding}
        />
      );
    case 'keyboard':
      return (
        <>
          <TextBox
            hint={say('device.prefix_hint')}
            label={say('device.prefix')}
            onChange={(prefix) =>
              onChange({ ...settings, scannerPrefix: prefix.slice(0, PREFIX_MAX) })
            }
            onEnter={onEnter}
            value={settings.scannerPrefix}
          />
          <Choice
            label={say('device.gap')}
            look="chips"
            onChange={(gap) => onChange({ ...settings, medianGapMaxMs: Number(gap) })}
            onEnter={onEnter}
            options={withPresent(GAPS_MS, settings.medianGapMaxMs).map((gapMs) => ({
              value: String(gapMs),
              words: say('device.milliseconds', { count: gapMs }),
            }))}
            value={String(settings.medianGapMaxMs)}
          />
          <Choice
            label={say('device.caps_lock')}
            look="chips"
            onChange={(capsLock) => onChange({ ...settings, capsLock })}
            onEnter={onEnter}
            options={[
              { value: 'ignored', words: say('device.caps_ignored') },
              { value: 'compensated', words: say('device.caps_compensated') },
            ]}
            value={settings.capsLock}
          />
        </>
      );
    case 'serial_scanner':
    case 'serial_stripe':
    case 'serial_uid':
      return null;
  }
}

/** The usual values, and the one at hand where it is another. */
function withPresent(usual: readonly number[], present: number): readonly number[] {
  return usual.includes(present) ? usual : [...usual, present].toSorted((a, b) => a - b);
}
