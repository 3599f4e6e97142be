import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { MemberSummary } from '../../../../../src-shared/contract/till/member.ts';
import type { ValueStatement } from '../../../../../src-shared/contract/till/stored-value.ts';
import { dayAndClock } from '../../../../../src-shared/values/shop-time.ts';
import { printPage } from '../../../../client/print-page.ts';
import { Button } from '../../../../parts/Button.tsx';
import { signedYuan, yuan } from '../../../../parts/format.ts';
import { Printout } from '../../../../parts/Printout.tsx';
import { useWords } from '../../../../parts/words.ts';
import { type ValueAct, valueActsOf } from '../../actions/value/statement.ts';
import { useStoreName } from '../../use-store-name.ts';

/** Every movement, newest first; the one that is chosen says how it was shared. */
export function StatementView(props: {
  readonly member: MemberSummary;
  readonly statement: ValueStatement | null;
}) {
  const say = useWords();
  const [openNo, setOpenNo] = useState(0);
  const { statement } = props;
  if (statement === null) {
    return (
      <p aria-live="polite" className="value-waiting soft">
        {say('value.reading')}
      </p>
    );
  }
  const acts = valueActsOf(statement.entries);
  const open = acts[openNo];
  return (
    <>
      <div className="ledger">
        <div className="ledger-side">
          <ListBox
            aria-label={say('value.movements')}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
            autoFocus="first"
            className="ledger-list"
            disallowEmptySelection
            onSelectionChange={(keys) => {
              const key = keys === 'all' ? undefined : keys.values().next().value;
              if (key !== undefined) setOpenNo(Number(key));
            }}
            renderEmptyState={() => (
              <p className="ledger-empty soft">{say('value.no_movements')}</p>
            )}
            selectedKeys={[openNo]}
            selectionBehavior="replace"
            selectionMode="single"
          >
            {acts.map((act, index) => (
              <ActRow
                act={act}
                index={index}
                key={`${act.first.kind} ${act.first.reference} ${act.first.atMs}`}
              />
            ))}
          </ListBox>
          <footer className="ledger-foot">
            {statement.isComplete ? null : <p className="soft">{say('value.not_complete')}</p>}
            <Button isWide keyHint="P" onPress={printPage}>
              {say('value.print_statement')}
            </Button>
          </footer>
        </div>
        {open === undefined ? null : <ActDetails act={open} />}
      </div>
      <StatementPaper acts={acts} isComplete={statement.isComplete} member={props.member} />
    </>
  );
}

function ActRow({ act, index }: { readonly act: ValueAct; readonly index: number }) {
  const { first } = act;
  const totalFen = act.principalFen + act.bonusFen;
  return (
    <ListBoxItem className="ledger-row" id={index} textValue={first.reason}>
      <span className="soft">{dayAndClock(first.atMs)}</span>
      <span className="ledger-why">
        <span className="one-line">{first.reason}</span>
        <span className="soft one-line">{first.reference}</span>
      </span>
      <strong className={totalFen > 0 ? 'amount amount-plus' : 'amount'}>
        {signedYuan(totalFen)}
      </strong>
    </ListBoxItem>
  );
}

function ActDetails({ act }: { readonly act: ValueAct }) {
  const say = useWords();
  const storeName = useStoreName();
  const { first, parts, principalFen, bonusFen, listFen, paidOutFen } = act;
  const totalFen = principalFen + bonusFen;
  const isMixed = first.kind === 'pay' && principalFen !== 0 && bonusFen !== 0;
  return (
    <section aria-live="polite" className="ledger-details">
      <header>
        <h2>{first.reason}</h2>
        <strong className={totalFen > 0 ? 'ledger-points amount-plus' : 'ledger-points'}>
          {signedYuan(totalFen)}
        </strong>
      </header>
      {isMixed ? <p className="soft">{say('value.shared')}</p> : null}
      {paidOutFen === 0 ? null : (
        <p className="value-paid-out">{say('value.paid_out', { amount: yuan(paidOutFen) })}</p>
      )}
      <dl className="facts">
        <dt>{say('value.principal')}</dt>
        <dd>{signedYuan(principalFen)}</dd>
        <dt>{say('value.bonus')}</dt>
        <dd>{signedYuan(bonusFen)}</dd>
        {listFen === 0 ? null : (
          <PartLine label={say('value.list_price')}>{yuan(listFen)}</PartLine>
        )}
        {parts.length < 2 ? (
          <>
            <dt>{say('value.contract')}</dt>
            <dd>{first.contractNo}</dd>
          </>
        ) : (
          parts.map((part) => (
            <PartLine key={part.contractNo} label={part.contractNo}>
              {say('value.parts', {
                principal: signedYuan(part.principalFen),
                bonus: signedYuan(part.bonusFen),
              })}
            </PartLine>
          ))
        )}
        <dt>{say('ledger.reference')}</dt>
        <dd>{first.reference}</dd>
        <dt>{say('ledger.day')}</dt>
        <dd>{first.businessDate}</dd>
        <dt>{say('ledger.when')}</dt>
        <dd>{dayAndClock(first.atMs)}</dd>
        <dt>{say('ledger.where')}</dt>
        <dd>{storeName(first.storeId)}</dd>
      </dl>
    </section>
  );
}

function PartLine(props: { readonly label: string; readonly children: string }) {
  return (
    <>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

/** The same for the printer (art. 25). */
function StatementPaper(props: {
  readonly acts: readonly ValueAct[];
  readonly isComplete: boolean;
  readonly member: MemberSummary;
}) {
  const say = useWords();
  const { maskedName, memberNo } = props.member;
  return (
    <Printout isSeen={false} label={say('value.statement')}>
      <p>
        <strong>{say('value.statement_title', { name: maskedName })}</strong>
      </p>
      <p>{say('member.no', { memberNo })}</p>
      {props.isComplete ? null : <p>{say('value.not_complete')}</p>}
      <table className="statement-paper">
        <thead>
          <tr>
            <th>{say('ledger.when')}</th>
            <th>{say('ledger.why')}</th>
            <th>{say('value.principal')}</th>
            <th>{say('value.bonus')}</th>
            <th>{say('value.list_price')}</th>
          </tr>
        </thead>
        <tbody>
          {props.acts.flatMap(({ parts }) =>
            parts.map((part) => (
              <tr key={`${part.reference} ${part.contractNo} ${part.kind} ${part.atMs}`}>
                <td>{dayAndClock(part.atMs)}</td>
                <td>
                  {part.reason} {part.reference} {part.contractNo}
                </td>
                <td className="amount">{signedYuan(part.principalFen)}</td>
                <td className="amount">{signedYuan(part.bonusFen)}</td>
                <td className="amount">{part.listFen === 0 ? '' : yuan(part.listFen)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </Printout>
  );
}
