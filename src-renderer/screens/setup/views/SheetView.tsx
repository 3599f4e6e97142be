import { useEffect } from 'react';
import { printPage } from '../../../client/print-page.ts';
import { Button } from '../../../parts/Button.tsx';
import { RecoveryPaper } from '../../../parts/RecoveryPaper.tsx';
import { useWords } from '../../../parts/words.ts';
import { fetchSheet, forgetSheet, goToStep } from '../create-setup.ts';
import { useSetup, useSetupRoom } from '../use-setup.ts';

/** The recovery sheet, to be printed or written down before the first sale. */
export function SheetView() {
  const say = useWords();
  const room = useSetupRoom();
  const sheet = useSetup((state) => state.sheet);
  const isBusy = useSetup((state) => state.isBusy);
  const isWaiting = isBusy || sheet === null;
  useEffect(() => {
    void fetchSheet(room);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'F8') printPage();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      forgetSheet(room);
    };
  }, [room]);
  return (
    <section className="setup-card setup-sheet">
      <h2>{say('recovery.print_title')}</h2>
      <p className="soft">{say('recovery.print_means')}</p>
      {sheet === null ? null : <RecoveryPaper {...sheet} />}
      <div className="setup-acts">
        <Button keyHint="F8" onPress={printPage} size="large">
          {say('recovery.print')}
        </Button>
        <Button
          isDisabled={isWaiting}
          key={isWaiting ? 'waiting' : 'shown'} // only a button that can be pressed takes the focus
          keyHint="Enter"
          look="primary"
          onPress={() => void goToStep(room, 'readers')}
          size="large"
          takesFocus
        >
          {say('recovery.kept')}
        </Button>
      </div>
    </section>
  );
}
