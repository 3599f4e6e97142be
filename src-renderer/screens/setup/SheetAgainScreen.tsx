import { useEffect, useState } from 'react';
import { holdFunctionKeys } from '../../client/hold-function-keys.ts';
import { printPage } from '../../client/print-page.ts';
import { Button } from '../../parts/Button.tsx';
import { BackIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { PinEntry } from '../../parts/PinEntry.tsx';
import { RecoveryPaper } from '../../parts/RecoveryPaper.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useWords } from '../../parts/words.ts';
import { fetchSheet, forgetSheet, type SetupRoom } from './create-setup.ts';
import { SetupContext, useSetup, useSetupRoom } from './use-setup.ts';
import './setup.css';

interface AgainProps {
  readonly manager: { readonly staffId: string; readonly name: string };
  readonly onLeave: () => void;
}

/** The recovery sheet once more, for a manager who proves by the PIN that it is them. */
export function SheetAgainScreen(props: AgainProps & { readonly room: SetupRoom }) {
  const { room, onLeave } = props;
  useEffect(() => holdFunctionKeys(window), []);
  useEffect(() => {
    forgetSheet(room);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.key === 'F8' && room.store.getState().sheet !== null) printPage();
      if (event.key === 'Escape') onLeave();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      forgetSheet(room);
    };
  }, [room, onLeave]);
  return (
    <SetupContext value={room}>
      <AgainBody manager={props.manager} onLeave={onLeave} />
    </SetupContext>
  );
}

function AgainBody({ manager, onLeave }: AgainProps) {
  const say = useWords();
  const room = useSetupRoom();
  const sheet = useSetup((state) => state.sheet);
  const message = useSetup((state) => state.message);
  const [isBusy, setIsBusy] = useState(false);

  async function prove(pin: string) {
    setIsBusy(true);
    const isShown = await fetchSheet(room, { staffId: manager.staffId, pin });
    setIsBusy(false);
    if (isShown) room.sound('ok');
  }

  return (
    <div className="setup">
      <ScreenHead
        back={
          <Button icon={<BackIcon />} keyHint="Esc" look="quiet" onPress={onLeave}>
            {say('device.to_till')}
          </Button>
        }
        title={say('recovery.title')}
      />
      <main className="setup-main">
        {sheet === null ? (
          <section className="setup-card setup-pin">
            <PinEntry
              confirmWords={say('recovery.show')}
              isBusy={isBusy}
              label={say('staff.pin_of', { name: manager.name })}
              message={message?.words}
              onConfirm={(pin) => void prove(pin)}
            />
          </section>
        ) : (
          <section className="setup-card setup-sheet">
            <RecoveryPaper {...sheet} />
            {message === null ? null : <Notice title={message.words} tone={message.tone} />}
            <div className="setup-acts">
              <Button keyHint="F8" look="primary" onPress={printPage} size="large" takesFocus>
                {say('recovery.print')}
              </Button>
            </div>
          </section>
        )}
      </main>
      <footer className="setup-foot" />
    </div>
  );
}
