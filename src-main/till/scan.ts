import type { ScanResult } from '../../src-shared/contract/till/scan.ts';
import { faceOf } from '../../src-shared/domain/member/member-face.ts';
import {
  classifyRead,
  isCardLikeAPhone,
  isLikelySpoilt,
} from '../../src-shared/scan/classify-scan.ts';
import { isStripeText } from '../../src-shared/scan/decoders/stripe-text.ts';
import type { ReaderRead } from '../../src-shared/scan/reader-frame.ts';
import { formatWords } from '../../src-shared/text/format-words.ts';
import { refusalText } from '../../src-shared/text/refusal-words.ts';
import { type ScanMessage, scanWords } from '../../src-shared/text/scan-words.ts';
import type { ActiveTill } from './active-till.ts';
import { couponScanResult, scanCoupon } from './coupon/scan-coupon.ts';
import { faceOfMember, findElsewhere, readSurvivor, seenOf } from './find-member.ts';
import { noteWay } from './identify.ts';
import { maskedNameOf, memberSummary } from './member-summary.ts';
import { type CodeUse, openMemberCode } from './member-code/open-member-code.ts';
import { missing } from './missing-scanned.ts';
import type { Scanned, ScannedBy, ScanRefusal } from './scanned.ts';
import type { Session } from './session.ts';

const longestCard = 64;

/** What somebody typed, or a scanner that types, as if a reader had read it. */
export function typedRead(text: string): ReaderRead {
  return { source: 'code', text, symbology: null };
}

/**
 * Understands what a reader read and finds its member: in the replica, else at head office while there is a line. A signed
 * code is opened by it, once.
 */
export async function findScanned(
  till: ActiveTill,
  read: ReaderRead,
  use: CodeUse & { readonly origin: 'scanned' | 'typed' },
): Promise<Scanned> {
  const cardPrefixes = till.reference.cardPrefixes();
  const scanned = classifyRead(read, { cardPrefixes, origin: use.origin });
  if (scanned.kind === 'member_card' && isOfCard(read)) till.readCards.note(scanned.cardNo);
  switch (scanned.kind) {
    case 'member_card': {
      const { kind, cardNo } = scanned;
      const found = foundCard(till, cardNo) ?? (await ask(till, kind, cardNo));
      if (found.status !== 'not_found' || found.elsewhere !== undefined || isOfCard(read)) {
        return found;
      }
      const isHalf = till.halfReads.isHalf(cardNo);
      const isSpoilt = isLikelySpoilt(cardNo, { cardPrefixes, origin: use.origin, isHalf });
      return isSpoilt ? { status: 'maybe_spoilt' } : found;
    }
    case 'static_code':
      return (
        foundCard(till, scanned.cardNo, scanned.kind) ??
        (await ask(till, scanned.kind, scanned.cardNo))
      );
    case 'signed_code':
      return openMemberCode(till, scanned.code, use);
    case 'phone':
      return (
        foundPhone(till, scanned.phone) ??
        foundCardLikeAPhone(till, read.text) ??
        (await ask(till, 'phone', scanned.phone))
      );
    case 'phone_region_needed':
      // Some chains have cards of 8 digits without a prefix.
      return (
        foundCard(till, scanned.digits) ??
        (await askIfElsewhere(till, scanned.digits)) ??
        missingEightDigits(till, scanned.digits, use)
      );
    case 'payment_code':
    case 'bank_card':
    case 'chip_random':
    case 'chip_empty':
    case 'staff_badge_unreadable':
      return { status: 'refused', code: scanned.kind };
    case 'own_code_unreadable':
      return { status: 'refused', code: 'member_code_unreadable' };
    case 'coupon':
      return { status: 'coupon', coupon: scanCoupon(till, scanned.code) };
    case 'coupon_unreadable':
      return { status: 'coupon', coupon: { status: 'unreadable' } };
    case 'staff_badge':
      return { status: 'staff_badge', staffId: scanned.staffId };
    case 'goods':
      return { status: 'goods', code: scanned.code };
    case 'unknown':
      return (await foundOtherCard(till, read)) ?? { status: 'unknown' };
  }
}

/** A reader reads no telephone: what it reads and begins or ends somebody's number is half of that. */
function missingEightDigits(
  till: ActiveTill,
  digits: string,
  { origin, openedBy }: { readonly origin: 'scanned' | 'typed'; readonly openedBy: ScannedBy },
): Scanned {
  const isRead = origin === 'scanned' && openedBy === 'screen'; // a cash register may send either
  return isRead && till.halfReads.isHalf(digits)
    ? { status: 'maybe_spoilt' }
    : { status: 'phone_region_needed', digits };
}

/** A chip or a stripe holds the number; a stripe's reader in keyboard mode types it with its marks. */
function isOfCard({ source, text }: ReaderRead): boolean {
  return source !== 'code' || isStripeText(text);
}

/** Says a scan to whoever is shown it, in their language; who holds a card is known to them from now on (ID-02). */
export function scanResult(till: ActiveTill, scanned: Scanned, session: Session): ScanResult {
  const { language } = session;
  const words = scanWords[language];
  switch (scanned.status) {
    case 'found': {
      const { seen, way, shared } = scanned;
      const found = way === 'doubtful_code' ? words.found_needs_pin : words.found;
      const maskedName = maskedNameOf(seen) || faceOfMember(seen).maskedPhone;
      const message = formatWords(found, { maskedName });
      noteWay(till, session, seen.memberId, way);
      const member = memberSummary(till, seen, session);
      return {
        kind: scanned.kind,
        status: 'found',
        message,
        member,
        ...(shared === undefined
          ? {}
          : { phone: shared.phone, sameNumberCount: shared.memberCount }),
      };
    }
    case 'not_found':
    case 'not_in_replica': {
      const { elsewhere } = scanned;
      const member = elsewhere === undefined ? null : memberSummary(till, elsewhere, session);
      const message =
        member === null
          ? words[missingMessage(till, scanned)]
          : formatWords(words.elsewhere, { tierName: member.tierName });
      return {
        kind: scanned.kind,
        status: scanned.status,
        message,
        ...(member === null ? {} : { member }),
        ...(scanned.kind === 'phone' ? { phone: scanned.code } : {}),
        ...(scanned.kind === 'member_card' ? { cardNo: scanned.code } : {}),
      };
    }
    case 'refused':
      return refusedResult(scanned.code, language);
    case 'phone_region_needed':
      return {
        kind: 'phone',
        status: 'refused',
        message: refusalText(language, scanned.status),
        phoneDigits: scanned.digits,
      };
    case 'staff_badge':
      return {
        kind: 'staff_badge',
        status: 'refused',
        message: words.staff_badge,
        staffId: scanned.staffId,
      };
    case 'coupon':
      return couponScanResult(till, scanned.coupon, language);
    case 'goods':
      // Goods are the cash register's own business: it asked for a member, and hears that this is none.
      return session.operator?.kind === 'pos'
        ? { kind: 'unknown', status: 'not_found', message: words.goods_at_pos }
        : { kind: 'goods', status: 'found', message: words.goods, goodsCode: scanned.code };
    case 'maybe_spoilt':
      return { kind: 'unknown', status: 'not_found', message: words.maybe_spoilt };
    case 'unknown':
      return { kind: 'unknown', status: 'not_found', message: words.unknown };
  }
}

/** What a screen is told whose scanner is being tested: nobody was looked up. */
export function testedResult({ language }: Session): ScanResult {
  return { kind: 'unknown', status: 'refused', message: scanWords[language].testing };
}

/** What a screen is told that asks for a scan too late, or for one that was taken. */
export function goneResult({ language }: Session): ScanResult {
  return { kind: 'unknown', status: 'refused', message: scanWords[language].gone };
}

/** Whose badge a reader of the till read; null for everything else. */
export function staffBadgeOf(till: ActiveTill, read: ReaderRead): string | null {
  const scanned = classifyRead(read, { cardPrefixes: till.reference.cardPrefixes() });
  return scanned.kind === 'staff_badge' ? scanned.staffId : null;
}

/** Notes that somebody looked somebody up (ID-06): how, who and whom, never with what. */
export function logScan(till: ActiveTill, operator: string, scanned: Scanned): void {
  const found =
    scanned.status === 'found'
      ? { foundCount: 1, memberId: scanned.seen.memberId }
      : { foundCount: 0 };
  const by = 'kind' in scanned ? scanned.kind : scanned.status;
  till.log.info({ by, operator, ...found }, 'members looked up');
}

function refusedResult(code: ScanRefusal, language: Session['language']): ScanResult {
  switch (code) {
    case 'payment_code':
      return { kind: 'payment_code', status: 'refused', message: refusalText(language, code) };
    case 'bank_card':
      return { kind: 'bank_card', status: 'refused', message: scanWords[language].bank_card };
    case 'chip_random':
    case 'chip_empty':
      return { kind: 'member_card', status: 'refused', message: scanWords[language][code] };
    case 'staff_badge_unreadable':
      return { kind: 'staff_badge', status: 'refused', message: scanWords[language][code] };
    default:
      return { kind: 'signed_code', status: 'refused', message: refusalText(language, code) };
  }
}

function missingMessage(
  till: ActiveTill,
  scanned: { readonly status: 'not_found' | 'not_in_replica'; readonly kind: string },
): ScanMessage {
  if (scanned.status === 'not_in_replica') {
    return till.reference.isOnline() ? 'loading' : 'not_in_replica';
  }
  if (scanned.kind === 'static_code' || scanned.kind === 'signed_code') return 'code_not_found';
  return scanned.kind === 'phone' ? 'phone_not_found' : 'card_not_found';
}

function foundCard(
  till: ActiveTill,
  cardNo: string,
  kind: 'member_card' | 'static_code' = 'member_card',
): Scanned | null {
  const row = till.store.member.findByCard(cardNo);
  return row === null ? null : { status: 'found', kind, way: 'card', seen: seenOf(till, row) };
}

function foundPhone(till: ActiveTill, phone: string): Scanned | null {
  const all = till.store.member.findByPhone(phone).map((row) => seenOf(till, row));
  const [seen] = all;
  if (seen === undefined) return null;
  // One that was merged away shows the survivor, and the survivor once.
  const memberCount = new Set(all.map(({ memberId }) => memberId)).size;
  const shared = memberCount > 1 ? { shared: { phone, memberCount } } : {};
  return { status: 'found', kind: 'phone', way: 'spoken_phone', seen, ...shared };
}

function foundCardLikeAPhone(till: ActiveTill, text: string): Scanned | null {
  const cardNo = text.trim();
  return isCardLikeAPhone(cardNo) ? foundCard(till, cardNo) : null;
}

/** A card of the chain's old list may look like nothing we know. It counts only when it is bound to somebody. */
async function foundOtherCard(till: ActiveTill, read: ReaderRead): Promise<Scanned | null> {
  if (read.source !== 'code') return null;
  const cardNo = read.text.normalize('NFKC').trim().toUpperCase();
  if (cardNo === '' || cardNo.length > longestCard) return null;
  return foundCard(till, cardNo) ?? askIfElsewhere(till, cardNo);
}

/** What may be a card and looks like none is asked for only where it is bound to a member of other stores. */
async function askIfElsewhere(till: ActiveTill, cardNo: string): Promise<Scanned | null> {
  return findElsewhere(till, cardNo) === null ? null : ask(till, 'member_card', cardNo);
}

async function ask(
  till: ActiveTill,
  kind: 'member_card' | 'static_code' | 'phone',
  code: string,
): Promise<Scanned> {
  if (till.reference.isOnline()) {
    const by = kind === 'phone' ? { phone: code } : { cardNo: code };
    const answer = await till.sync.findMember(by);
    if (answer.status === 'found') {
      const found = kind === 'phone' ? foundPhone(till, code) : foundCard(till, code, kind);
      if (found !== null) return found;
      // By a number of a member that was merged into this one.
      const survivor = readSurvivor(till, answer.memberId);
      if (survivor !== null) {
        const { memberId, state, hasPending } = survivor;
        const way = kind === 'phone' ? 'spoken_phone' : 'card';
        return { status: 'found', kind, way, seen: { memberId, face: faceOf(state), hasPending } };
      }
    }
    if (answer.status === 'not_found') return { status: 'not_found', kind, code };
  }
  return missing(till, { kind, code }, findElsewhere(till, code));
}
