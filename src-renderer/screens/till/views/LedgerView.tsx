import { Button } from '../../../parts/Button.tsx';
import { dayAndClock, pts, signedPts } from '../../../parts/format.ts';
import { useWords } from '../../../parts/words.ts';
import { stepBack } from '../till-keys.ts';
import type { Ledger } from '../till-state.ts';
import { useRoom } from '../use-till.ts';
import { TillNoticeLine } from './TillNoticeLine.tsx';

/** Where the points come from, newest first, each with its reason. */
export function LedgerView(props: { readonly name: string; readonly ledger: Ledger | null }) {
  const say = useWords();
  const room = useRoom();
  const { ledger } = props;
  return (
    <section className="side-task">
      <header className="side-task-head">
        <h1 className="one-line">{say('ledger.title', { name: props.name })}</h1>
        <Button keyHint="Esc" look="quiet" onPress={() => stepBack(room)}>
          {say('act.back')}
        </Button>
      </header>
      <TillNoticeLine />
      {ledger === null ? null : (
        // A region that scrolls has to be reachable by the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="ledger-scroll" tabIndex={0}>
          <table className="ledger">
            <thead>
              <tr>
                <th scope="col">{say('ledger.when')}</th>
                <th scope="col">{say('ledger.why')}</th>
                <th scope="col">{say('ledger.reference')}</th>
                <th className="amount" scope="col">
                  {say('ledger.points')}
                </th>
              </tr>
            </thead>
            <tbody>
              {ledger.entries.map((entry) => (
                <tr key={`${entry.atMs} ${entry.kind} ${entry.ruleId} ${entry.reference}`}>
                  <td className="soft">{dayAndClock(entry.atMs)}</td>
                  <td>
                    {entry.reason}
                    {entry.pending ? (
                      <span className="pending-mark">{say('balance.pending')}</span>
                    ) : null}
                    {entry.debtPoints === 0 ? null : (
                      <span className="soft">
                        {' '}
                        {say('ledger.debt', { points: signedPts(entry.debtPoints) })}
                      </span>
                    )}
                  </td>
                  <td className="soft ledger-reference">{entry.reference}</td>
                  <td className={entry.points < 0 ? 'amount' : 'amount amount-plus'}>
                    {signedPts(entry.points)}
                  </td>
                </tr>
              ))}
              <tr className="ledger-carried">
                <td colSpan={3}>{say('ledger.carried')}</td>
                <td className="amount">{pts(ledger.carriedPoints)}</td>
              </tr>
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
