import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberId } from '../../values/ids.ts';
import { maskName, maskPhone } from '../../values/mask.ts';
import type { Phone } from '../../values/phone.ts';
import { settledValue } from '../stored-value/value-balance.ts';
import { isGranted } from '../tier/granted-tier.ts';
import type { MemberState, Purse } from './member-state.ts';

/**
 * What a counter shows of a member, as a part of the whole state: small, so that a look-up need not read and parse
 * everything a member ever did. Derived, never edited.
 */
export interface MemberFace extends Purse, Pick<MemberState, 'memberNo' | 'status' | 'tierCode'> {
  /** "" for a member without a name (ID-11). */
  readonly maskedName: string;
  readonly maskedPhone: string;
  /** "MM-DD" or "YYYY-MM-DD". */
  readonly birthday?: string;
  /** The last day of a tier that was given by hand or for points: after it only the whole state tells (`withTierOn`). */
  readonly grantedUntilDay?: BusinessDate;
  readonly cardCount: number;
  readonly hasPin: boolean;
  /** Stored value that head office has, in fen; absent where there never was any. */
  readonly value?: { readonly principalFen: number; readonly bonusFen: number };
  /** Merged away: look-ups lead to that member (PL-19). */
  readonly mergedInto?: MemberId;
}

/** Takes the face of a state. */
export function faceOf(state: MemberState): MemberFace {
  const { tierTerm } = state;
  const { phone, name, birthday } = state.profile;
  return {
    memberNo: state.memberNo,
    status: state.status,
    maskedName: name === undefined ? '' : maskName(name.value),
    maskedPhone: maskPhone(phone.value as Phone), // cleaned when it was set
    ...(birthday === undefined ? {} : { birthday: birthday.value }),
    tierCode: state.tierCode,
    ...(tierTerm !== undefined && isGranted(tierTerm)
      ? { grantedUntilDay: tierTerm.untilDay }
      : {}),
    lots: state.lots,
    pendingLots: state.pendingLots,
    ...(state.waitingLots === undefined ? {} : { waitingLots: state.waitingLots }),
    heldPoints: state.heldPoints,
    debtPoints: state.debtPoints,
    reservations: state.reservations,
    ...(state.storeGrants === undefined ? {} : { storeGrants: state.storeGrants }),
    cardCount: state.cards.length,
    hasPin: typeof state.pin?.value === 'string',
    ...(state.value === undefined ? {} : { value: settledValue(state.value) }),
    ...(state.mergedInto === undefined ? {} : { mergedInto: state.mergedInto.otherMemberId }),
  };
}
