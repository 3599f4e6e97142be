import { Button } from '../../../parts/Button.tsx';
import { Notice } from '../../../parts/Notice.tsx';
import { useWords } from '../../../parts/words.ts';
import { useOpenEnrol } from '../use-open-enrol.ts';
import { isQuestion } from '../till-state.ts';
import { useTill } from '../use-till.ts';

/** The outcome of the last act, with what may be done about it: in the dialog (`inQuestion`) while something is asked in one. */
export function TillNoticeLine({ inQuestion = false }: { readonly inQuestion?: boolean }) {
  const say = useWords();
  const openEnrol = useOpenEnrol();
  const notice = useTill((state) => state.notice);
  const isAsked = useTill((state) => isQuestion(state.overlay));
  if (notice === null || isAsked !== inQuestion) return null;
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
