import { Button } from '../../../parts/Button.tsx';
import { Notice } from '../../../parts/Notice.tsx';
import { useWords } from '../../../parts/words.ts';
import { useOpenEnrol } from '../use-open-enrol.ts';
import { useTill } from '../use-till.ts';

/** The outcome of the last act, with what may be done about it. */
export function TillNoticeLine() {
  const say = useWords();
  const openEnrol = useOpenEnrol();
  const notice = useTill((state) => state.notice);
  if (notice === null) return null;
  const { offer, ...words } = notice;
  if (offer === 'enrol') {
    return (
      <Notice
        {...words}
        action={
          <Button keyHint="F3" onPress={openEnrol}>
            {say('key.enrol')}
          </Button>
        }
      />
    );
  }
  return <Notice {...words} />;
}
