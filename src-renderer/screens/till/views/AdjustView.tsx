import { useRef, useState } from 'react';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { signedPts } from '../../../parts/format.ts';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import { adjust } from '../actions/member-care.ts';
import { stepBack } from '../till-keys.ts';
import { useLanguage } from '../../../parts/use-language.ts';
import { useLine, useRoom } from '../use-till.ts';
import { TillNoticeLine } from './TillNoticeLine.tsx';

const POINTS = /^\d{1,6}$/;

/** Points added or taken by hand, always for a reason of the programme. */
export function AdjustView({ member }: { readonly member: MemberSummary }) {
  const say = useWords();
  const room = useRoom();
  const language = useLanguage();
  const reasons = useLine((state) => state.programme?.adjustReasons) ?? [];
  const [side, setSide] = useState<'add' | 'take'>('add');
  const [count, setCount] = useState('');
  const [reasonCode, setReasonCode] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'adjust');
  const reason = reasonCode ?? reasons[0]?.code ?? null;
  const points = POINTS.test(count) ? Number(count) * (side === 'add' ? 1 : -1) : 0;
  const canPost = points !== 0 && reason !== null;
  const post = () => {
    if (canPost) void adjust(room, { points, reasonCode: reason, note });
  };
  return (
    <section className="side-task">
      <header className="side-task-head">
        <h1 className="one-line">{say('adjust.title', { name: member.maskedName })}</h1>
        <Button keyHint="Esc" look="quiet" onPress={() => stepBack(room)}>
          {say('act.back')}
        </Button>
      </header>
      <TillNoticeLine />
      <div className="form">
        <Choice
          label={say('adjust.side')}
          onChange={setSide}
          options={[
            { value: 'add', words: say('adjust.add') },
            { value: 'take', words: say('adjust.take') },
          ]}
          value={side}
        />
        <TextBox
          inputMode="numeric"
          inputRef={field}
          label={say('adjust.points')}
          onChange={(text) => setCount(text.normalize('NFKC').replace(/\D/g, '').slice(0, 6))}
          onEnter={post}
          value={count}
        />
        <Choice
          label={say('adjust.reason')}
          look="chips"
          onChange={setReasonCode}
          options={reasons.map(({ code, name }) => ({ value: code, words: name[language] }))}
          value={reason}
        />
        <TextBox label={say('adjust.note')} onChange={setNote} onEnter={post} value={note} />
      </div>
      <div className="side-task-acts">
        <Button isDisabled={!canPost} keyHint="Enter" look="primary" onPress={post} size="large">
          {say('adjust.post', { points: signedPts(points) })}
        </Button>
      </div>
    </section>
  );
}
