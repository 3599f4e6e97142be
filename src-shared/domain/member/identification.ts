/**
 * How sure a counter is of who stands there (ID-02). L0: somebody said a number. L1: somebody holds the card, or knows
 * something the member knows. L2: somebody typed the member's PIN, or showed a fresh code of the member's phone.
 */
export const identificationLevels = ['L0', 'L1', 'L2'] as const;
export type IdentificationLevel = (typeof identificationLevels)[number];

/** What somebody did to be known. A list is a search by name or by a part of the phone. */
export type WayOfIdentification =
  | 'spoken_phone'
  | 'list'
  | 'card'
  /** A signed code, fresh by a clock that can be trusted (ID-03), or by one that cannot (ID-05). */
  | 'code'
  | 'doubtful_code'
  | 'surname'
  | 'birthday'
  | 'manager'
  | 'enrolled'
  | 'pin';

/** What is done to or for a member, as far as it asks for a level. */
export type MemberAct = 'earn' | 'memberPrice' | 'seeAssets' | 'changeProfile' | 'spendPoints';

const levelByWay: Readonly<Record<WayOfIdentification, IdentificationLevel>> = {
  spoken_phone: 'L0',
  list: 'L0',
  card: 'L1',
  code: 'L2',
  // It may be a picture of minutes ago: spending needs the PIN as well.
  doubtful_code: 'L1',
  surname: 'L1',
  birthday: 'L1',
  manager: 'L1',
  // The phone was given by the person in front of the counter, and there was nothing to see before.
  enrolled: 'L1',
  pin: 'L2',
};

const levelByAct: Readonly<Record<MemberAct, IdentificationLevel>> = {
  // Queues must move: whoever knows a phone may give its owner points.
  earn: 'L0',
  memberPrice: 'L0',
  seeAssets: 'L1',
  // A name, a card or a first PIN put in by a stranger would be the stranger's way to the next level.
  changeProfile: 'L1',
  spendPoints: 'L2',
};

/** The level that a way of being known gives by itself. */
export function levelOfWay(way: WayOfIdentification): IdentificationLevel {
  return levelByWay[way];
}

/** The higher of two levels: within one visit, nobody becomes less known by saying a number again. */
export function higherLevel(a: IdentificationLevel, b: IdentificationLevel): IdentificationLevel {
  return rankOf(a) >= rankOf(b) ? a : b;
}

/** Whether somebody known so well may have this done. */
export function isKnownEnough(level: IdentificationLevel, act: MemberAct): boolean {
  return rankOf(level) >= rankOf(levelByAct[act]);
}

function rankOf(level: IdentificationLevel): number {
  return identificationLevels.indexOf(level);
}
