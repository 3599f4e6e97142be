import { printPage } from '../../../../client/print-page.ts';
import type { TillRoom } from '../../till-room.ts';
import { freeze } from './freeze.ts';
import { payWithValue } from './pay.ts';
import { chooseBasis, confirmValueRefund, printRefund } from './refund.ts';
import { changeTopUp, offerTopUp } from './top-up.ts';
import { showHome, valueStepOf } from './wallet.ts';

/** The keys of the stages of stored value: Enter goes on, digits choose, P prints. Fields keep their keys. */
export function pressValueKey(room: TillRoom, { key, target }: KeyboardEvent): boolean {
  const step = valueStepOf(room);
  const isTyping = target instanceof HTMLInputElement && target.type === 'text';
  if (step === null || isTyping) return false;
  if (key === 'Enter') return !(target instanceof HTMLButtonElement) && pressEnter(room);
  if (key === 'p' || key === 'P') return pressPrint(room);
  return /^[1-9]$/.test(key) && pressDigit(room, Number(key) - 1);
}

function pressEnter(room: TillRoom): boolean {
  switch (valueStepOf(room)?.stage.status) {
    case 'pay':
      return done(() => void payWithValue(room));
    case 'top_up':
      return done(() => offerTopUp(room));
    case 'refund':
      return done(() => void confirmValueRefund(room));
    case 'freeze':
      return done(() => void freeze(room));
    case 'topped_up':
    case 'refunded':
      return done(() => void showHome(room));
    default:
      return false;
  }
}

function pressPrint(room: TillRoom): boolean {
  switch (valueStepOf(room)?.stage.status) {
    case 'refund':
      return done(() => printRefund(room));
    case 'topped_up':
    case 'refunded':
    case 'statement':
      return done(printPage);
    default:
      return false;
  }
}

function pressDigit(room: TillRoom, index: number): boolean {
  const step = valueStepOf(room);
  if (step?.stage.status === 'refund') {
    const basis = step.stage.quote.workings[index]?.basis;
    return basis !== undefined && done(() => chooseBasis(room, basis));
  }
  if (step?.stage.status !== 'top_up') return false;
  const packages = step.wallet?.offer?.packages ?? [];
  if (index > packages.length) return false;
  // After the packages comes an amount of one's own.
  return done(() => changeTopUp(room, { packageId: packages[index]?.packageId ?? null }));
}

function done(act: () => void): true {
  act();
  return true;
}
