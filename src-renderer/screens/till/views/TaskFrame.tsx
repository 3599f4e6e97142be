import type { ReactNode } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { useWords } from '../../../parts/words.ts';
import { stepBack } from '../till-keys.ts';
import { useRoom } from '../use-till.ts';
import { TillNoticeLine } from './TillNoticeLine.tsx';

/** A task beside the sale: its title, the way back, and what came of the last act. */
export function TaskFrame(props: { readonly title: string; readonly children: ReactNode }) {
  const say = useWords();
  const room = useRoom();
  return (
    <section className="side-task">
      <header className="side-task-head">
        <h1 className="one-line">{props.title}</h1>
        <Button keyHint="Esc" look="quiet" onPress={() => stepBack(room)}>
          {say('act.back')}
        </Button>
      </header>
      <TillNoticeLine />
      {props.children}
    </section>
  );
}
