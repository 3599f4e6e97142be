import type { ConsentGiven, OperationPersonal } from '../operation/operation.ts';
import type {
  ConsentState,
  MemberCard,
  MemberProfile,
  PinVerifier,
  Stamped,
} from './member-state.ts';

/**
 * The later of two values wins, by corrected time (architecture, point 5). At the same millisecond the greater text wins:
 * arbitrary, but the same on every replica and in every order of arrival.
 */
function laterText(current: Stamped<string> | undefined, next: Stamped<string>): Stamped<string> {
  if (current === undefined || next.setAtMs > current.setAtMs) return next;
  return next.setAtMs === current.setAtMs && next.value > current.value ? next : current;
}

/** As `laterText`; at the same millisecond a reset (null) wins, which is the safe side. */
export function laterPin(
  current: Stamped<PinVerifier | null> | undefined,
  next: Stamped<PinVerifier | null>,
): Stamped<PinVerifier | null> {
  if (current === undefined || next.setAtMs > current.setAtMs) return next;
  if (next.setAtMs < current.setAtMs || current.value === null) return current;
  return next.value === null || next.value > current.value ? next : current;
}

/** Merges the named fields of an operation's personal part into a profile. Fields that were erased change nothing. */
export function mergeProfile(
  profile: MemberProfile,
  fields: readonly ('name' | 'phone' | 'birthday')[],
  personal: OperationPersonal | undefined,
  atMs: number,
): MemberProfile {
  const merged: { -readonly [Field in keyof MemberProfile]: MemberProfile[Field] } = { ...profile };
  for (const field of fields) {
    const value = personal?.[field];
    if (value !== undefined) merged[field] = laterText(merged[field], { value, setAtMs: atMs });
  }
  return merged;
}

/** Binds a card, in order of binding. Binding the same card again keeps the earlier time. */
export function bindCard(cards: readonly MemberCard[], card: MemberCard): readonly MemberCard[] {
  const bound = cards.find((each) => each.cardNo === card.cardNo);
  if (bound !== undefined && bound.boundAtMs <= card.boundAtMs) return cards;
  return [...cards.filter((each) => each !== bound), card].toSorted(byBinding);
}

/**
 * Merges consents given or withdrawn at a moment, each item on its own (PV-02). At the same millisecond a withdrawal wins.
 */
export function mergeConsents(
  consents: readonly ConsentState[],
  given: readonly ConsentGiven[],
  atMs: number,
): readonly ConsentState[] {
  const merged = [...consents];
  for (const { item, given: isGiven, noticeVersion } of given) {
    const next = { item, given: isGiven, noticeVersion, setAtMs: atMs };
    const index = merged.findIndex((consent) => consent.item === item);
    const current = merged[index];
    if (current === undefined) merged.push(next);
    else if (isLaterConsent(current, next)) merged[index] = next;
  }
  return merged.toSorted(byItem);
}

function isLaterConsent(current: ConsentState, next: ConsentState): boolean {
  if (next.setAtMs !== current.setAtMs) return next.setAtMs > current.setAtMs;
  if (next.given !== current.given) return !next.given;
  return next.noticeVersion > current.noticeVersion;
}

function byBinding(a: MemberCard, b: MemberCard): number {
  if (a.boundAtMs !== b.boundAtMs) return a.boundAtMs - b.boundAtMs;
  return a.cardNo < b.cardNo ? -1 : 1;
}

function byItem(a: ConsentState, b: ConsentState): number {
  return a.item < b.item ? -1 : 1;
}
