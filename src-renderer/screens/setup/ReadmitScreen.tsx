import { type ReactNode, useEffect, useRef } from 'react';
import { holdFunctionKeys } from '../../client/hold-function-keys.ts';
import { Button } from '../../parts/Button.tsx';
import { pts } from '../../parts/format.ts';
import { BackIcon, RefuseIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useFocus } from '../../parts/use-focus.ts';
import { useWords } from '../../parts/words.ts';
import { forgetCode, readmit, type SetupRoom } from './create-setup.ts';
import { SetupContext, useLine, useSetup, useSetupRoom } from './use-setup.ts';
import { CodeBox } from './views/CodeBox.tsx';
import './setup.css';

/** The way back of a till that head office does not know, for a manager: a new code, and how much is still to be sent. */
export function ReadmitScreen(props: { readonly room: SetupRoom; readonly onLeave: () => void }) {
  const say = useWords();
  const { room, onLeave } = props;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.key === 'Escape') onLeave();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onLeave]);
  const back = (
    <Button icon={<BackIcon />} keyHint="Esc" look="quiet" onPress={onLeave}>
      {say('device.to_till')}
    </Button>
  );
  return (
    <ReadmitFrame head={<ScreenHead back={back} title={say('readmit.title')} />} room={room}>
      <NotKnown onLeave={onLeave} />
    </ReadmitFrame>
  );
}

/** A till that head office has switched off. Nobody can sign in: whoever has a new code may type it. */
export function SwitchedOffScreen(props: {
  readonly room: SetupRoom;
  readonly settings: ReactNode;
}) {
  const say = useWords();
  return (
    <ReadmitFrame foot={props.settings} head={null} room={props.room}>
      <section className="setup-card">
        <h1 className="setup-locked-title">
          <RefuseIcon size={32} />
          {say('line.terminal_revoked')}
        </h1>
        <p className="soft">{say('line.terminal_revoked_next')}</p>
        <CodeForm />
      </section>
    </ReadmitFrame>
  );
}

function ReadmitFrame(props: {
  readonly room: SetupRoom;
  readonly head: ReactNode;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}) {
  const { room } = props;
  useEffect(() => holdFunctionKeys(window), []);
  // What was typed here before, or for another step, is nobody's business now.
  useEffect(() => {
    forgetCode(room);
    return () => forgetCode(room);
  }, [room]);
  return (
    <SetupContext value={room}>
      <div className={props.head === null ? 'setup setup-locked' : 'setup'}>
        {props.head}
        <main className="setup-main">{props.children}</main>
        <footer className="setup-foot setup-settings">{props.foot}</footer>
      </div>
    </SetupContext>
  );
}

function NotKnown({ onLeave }: { readonly onLeave: () => void }) {
  const say = useWords();
  const isKnown = useLine((state) => state.till?.offlineReason !== 'not_known');
  const pendingCount = useLine((state) => state.till?.pendingCount ?? 0);
  if (!isKnown) {
    return (
      <section className="setup-card">
        <p className="soft">{say('readmit.means')}</p>
        <CodeForm />
      </section>
    );
  }
  const waiting =
    pendingCount === 0
      ? say('readmit.all_sent')
      : say('readmit.sending', { count: pts(pendingCount) });
  return (
    <section className="setup-card">
      <Notice detail={waiting} title={say('readmit.known')} tone="ok" />
      <Button keyHint="Enter" look="primary" onPress={onLeave} size="large" takesFocus>
        {say('device.to_till')}
      </Button>
    </section>
  );
}

function CodeForm() {
  const say = useWords();
  const room = useSetupRoom();
  const message = useSetup((state) => state.message);
  const isBusy = useSetup((state) => state.isBusy);
  const code = useRef<HTMLInputElement>(null);
  useFocus(code, 'readmit');
  return (
    <>
      {message === null ? null : <Notice title={message.words} tone={message.tone} />}
      <CodeBox inputRef={code} onEnter={() => void readmit(room)} />
      <Button
        isDisabled={isBusy}
        keyHint="Enter"
        look="primary"
        onPress={() => void readmit(room)}
        size="large"
      >
        {say(isBusy ? 'setup.connecting' : 'setup.connect')}
      </Button>
    </>
  );
}
