import { type ReactNode, useEffect } from 'react';
import type { TillStatus } from '../../../src-shared/contract/till/till-event.ts';
import { holdFunctionKeys } from '../../client/hold-function-keys.ts';
import { Button } from '../../parts/Button.tsx';
import { pts } from '../../parts/format.ts';
import { BackIcon, CheckIcon, SyncIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { type Say, useWords, type WordKey } from '../../parts/words.ts';
import { type SetupRoom, stepBack } from './create-setup.ts';
import { SetupContext, useLine, useSetup, useSetupRoom } from './use-setup.ts';
import { ConnectView } from './views/ConnectView.tsx';
import { LanguageView } from './views/LanguageView.tsx';
import { ReadersView } from './views/ReadersView.tsx';
import { SheetView } from './views/SheetView.tsx';
import './setup.css';

const steps = ['language', 'connect', 'recovery', 'readers'] as const;
type Step = (typeof steps)[number];

const stepWords = {
  language: 'setup.step_language',
  connect: 'setup.step_connect',
  recovery: 'setup.step_recovery',
  readers: 'setup.step_readers',
} as const satisfies Record<Step, WordKey>;

/** The first run of a till: language, head office, recovery sheet, readers. It goes on where it was closed. */
export function SetupScreen(props: {
  readonly room: SetupRoom;
  /** Language, look and sound. */
  readonly settings: ReactNode;
}) {
  const { room } = props;
  useEffect(() => holdFunctionKeys(window), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
      event.preventDefault();
      stepBack(room);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [room]);
  return (
    <SetupContext value={room}>
      <SetupBody settings={props.settings} />
    </SetupContext>
  );
}

function SetupBody({ settings }: { readonly settings: ReactNode }) {
  const say = useWords();
  const room = useSetupRoom();
  const isLanguage = useSetup((state) => state.isLanguage);
  const message = useSetup((state) => state.message);
  const atTill = useLine((state) => state.till?.setup);
  const known = atTill === 'recovery' || atTill === 'readers' ? atTill : 'connect';
  const step: Step = isLanguage ? 'language' : known;
  return (
    <div className="setup">
      <ScreenHead
        back={
          step === 'language' ? null : (
            <Button icon={<BackIcon />} keyHint="Esc" look="quiet" onPress={() => stepBack(room)}>
              {say('act.back')}
            </Button>
          )
        }
        title={say('setup.title')}
      >
        <ol className="setup-steps">
          {steps.map((each, index) => (
            <li
              aria-current={each === step ? 'step' : undefined}
              className={index < steps.indexOf(step) ? 'setup-step-done' : ''}
              key={each}
            >
              <span className="setup-step-no">
                {index < steps.indexOf(step) ? <CheckIcon size={20} /> : index + 1}
              </span>
              <span className="one-line">{say(stepWords[each])}</span>
            </li>
          ))}
        </ol>
      </ScreenHead>
      <main className="setup-main">
        {message === null ? null : <Notice title={message.words} tone={message.tone} />}
        {step === 'language' ? <LanguageView settings={settings} /> : null}
        {step === 'connect' ? <ConnectView /> : null}
        {step === 'recovery' ? <SheetView /> : null}
        {step === 'readers' ? <ReadersView /> : null}
      </main>
      <LoadLine />
    </div>
  );
}

/** How the members come in meanwhile; nobody has to wait for them. */
function LoadLine() {
  const say = useWords();
  const till = useLine((state) => state.till);
  if (till === null || till.setup === 'connect') return <footer className="setup-foot" />;
  const place = [till.storeName, till.terminalName].filter(Boolean).join(' · ');
  return (
    <footer aria-live="polite" className="setup-foot">
      {till.memberCount === null ? <SyncIcon /> : <CheckIcon />}
      <span className="one-line">
        <strong>{place}</strong> {loadWords(say, till)}
      </span>
    </footer>
  );
}

function loadWords(say: Say, { memberCount, load }: TillStatus): string {
  if (memberCount !== null) return say('setup.loaded', { count: pts(memberCount) });
  if (load === null) return say('setup.load_begins');
  return say(load.totalCount === null ? 'setup.loading' : 'setup.loading_of', {
    count: pts(load.loadedCount),
    total: pts(load.totalCount ?? 0),
  });
}
