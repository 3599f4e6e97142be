import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { StoredValue } from '../../../../../src-shared/contract/till/stored-value.ts';
import { clock } from '../../../../../src-shared/values/shop-time.ts';
import { Figure } from '../../../../parts/Figure.tsx';
import { yuan } from '../../../../parts/format.ts';
import { useWords } from '../../../../parts/words.ts';
import { homeActs } from '../../actions/value/home-acts.ts';
import { doneStep } from '../../till-state.ts';
import { useLine, useRoom, useTill } from '../../use-till.ts';
import type { Wallet } from '../../value-state.ts';
import { useDigitChoice } from '../../../../parts/use-digit-choice.ts';

/** What there is, principal and bonus apart, and what may be done with it. */
export function ValueHome({ wallet }: { readonly wallet: Wallet }) {
  const say = useWords();
  const room = useRoom();
  const sale = useTill((state) => state.sale);
  const isSaleDone = useTill((state) => doneStep(state.step) !== null);
  const isOnline = useLine((state) => state.till?.online === true);
  const acts = homeActs({ wallet, sale, isSaleDone, isOnline });
  const run = (index: number) => {
    const act = acts[index];
    if (act?.whyNot === null) act.run(room);
  };
  useDigitChoice(run);
  return (
    <>
      <Balance value={wallet.value} />
      <div className="value-home">
        <ListBox
          aria-label={say('value.acts')}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
          autoFocus="first"
          className="menu-list value-acts"
          onAction={(key) => run(acts.findIndex(({ id }) => id === key))}
        >
          {acts.map(({ id, words, payment, whyNot }, index) => {
            const name = say(words, {
              receiptNo: payment?.receiptNo ?? '',
              amount: yuan(payment?.amountFen ?? 0),
            });
            return (
              <ListBoxItem
                className="menu-item value-act"
                id={id}
                isDisabled={whyNot !== null}
                key={id}
                textValue={name}
              >
                <kbd className="key-hint">{index + 1}</kbd>
                <span>
                  <strong>{name}</strong>
                  {whyNot === null ? null : <span className="value-why-not">{say(whyNot)}</span>}
                </span>
              </ListBoxItem>
            );
          })}
        </ListBox>
        <Contracts value={wallet.value} />
      </div>
    </>
  );
}

function Balance({ value }: { readonly value: StoredValue }) {
  const say = useWords();
  const { pendingFen, reservedFen, right, offlineFen, asOfMs } = value;
  return (
    <section className="value-balance">
      <Figure label={say('value.available')} look="large" tone={value.frozen ? 'plain' : 'accent'}>
        {yuan(value.availableFen)}
      </Figure>
      <Figure label={say('value.principal')}>{yuan(value.principalFen)}</Figure>
      <Figure label={say('value.bonus')} remark={say('value.bonus_means')}>
        {yuan(value.bonusFen)}
      </Figure>
      <Figure
        label={say('value.pending')}
        tone={pendingFen > 0 ? 'amber' : 'plain'}
        {...(pendingFen > 0 ? { remark: say('value.pending_means') } : {})}
      >
        {yuan(pendingFen)}
      </Figure>
      {right === 'grant' ? <Figure label={say('value.offline')}>{yuan(offlineFen)}</Figure> : null}
      {reservedFen === 0 ? null : (
        <Figure label={say('balance.reserved')}>{yuan(reservedFen)}</Figure>
      )}
      <p className="value-as-of soft">
        {asOfMs === null
          ? say('balance.as_of_never')
          : say('balance.as_of', { time: clock(asOfMs) })}
      </p>
    </section>
  );
}

const contractWords = {
  pending: 'value.contract_pending',
  open: 'value.contract_open',
  refunded: 'value.contract_refunded',
} as const;

/** What was bought when, and what is left of it. */
function Contracts({ value }: { readonly value: StoredValue }) {
  const say = useWords();
  if (value.contracts.length === 0) {
    return (
      <section className="value-contracts value-empty">
        <p className="soft">{say('value.empty')}</p>
      </section>
    );
  }
  return (
    <section className="value-contracts">
      <h2 className="side-task-sub">{say('value.contracts')}</h2>
      <ul>
        {value.contracts.toReversed().map((contract) => (
          <li key={contract.contractNo}>
            <span>
              <strong className="one-line">{contract.contractNo}</strong>
              <span className="soft">
                {contract.onDay} · {say(contractWords[contract.status])}
              </span>
            </span>
            <span className="amount">
              {yuan(contract.principalLeftFen + contract.bonusLeftFen)}
              <span className="soft">
                {say('value.of', {
                  paid: yuan(contract.paidFen),
                  bonus: yuan(contract.bonusFen),
                })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
