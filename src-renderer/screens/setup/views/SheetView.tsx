import { useCallback, useEffect, useState } from 'react';
import { printPage } from '../../../client/print-page.ts';
import { Button } from '../../../parts/Button.tsx';
import { RecoveryPaper } from '../../../parts/RecoveryPaper.tsx';
import { useWords } from '../../../parts/words.ts';
import { fetchSheet, forgetSheet, goToStep } from '../create-setup.ts';
import { useSetup, useSetupRoom } from '../use-setup.ts';

/** The recovery sheet, to be printed or written down before the first sale: Enter prints, and goes on once it was printed. */
export function SheetView() {
  const say = useWords();
  const room = useSetupRoom();
  const sheet = useSetup((state) => state.sheet);
  const isBusy = useSetup((state) => state.isBusy);
  const isWaiting = isBusy || sheet === null;
  const [isPrinted, setIsPrinted] = useState(false);
  const print = useCallback(() => {
    if (room.store.getState().sheet === null) return;
    printPage();
    setIsPrinted(true);
  }, [room]);
  useEffect(() => {
    void fetchSheet(room);
    return () => forgetSheet(room);
  }, [room]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'F8') print();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [print]);
  return (
    <section className="setup-card setup-sheet">
      <h2>{say('recovery.print_title')}</h2>
      <p className="soft">{say('recovery.print_means')}</p>
      {sheet === null ? null : <RecoveryPaper {...sheet} />}
      <div className="setup-acts">
        <Button
          isDisabled={isWaiting}
          key={isWaiting ? 'waiting' : 'shown'} // only a button that can be pressed takes the focus
          keyHint={isPrinted ? 'F8' : 'Enter'}
          look={isPrinted ? 'plain' : 'primary'}
          onPress={print}
          size="large"
          takesFocus
        >
          {say('recovery.print')}
        </Button>
        <Button
          isDisabled={isWaiting}
          key={isPrinted ? 'kept' : 'not_kept'} // it takes the focus when it becomes the next step
          {...(isPrinted ? { keyHint: 'Enter', look: 'primary', takesFocus: true } : {})}
          onPress={() => void goToStep(room, 'readers')}
          size="large"
        >
          {say(isPrinted ? 'recovery.kept' : 'recovery.copied')}
        </Button>
      </div>
    </section>
  );
}
