import { useEffect, useRef } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import { connect, startDemo } from '../create-setup.ts';
import { useSetup, useSetupRoom } from '../use-setup.ts';
import { CodeBox } from './CodeBox.tsx';

/** The address of head office and its activation code; or a demo, where this shell can start one. */
export function ConnectView() {
  const say = useWords();
  const room = useSetupRoom();
  const office = useSetup((state) => state.office);
  const canStartDemo = useSetup((state) => state.canStartDemo);
  const isBusy = useSetup((state) => state.isBusy);
  const address = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);
  useFocus(address, 'connect');
  useEffect(() => {
    if (!canStartDemo) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'F4') void startDemo(room);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [room, canStartDemo]);
  return (
    <div className="setup-columns">
      <section className="setup-card">
        <h2>{say('setup.connect_title')}</h2>
        <p className="soft">{say('setup.connect_means')}</p>
        <TextBox
          hint={say('setup.address_hint')}
          inputRef={address}
          label={say('setup.address')}
          onChange={(typed) => room.store.setState({ office: typed, message: null })}
          onEnter={() => code.current?.focus()}
          value={office}
        />
        <CodeBox inputRef={code} onEnter={() => void connect(room)} />
        <Button
          isDisabled={isBusy}
          keyHint="Enter"
          look="primary"
          onPress={() => void connect(room)}
          size="large"
        >
          {say(isBusy ? 'setup.connecting' : 'setup.connect')}
        </Button>
      </section>
      {canStartDemo ? (
        <section className="setup-card setup-demo">
          <h2>{say('setup.demo_title')}</h2>
          <p className="soft">{say('setup.demo_means')}</p>
          <Button
            isDisabled={isBusy}
            keyHint="F4"
            onPress={() => void startDemo(room)}
            size="large"
          >
            {say('setup.demo')}
          </Button>
        </section>
      ) : null}
    </div>
  );
}
