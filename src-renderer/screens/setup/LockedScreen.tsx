import { type ReactNode, useEffect, useRef } from 'react';
import {
  cleanRecoveryCode,
  recoveryCodeCharacters,
  recoveryGroupCharacters,
} from '../../../src-shared/values/recovery-code.ts';
import { holdFunctionKeys } from '../../client/hold-function-keys.ts';
import { Button } from '../../parts/Button.tsx';
import { LockIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { TextBox } from '../../parts/TextBox.tsx';
import { useFocus } from '../../parts/use-focus.ts';
import { useWords } from '../../parts/words.ts';
import { recover, type SetupRoom, typeRecovery } from './create-setup.ts';
import { SetupContext, useSetup, useSetupRoom } from './use-setup.ts';
import '../../parts/recovery-paper.css';
import './setup.css';

/** A till whose key is lost: the code of its recovery sheet opens it, typed or scanned. */
export function LockedScreen(props: { readonly room: SetupRoom; readonly settings: ReactNode }) {
  useEffect(() => holdFunctionKeys(window), []);
  return (
    <SetupContext value={props.room}>
      <div className="setup setup-locked">
        <LockedBody />
        <footer className="setup-foot setup-settings">{props.settings}</footer>
      </div>
    </SetupContext>
  );
}

function LockedBody() {
  const say = useWords();
  const room = useSetupRoom();
  const text = useSetup((state) => state.recoveryText);
  const wrongGroupNo = useSetup((state) => state.wrongGroupNo);
  const message = useSetup((state) => state.message);
  const isBusy = useSetup((state) => state.isBusy);
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'locked');
  return (
    <main className="setup-main">
      <section className="setup-card">
        <h1 className="setup-locked-title">
          <LockIcon size={32} />
          {say('recovery.locked')}
        </h1>
        <p className="soft">{say('recovery.locked_means')}</p>
        {message === null ? null : <Notice title={message.words} tone={message.tone} />}
        <TextBox
          hint={say('recovery.code_hint')}
          inputRef={field}
          label={say('recovery.code')}
          onChange={(typed) => typeRecovery(room, typed)}
          onEnter={() => void recover(room)}
          value={text}
        />
        <TypedGroups text={text} wrongGroupNo={wrongGroupNo} />
        <Button
          isDisabled={isBusy || text.trim() === ''}
          keyHint="Enter"
          look="primary"
          onPress={() => void recover(room)}
          size="large"
        >
          {say('recovery.open')}
        </Button>
      </section>
    </main>
  );
}

/** What was typed, group by group as on the sheet, so that it can be compared. */
function TypedGroups(props: { readonly text: string; readonly wrongGroupNo: number | null }) {
  const typed = cleanRecoveryCode(props.text);
  const groups = Array.from(
    { length: recoveryCodeCharacters / recoveryGroupCharacters },
    (_none, index) => ({
      no: index + 1,
      text: typed.slice(index * recoveryGroupCharacters, (index + 1) * recoveryGroupCharacters),
    }),
  );
  return (
    <ol className="setup-groups">
      {groups.map(({ no, text }) => (
        <li className={no === props.wrongGroupNo ? 'setup-group-wrong' : ''} key={no}>
          <span className="recovery-group-no">{no}</span>
          <span className="recovery-group">{text.padEnd(recoveryGroupCharacters, '·')}</span>
        </li>
      ))}
    </ol>
  );
}
