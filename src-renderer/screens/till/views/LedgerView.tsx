import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { LedgerEntry } from '../../../../src-shared/contract/till/member.ts';
import { dayAndClock } from '../../../../src-shared/values/shop-time.ts';
import { Button } from '../../../parts/Button.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { pts, signedPts, yuan } from '../../../parts/format.ts';
import { type Say, useWords, type WordKey } from '../../../parts/words.ts';
import { disputeEntry, readMoreLedger } from '../actions/ledger.ts';
import type { Ledger } from '../task-state.ts';
import { useStoreName } from '../use-store-name.ts';
import { useRoom, useTill } from '../use-till.ts';
import { TaskFrame } from './TaskFrame.tsx';

export const entryKindWords = {
  opening: { name: 'ledger.opening', means: 'ledger.opening_means' },
  earn: { name: 'ledger.earn', means: 'ledger.earn_means' },
  earn_bonus: { name: 'ledger.earn_bonus', means: 'ledger.earn_bonus_means' },
  redeem: { name: 'ledger.redeem', means: 'ledger.redeem_means' },
  restore: { name: 'ledger.restore', means: 'ledger.restore_means' },
  takeback: { name: 'ledger.takeback', means: 'ledger.takeback_means' },
  adjust: { name: 'ledger.adjust', means: 'ledger.adjust_means' },
  debt: { name: 'ledger.debt_made', means: 'ledger.debt_made_means' },
  debt_settle: { name: 'ledger.debt_settle', means: 'ledger.debt_settle_means' },
  hold: { name: 'ledger.hold', means: 'ledger.hold_means' },
  release: { name: 'ledger.release', means: 'ledger.release_means' },
  expire: { name: 'ledger.expire', means: 'ledger.expire_means' },
  write_off: { name: 'ledger.write_off', means: 'ledger.write_off_means' },
  merge_out: { name: 'ledger.merge_out', means: 'ledger.merge_means' },
  merge_in: { name: 'ledger.merge_in', means: 'ledger.merge_means' },
} as const satisfies Record<LedgerEntry['kind'], Record<'name' | 'means', WordKey>>;

/** Enough of a hash to tell operations apart, and to be read out. */
const shownHashLength = 16;

/** Where the points come from, newest first; the entry that is chosen says all that is known of it. */
export function LedgerView(props: { readonly name: string; readonly ledger: Ledger | null }) {
  const say = useWords();
  const { ledger } = props;
  const [openNo, setOpenNo] = useState(0);
  const open = ledger?.entries[openNo];
  return (
    <TaskFrame title={say('ledger.title', { name: props.name })}>
      {ledger === null ? null : (
        <div className="ledger">
          <div className="ledger-side">
            <ListBox
              aria-label={say('ledger.entries')}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
              autoFocus="first"
              className="ledger-list"
              disallowEmptySelection
              onSelectionChange={(keys) => {
                const key = keys === 'all' ? undefined : keys.values().next().value;
                if (key !== undefined) setOpenNo(Number(key));
              }}
              renderEmptyState={() => <p className="soft">{say('ledger.none')}</p>}
              selectedKeys={[openNo]}
              selectionBehavior="replace"
              selectionMode="single"
            >
              {ledger.entries.map((entry, index) => (
                <ListBoxItem
                  className="ledger-row"
                  id={index}
                  // Entries have no name of their own, and nothing is put before one.
                  // oxlint-disable-next-line react/no-array-index-key
                  key={index}
                  textValue={entry.reason}
                >
                  <span className="soft">{dayAndClock(entry.atMs)}</span>
                  <span className="ledger-why">
                    <span className="one-line">{entry.reason}</span>
                    {entry.pending ? (
                      <span className="pending-mark">{say('balance.pending')}</span>
                    ) : null}
                    {entry.debtPoints === 0 ? null : (
                      <span className="ledger-owed soft">
                        {say('ledger.debt', { points: signedPts(entry.debtPoints) })}
                      </span>
                    )}
                  </span>
                  <strong className={entry.points > 0 ? 'amount amount-plus' : 'amount'}>
                    {signedPts(entry.points)}
                  </strong>
                </ListBoxItem>
              ))}
            </ListBox>
            <LedgerFoot ledger={ledger} />
          </div>
          {open === undefined ? null : <EntryDetails entry={open} ledger={ledger} />}
        </div>
      )}
    </TaskFrame>
  );
}

function LedgerFoot({ ledger }: { readonly ledger: Ledger }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  return (
    <footer className="ledger-foot">
      <p>
        <span>{say('ledger.carried')}</span>
        <strong className="amount">{pts(ledger.carriedPoints)}</strong>
      </p>
      {ledger.source === 'till' ? <p className="soft">{say('ledger.till_only')}</p> : null}
      {ledger.before === null ? null : (
        <Button isDisabled={isBusy} isWide onPress={() => void readMoreLedger(room)}>
          {say('ledger.more')}
        </Button>
      )}
    </footer>
  );
}

function EntryDetails(props: { readonly entry: LedgerEntry; readonly ledger: Ledger }) {
  const say = useWords();
  const storeName = useStoreName();
  const { entry, ledger } = props;
  const { kind, operatorId, storeId, heldPoints = 0, origin = {} } = entry;
  const { approverId, receipt, lines = [], terminalName, hash } = origin;
  return (
    <section aria-live="polite" className="ledger-details">
      <header>
        <h2>{say(entryKindWords[kind].name)}</h2>
        <strong className={entry.points > 0 ? 'ledger-points amount-plus' : 'ledger-points'}>
          {signedPts(entry.points)}
        </strong>
      </header>
      <p className="soft">{say(entryKindWords[kind].means)}</p>
      {entry.pending ? <p className="ledger-pending">{say('ledger.pending_means')}</p> : null}
      <dl className="facts">
        <dt>{say('ledger.why')}</dt>
        <dd>{entry.reason}</dd>
        {entry.debtPoints === 0 ? null : (
          <>
            <dt>{say('balance.debt')}</dt>
            <dd>{signedPts(entry.debtPoints)}</dd>
          </>
        )}
        {heldPoints === 0 ? null : (
          <>
            <dt>{say('balance.held')}</dt>
            <dd>{signedPts(heldPoints)}</dd>
          </>
        )}
        <dt>{say('ledger.reference')}</dt>
        <dd>{entry.reference}</dd>
        {receipt === undefined ? null : (
          <>
            <dt>{say('ledger.receipt')}</dt>
            <dd>
              {receipt.receiptNo} · {receipt.businessDate} · {storeName(receipt.storeId)}
            </dd>
          </>
        )}
        {lines.length === 0 ? null : (
          <>
            <dt>{say('ledger.returned')}</dt>
            <dd>
              {lines.map(({ lineNo, amountFen }) => `#${lineNo} ${yuan(amountFen)}`).join(' · ')}
            </dd>
          </>
        )}
        <dt>{say('ledger.rule')}</dt>
        <dd>{say('ledger.rule_of', { rule: entry.ruleId, version: entry.programmeVersion })}</dd>
        <dt>{say('ledger.day')}</dt>
        <dd>{entry.businessDate}</dd>
        <dt>{say('ledger.when')}</dt>
        <dd>{dayAndClock(entry.atMs)}</dd>
        <dt>{say('ledger.where')}</dt>
        <dd>
          {storeId === undefined
            ? say('ledger.at_office_only')
            : [storeId === null ? say('ledger.office') : storeName(storeId), terminalName]
                .filter(Boolean)
                .join(' · ')}
        </dd>
        <dt>{say('ledger.who')}</dt>
        <dd>
          {operatorId === undefined ? say('ledger.at_office_only') : whoOf(say, ledger, operatorId)}
        </dd>
        {approverId === undefined ? null : (
          <>
            <dt>{say('ledger.approver')}</dt>
            <dd>{ledger.staffNames[approverId] ?? approverId}</dd>
          </>
        )}
        {hash === undefined ? null : (
          <>
            <dt>{say('ledger.hash')}</dt>
            <dd>{hash.slice(0, shownHashLength)}</dd>
          </>
        )}
      </dl>
      <Dispute entry={entry} key={`${entry.atMs} ${entry.kind} ${entry.reference}`} />
    </section>
  );
}

/** A person's name; what head office does after a rule has an actor that begins with `job:`. */
function whoOf(say: Say, { staffNames }: Ledger, operatorId: string): string {
  if (operatorId === '' || operatorId.startsWith('job:')) return say('ledger.by_itself');
  if (operatorId === 'pos') return say('ledger.by_register');
  return staffNames[operatorId] ?? operatorId;
}

const wordsMaxLength = 200;

/** What the member says about the line, written down for head office; nothing need be. */
function Dispute({ entry }: { readonly entry: LedgerEntry }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const [words, setWords] = useState('');
  const dispute = () => void disputeEntry(room, entry, words);
  return (
    <div className="ledger-dispute">
      <TextBox
        isLabelSeen={false}
        label={say('ledger.dispute_words')}
        onChange={(text) => setWords(text.slice(0, wordsMaxLength))}
        onEnter={dispute}
        placeholder={say('ledger.dispute_words_given')}
        value={words}
      />
      <Button isDisabled={isBusy} onPress={dispute}>
        {say('ledger.dispute')}
      </Button>
    </div>
  );
}
