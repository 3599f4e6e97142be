import { Notice } from '../../../parts/Notice.tsx';
import { readerNames } from '../../../parts/reader-names.ts';
import { ScannerPicture } from '../../../parts/ScannerPicture.tsx';
import { useWords } from '../../../parts/words.ts';
import { useLine } from '../use-till.ts';

/** Nobody yet: calm, and with the words to greet with. Says when a reader that belongs here is gone. */
export function ReadyView() {
  const say = useWords();
  const readers = useLine((state) => state.till)?.readers ?? [];
  const names = readerNames(say, readers);
  const lost = readers.filter(({ state }) => state === 'lost');
  // Of one that is there and cannot be opened, a plug helps nothing: whoever knows looks at the device page.
  const isPulled = lost.every(({ problem }) => problem === 'gone');
  const lostNames = lost.map(({ readerId, name }) => names.get(readerId) ?? name);
  return (
    <section className="ready">
      <ScannerPicture />
      <h1>{say('ready.title')}</h1>
      <p className="ready-greeting">{say('ready.greeting')}</p>
      {lost.length === 0 ? (
        <p className="soft">{say('ready.hint')}</p>
      ) : (
        <Notice
          detail={say(isPulled ? 'ready.reader_lost_hint' : 'ready.reader_failed_hint')}
          title={say(isPulled ? 'ready.reader_lost' : 'ready.reader_failed', {
            names: lostNames.join(say('change.separator')),
          })}
          tone="ask"
        />
      )}
    </section>
  );
}
