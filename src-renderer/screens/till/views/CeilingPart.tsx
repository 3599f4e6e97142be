import { useState } from 'react';
import type { StaffSummary } from '../../../../src-shared/contract/till/session.ts';
import type { OfflineCeiling } from '../../../../src-shared/contract/till/sync.ts';
import { Button } from '../../../parts/Button.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { findStaff } from '../actions/approvers.ts';
import { extendCeiling } from '../actions/offline-ceiling.ts';
import { useRoom } from '../use-till.ts';
import { SecondPerson } from './SecondPerson.tsx';

type Kind = OfflineCeiling['kinds'][number];

const kindWords = {
  pointsWorthFen: 'ceiling.points',
  valueFen: 'ceiling.value',
  couponFen: 'ceiling.coupons',
  couponCount: 'ceiling.coupon_count',
  adjustedPoints: 'ceiling.adjusted',
  newMemberCount: 'ceiling.members',
  topUpFen: 'ceiling.top_ups',
} as const satisfies Record<Kind['kind'], WordKey>;

const moneyKinds: ReadonlySet<Kind['kind']> = new Set([
  'pointsWorthFen',
  'valueFen',
  'couponFen',
  'topUpFen',
]);

/** What this till has done without head office and still may; a manager gives as much again once (OF-06). */
export function CeilingPart(props: {
  readonly ceiling: OfflineCeiling | null;
  readonly onExtend: (managers: readonly StaffSummary[]) => void;
}) {
  const say = useWords();
  const room = useRoom();
  const { ceiling } = props;
  const kinds = ceiling?.kinds.filter(({ used }) => used > 0) ?? [];
  if (ceiling === null || kinds.length === 0) return null;
  const mayExtend = ceiling.level !== 'open' && !ceiling.isExtended;

  async function askManager() {
    const managers = await findStaff(room, ['manager']);
    if (managers !== null) props.onExtend(managers);
  }

  return (
    <section className="ceiling">
      <h3>{say('ceiling.title')}</h3>
      <p className="soft">{say(ceiling.isExtended ? 'ceiling.is_extended' : 'ceiling.means')}</p>
      <ul className="ceiling-list">
        {kinds.map((kind) => (
          <li className={`ceiling-${kind.level}`} key={kind.kind}>
            <span className="one-line">{say(kindWords[kind.kind])}</span>
            <progress aria-hidden max={kind.limit} value={kind.used} />
            <strong className="amount">
              {say('ceiling.of', {
                used: amountOf(kind, kind.used),
                limit: amountOf(kind, kind.limit),
              })}
            </strong>
          </li>
        ))}
      </ul>
      {mayExtend ? (
        <Button onPress={() => void askManager()}>{say('ceiling.extend')}</Button>
      ) : null}
    </section>
  );
}

/** A manager stands beside it and extends by their own PIN. A no is shown where it was typed. */
export function CeilingExtension(props: {
  readonly managers: readonly StaffSummary[];
  readonly onDone: () => void;
}) {
  const say = useWords();
  const room = useRoom();
  const [message, setMessage] = useState('');

  async function extend(approver: { readonly staffId: string; readonly pin: string }) {
    const no = await extendCeiling(room, approver);
    setMessage(no ?? '');
    if (no === null) props.onDone();
  }

  return (
    <SecondPerson
      confirmWords={say('ceiling.extend')}
      label={say('staff.manager')}
      message={message}
      nobody={say('pin.no_manager')}
      onConfirm={(approver) => void extend(approver)}
      people={props.managers}
    >
      <p>{say('ceiling.extend_means')}</p>
    </SecondPerson>
  );
}

function amountOf({ kind }: Kind, amount: number): string {
  return moneyKinds.has(kind) ? yuan(amount) : pts(amount);
}
