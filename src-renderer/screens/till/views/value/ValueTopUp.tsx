import { type ReactNode, useEffect, useRef } from 'react';
import type {
  PostedTopUp,
  ValueOffer,
} from '../../../../../src-shared/contract/till/stored-value.ts';
import { guardianAboveFen } from '../../../../../src-shared/domain/stored-value/decide-top-up.ts';
import {
  identityDocuments,
  type TopUpMethod,
} from '../../../../../src-shared/domain/stored-value/stored-value.ts';
import { Button } from '../../../../parts/Button.tsx';
import { Choice } from '../../../../parts/Choice.tsx';
import { yuan } from '../../../../parts/format.ts';
import { PrintLines, Printout } from '../../../../parts/Printout.tsx';
import { TextBox } from '../../../../parts/TextBox.tsx';
import { Tick } from '../../../../parts/Tick.tsx';
import { useFocus } from '../../../../parts/use-focus.ts';
import { useWords, type WordKey } from '../../../../parts/words.ts';
import { printPage } from '../../../../client/print-page.ts';
import { asksNumber, changeTopUp, offerTopUp, topUpAmounts } from '../../actions/value/top-up.ts';
import { showHome } from '../../actions/value/wallet.ts';
import { useRoom } from '../../use-till.ts';
import type { TopUpStage } from '../../value-state.ts';

const OTHER = 'other';

/** The usual one first. */
const methods = [
  { method: 'mobile', words: 'value.method_mobile' },
  { method: 'cash', words: 'value.method_cash' },
  { method: 'card', words: 'value.method_card' },
  { method: 'transfer', words: 'value.method_transfer' },
] as const satisfies readonly { readonly method: TopUpMethod; readonly words: WordKey }[];

const documentWords = {
  id_card: 'value.id_card',
  passport: 'value.passport',
  hk_mo_permit: 'value.hk_mo_permit',
  tw_permit: 'value.tw_permit',
  other: 'value.other_document',
} as const satisfies Record<(typeof identityDocuments)[number], WordKey>;

/** Which package, how it is paid, what the law wants written down; the limits in words beside it (SV-04 to SV-08). */
export function TopUpForm(props: { readonly offer: ValueOffer; readonly stage: TopUpStage }) {
  const say = useWords();
  const room = useRoom();
  const { offer, stage } = props;
  const { draft } = stage;
  const amounts = topUpAmounts(offer, draft);
  const confirm = () => offerTopUp(room);
  return (
    <>
      <div className="value-top-up">
        <div
          className={`form value-form${draft.packageId === null ? ' value-form-other' : ''}`}
          // The browser scrolls to the dot of a choice, which nobody sees.
          onFocus={({ target }) => target.closest('.choice')?.scrollIntoView({ block: 'nearest' })}
        >
          <Packages offer={offer} stage={stage} />
          {draft.packageId === null ? <OtherAmount offer={offer} stage={stage} /> : null}
          <Choice
            isFocused={stage.missing === 'method'}
            label={say('value.method')}
            onChange={(method) => changeTopUp(room, { method })}
            onEnter={confirm}
            options={methods.map(({ method, words }) => ({ value: method, words: say(words) }))}
            value={draft.method}
          />
          {stage.asksIdentity ? (
            <Choice
              isFocused={stage.missing === 'identity'}
              label={say('value.identity')}
              look="chips"
              onChange={(identity) => changeTopUp(room, { identity })}
              onEnter={confirm}
              options={identityDocuments.map((document) => ({
                value: document,
                words: say(documentWords[document]),
              }))}
              value={draft.identity}
            />
          ) : null}
          {asksNumber(offer, stage) ? <DocumentNumber stage={stage} /> : null}
          {stage.asksGuardian ? (
            <Tick
              isTicked={draft.guardianConfirmed}
              onChange={(guardianConfirmed) => changeTopUp(room, { guardianConfirmed })}
            >
              {say('value.guardian')}
            </Tick>
          ) : null}
        </div>
        <Limits offer={offer} />
      </div>
      <div className="side-task-acts">
        <Button keyHint="Enter" look="primary" onPress={confirm} size="large">
          {say('value.offer', { amount: yuan(amounts?.paidFen ?? 0) })}
        </Button>
      </div>
    </>
  );
}

function Packages(props: { readonly offer: ValueOffer; readonly stage: TopUpStage }) {
  const say = useWords();
  const room = useRoom();
  const { offer, stage } = props;
  return (
    <div className="value-packages">
      <Choice
        isFocused
        label={say('value.package')}
        look="cards"
        onChange={(chosen) => changeTopUp(room, { packageId: chosen === OTHER ? null : chosen })}
        onEnter={() => offerTopUp(room)}
        options={[
          ...offer.packages.map(({ packageId, name, payFen, bonusFen }, index) => {
            const isTooMuch = payFen + bonusFen > offer.maxFen;
            return {
              value: packageId,
              words: name,
              remark: isTooMuch
                ? say('value.top_up_max', { amount: yuan(offer.maxFen) })
                : say('value.package_gives', { amount: yuan(payFen + bonusFen) }),
              keyHint: String(index + 1),
              isOff: isTooMuch,
            };
          }),
          ...(offer.freeStepFen === null
            ? []
            : [
                {
                  value: OTHER,
                  words: say('value.other_amount'),
                  remark: say('value.no_bonus'),
                  keyHint: String(offer.packages.length + 1),
                },
              ]),
        ]}
        value={stage.draft.packageId ?? OTHER}
      />
    </div>
  );
}

function OtherAmount(props: { readonly offer: ValueOffer; readonly stage: TopUpStage }) {
  const say = useWords();
  const room = useRoom();
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'value-other');
  return (
    <TextBox
      hint={say('value.step', { amount: yuan(props.offer.freeStepFen ?? 0) })}
      inputMode="decimal"
      inputRef={field}
      label={say('value.other_amount')}
      look="amount"
      onChange={(amountText) => changeTopUp(room, { amountText })}
      onEnter={() => offerTopUp(room)}
      placeholder="0.00"
      value={props.stage.draft.amountText}
    />
  );
}

/** The number of the document, for head office alone (SV-06). */
function DocumentNumber({ stage }: { readonly stage: TopUpStage }) {
  const say = useWords();
  const room = useRoom();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (stage.missing === 'number') field.current?.focus();
  }, [stage.missing]);
  const rows = useRef<HTMLDivElement>(null);
  // On a small screen they come up below what is in sight.
  useEffect(() => {
    rows.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const confirm = () => offerTopUp(room);
  return (
    <div className="value-document" ref={rows}>
      <TextBox
        hint={say('value.identity_number_means')}
        inputRef={field}
        label={say('value.identity_number')}
        onChange={(identityNumber) => changeTopUp(room, { identityNumber })}
        onEnter={confirm}
        value={stage.draft.identityNumber}
      />
      <TextBox
        hint={say('value.identity_name_hint')}
        label={say('value.identity_name')}
        onChange={(identityName) => changeTopUp(room, { identityName })}
        onEnter={confirm}
        value={stage.draft.identityName}
      />
    </div>
  );
}

/** What the law and the line allow, each in words. */
function Limits({ offer }: { readonly offer: ValueOffer }) {
  const say = useWords();
  const { limits, offline } = offer;
  return (
    <aside className="value-limits">
      <h2>{say('value.limits')}</h2>
      <p>
        <strong>{say('value.limit_now', { amount: yuan(offer.maxFen) })}</strong>
      </p>
      <p>
        {say('value.limit_law', {
          law: limits.name,
          most: yuan(limits.maxBalanceFen),
          now: yuan(limits.walletFen),
        })}
      </p>
      {offline === null ? null : (
        <p className="value-limit-offline">
          {say('value.limit_offline', {
            once: yuan(offline.maxTopUpFen),
            most: yuan(offline.maxBalanceFen),
          })}
        </p>
      )}
      <p>
        {limits.identityFromFen === 0
          ? say(offer.identityNeeded ? 'value.limit_identity' : 'value.limit_identity_done')
          : say('value.limit_identity_from', { amount: yuan(limits.identityFromFen) })}
      </p>
      <p>{say('value.limit_cash', { amount: yuan(limits.noCashFromFen) })}</p>
      <p>{say('value.limit_minor', { amount: yuan(guardianAboveFen) })}</p>
    </aside>
  );
}

/** The money is on the wallet, or on its way there; the voucher is for the customer (SV-05). */
export function TopUpDone({ posted }: { readonly posted: PostedTopUp }) {
  const say = useWords();
  const amount = yuan(posted.paidFen + posted.bonusFen);
  return (
    <ValueDone
      label={say('value.voucher')}
      lines={posted.voucher}
      means={say('value.topped_up_means')}
      words={say('value.topped_up', { amount, contractNo: posted.contractNo })}
    />
  );
}

/** What was done, and the paper for the customer. */
export function ValueDone(props: {
  readonly words: string;
  readonly means: string;
  readonly label: string;
  readonly lines: readonly string[];
}): ReactNode {
  const say = useWords();
  const room = useRoom();
  return (
    <>
      <div aria-live="polite" className="refund-done">
        <p>{props.words}</p>
        <p className="value-done-means">{props.means}</p>
      </div>
      <Printout label={props.label}>
        <PrintLines lines={props.lines} />
      </Printout>
      <div className="side-task-acts">
        <Button keyHint="P" onPress={printPage} size="large">
          {say('value.print')}
        </Button>
        <Button
          keyHint="Enter"
          look="primary"
          onPress={() => void showHome(room)}
          size="large"
          takesFocus
        >
          {say('refund.close')}
        </Button>
      </div>
    </>
  );
}
