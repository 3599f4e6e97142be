import { ScannerPicture } from '../../../parts/ScannerPicture.tsx';
import { useWords } from '../../../parts/words.ts';

/** Nobody yet: calm, and with the words to greet with. */
export function ReadyView() {
  const say = useWords();
  return (
    <section className="ready">
      <ScannerPicture />
      <h1>{say('ready.title')}</h1>
      <p className="ready-greeting">{say('ready.greeting')}</p>
      <p className="soft">{say('ready.hint')}</p>
    </section>
  );
}
