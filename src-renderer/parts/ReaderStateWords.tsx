import { readerStateWords, type StandingReader } from './reader-names.ts';
import { useWords } from './words.ts';

/** How a reader stands, where readers are listed. */
export function ReaderStateWords(props: { readonly reader: StandingReader }) {
  const say = useWords();
  const { kind, state } = props.reader;
  const look = kind === 'keyboard' && state === 'connected' ? 'enabled' : state;
  return (
    <span className={`reader-state reader-${look}`}>{say(readerStateWords(props.reader))}</span>
  );
}
