import type { ValueOffer } from '../../../../../src-shared/contract/till/stored-value.ts';
import { cleanIdentityNumber } from '../../../../../src-shared/values/identity-number.ts';
import { busily } from '../../../../client/busily.ts';
import { readAmountFen, tidyAmountText } from '../../../../parts/amount-text.ts';
import { yuan } from '../../../../parts/format.ts';
import type { Say } from '../../../../parts/words.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../../till-room.ts';
import type { TopUpDraft, TopUpStage } from '../../value-state.ts';
import { setStage, takeMember, valueStepOf } from './wallet.ts';

export function startTopUp(room: TillRoom): void {
  const offer = valueStepOf(room)?.wallet?.offer;
  if (offer === null || offer === undefined) return;
  room.store.setState({ notice: null });
  const fits = offer.packages.find((each) => each.payFen + each.bonusFen <= offer.maxFen);
  setStage(room, {
    status: 'top_up',
    topUpId: room.newId('tu'),
    draft: {
      packageId: (fits ?? offer.packages[0])?.packageId ?? null,
      amountText: '',
      method: null,
      identity: null,
      identityNumber: '',
      identityName: '',
      guardianConfirmed: false,
    },
    asksIdentity: offer.identityNeeded,
    asksGuardian: false,
    missing: null,
  });
}

/** Something else is wanted: that is another top-up. */
export function changeTopUp(room: TillRoom, by: Partial<TopUpDraft>): void {
  const stage = valueStepOf(room)?.stage;
  if (stage?.status !== 'top_up') return;
  const draft = { ...stage.draft, ...by };
  const amountText = tidyAmountText(draft.amountText, stage.draft.amountText);
  const changed = { draft: { ...draft, amountText }, missing: null };
  setStage(room, { ...stage, topUpId: room.newId('tu'), ...changed });
}

/** What would be paid and given on top; null while it is no amount that is offered. Money in fen. */
export function topUpAmounts(
  offer: ValueOffer,
  { packageId, amountText }: TopUpDraft,
): { readonly paidFen: number; readonly bonusFen: number } | null {
  if (packageId !== null) {
    const found = offer.packages.find((each) => each.packageId === packageId);
    return found === undefined ? null : { paidFen: found.payFen, bonusFen: found.bonusFen };
  }
  const paidFen = readAmountFen(amountText) ?? 0;
  const isStep = offer.freeStepFen !== null && paidFen > 0 && paidFen % offer.freeStepFen === 0;
  return isStep ? { paidFen, bonusFen: 0 } : null;
}

/** Turns the screen to the customer, who sees what they agree to; says what is missing before. */
export function offerTopUp(room: TillRoom): void {
  const step = valueStepOf(room);
  if (step?.stage.status !== 'top_up' || step.wallet === null || step.wallet.offer === null) return;
  const { stage, wallet, before } = step;
  const missing = missingOf(room, step.wallet.offer, stage);
  if (missing !== null) {
    setStage(room, { ...stage, missing: missing.at });
    return announce(room, { tone: 'ask', title: missing.words });
  }
  goTo(room, { status: 'value_customer', wallet, stage, message: '', before });
}

/** The customer has agreed and paid: the wallet gets it. A repeated try tops up once. */
export function agreeTopUp(room: TillRoom, stage: TopUpStage): Promise<void> {
  return busily(room, async () => {
    const { sale, step } = room.store.getState();
    const { draft, topUpId } = stage;
    const { method, identity, packageId } = draft;
    const identityName = draft.identityName.trim();
    const isNumbered = identity !== null && draft.identityNumber.trim() !== '';
    if (sale.member === null || step.status !== 'value_customer' || method === null) return;
    const { memberId } = sale.member;
    const wanted =
      packageId === null ? { amountFen: readAmountFen(draft.amountText) ?? 0 } : { packageId };
    const result = await room.line.call(({ storedValue }, withSignal) =>
      storedValue.topUp(
        {
          topUpId,
          memberId,
          ...wanted,
          method,
          ...(identity === null ? {} : { identity }),
          ...(isNumbered ? { identityNumber: draft.identityNumber.trim() } : {}),
          ...(isNumbered && identityName !== '' ? { identityName } : {}),
          guardianConfirmed: draft.guardianConfirmed,
          termsConfirmed: true,
        },
        withSignal,
      ),
    );
    const { wallet, before } = step;
    if (result.status === 'ok') {
      takeMember(room, result.value.member);
      const posted = result.value;
      goTo(room, { status: 'value', wallet, stage: { status: 'topped_up', posted }, before });
      room.sound('ok');
      return;
    }
    if (result.status === 'failed') {
      room.store.setState({ step: { ...step, message: wordsOfNo(room, result) } });
      room.sound('refuse');
      return;
    }
    const asks = {
      asksIdentity: stage.asksIdentity || result.code === 'value_identity_needed',
      asksGuardian: stage.asksGuardian || result.code === 'value_guardian_needed',
    };
    goTo(room, { status: 'value', wallet, stage: { ...stage, ...asks }, before });
    announceNo(room, result);
  });
}

/** What is still missing, in words, and where it is filled in. */
function missingOf(
  room: TillRoom,
  offer: ValueOffer,
  { draft, ...stage }: TopUpStage,
): { readonly words: string; readonly at: TopUpStage['missing'] } | null {
  const { say } = room;
  const amounts = topUpAmounts(offer, draft);
  if (amounts === null) {
    return { words: say('value.step', { amount: yuan(offer.freeStepFen ?? 0) }), at: null };
  }
  if (amounts.paidFen + amounts.bonusFen > offer.maxFen) {
    return { words: tooMuchText(say, offer, draft), at: null };
  }
  if (draft.method === null) return { words: say('value.method_first'), at: 'method' };
  if (stage.asksIdentity && draft.identity === null) {
    return { words: say('value.identity_first'), at: 'identity' };
  }
  if (asksNumber(offer, { draft, ...stage }) && !hasNumber(draft)) {
    return { words: say('value.identity_number_first'), at: 'number' };
  }
  if (stage.asksGuardian && !draft.guardianConfirmed) {
    return { words: say('value.guardian_first'), at: null };
  }
  return null;
}

/** Of a free amount only whole steps are possible: where not one of them is, the step is what is in the way. */
function tooMuchText(say: Say, offer: ValueOffer, { packageId }: TopUpDraft): string {
  const stepFen = packageId === null ? (offer.freeStepFen ?? 1) : 1;
  const maxFen = offer.maxFen - (offer.maxFen % stepFen);
  if (maxFen > 0 || offer.maxFen === 0) return say('value.top_up_max', { amount: yuan(maxFen) });
  return say('value.top_up_step_max', { step: yuan(stepFen), amount: yuan(offer.maxFen) });
}

/** Whether the number of the document that was chosen is written down. */
export function asksNumber(offer: ValueOffer, { draft, asksIdentity }: TopUpStage): boolean {
  return asksIdentity && offer.identityNumberNeeded && draft.identity !== null;
}

function hasNumber({ identity, identityNumber }: TopUpDraft): boolean {
  return identity !== null && cleanIdentityNumber(identity, identityNumber) !== null;
}
