import type { ScanResult } from '../../src-shared/contract/till/scan.ts';
import { classifyScan } from '../../src-shared/scan/classify-scan.ts';
import { formatWords } from '../../src-shared/text/format-words.ts';
import { refusalText } from '../../src-shared/text/refusal-words.ts';
import { type ScanMessage, scanWords } from '../../src-shared/text/scan-words.ts';
import type { ActiveTill } from './active-till.ts';
import { couponScanResult, scanCoupon, type ScannedCoupon } from './coupon/scan-coupon.ts';
import { type MemberSeen, seenOf } from './find-member.ts';
import { noteWay } from './identify.ts';
import { maskedNameOf, memberSummary } from './member-summary.ts';
import type { Session } from './session.ts';

/** What a scan came to, before anybody puts it into words. It never holds the digits of a payment code (ID-01). */
export type Scanned =
  | { readonly status: 'found'; readonly kind: 'member_card' | 'phone'; readonly seen: MemberSeen }
  | {
      readonly status: 'not_found' | 'not_in_replica';
      readonly kind: 'member_card' | 'phone';
      readonly code: string;
    }
  | { readonly status: 'refused'; readonly code: 'payment_code' | 'phone_region_needed' }
  | { readonly status: 'coupon'; readonly coupon: ScannedCoupon }
  | { readonly status: 'goods'; readonly code: string }
  | { readonly status: 'unknown' };

const longestCard = 64;

/** Understands a code and finds its member: in the replica, else at head office while there is a line. */
export async function findScanned(till: ActiveTill, text: string): Promise<Scanned> {
  const scanned = classifyScan(text, { cardPrefixes: till.reference.cardPrefixes() });
  switch (scanned.kind) {
    case 'member_card':
      return foundCard(till, scanned.cardNo) ?? (await ask(till, 'member_card', scanned.cardNo));
    case 'phone':
      return foundPhone(till, scanned.phone) ?? (await ask(till, 'phone', scanned.phone));
    case 'phone_region_needed':
      // Some chains have cards of 8 digits without a prefix.
      return foundCard(till, scanned.digits) ?? { status: 'refused', code: 'phone_region_needed' };
    case 'payment_code':
      return { status: 'refused', code: 'payment_code' };
    case 'coupon':
      return { status: 'coupon', coupon: scanCoupon(till, scanned.code) };
    case 'coupon_unreadable':
      return { status: 'coupon', coupon: { status: 'unreadable' } };
    case 'goods':
      return { status: 'goods', code: scanned.code };
    case 'unknown':
      return foundOtherCard(till, text) ?? { status: 'unknown' };
  }
}

/** Says a scan to whoever is shown it, in their language; who holds a card is known to them from now on (ID-02). */
export function scanResult(till: ActiveTill, scanned: Scanned, session: Session): ScanResult {
  const { language } = session;
  const words = scanWords[language];
  switch (scanned.status) {
    case 'found': {
      const message = formatWords(words.found, { maskedName: maskedNameOf(scanned.seen) });
      const way = scanned.kind === 'member_card' ? 'card' : 'spoken_phone';
      noteWay(till, session, scanned.seen.memberId, way);
      const member = memberSummary(till, scanned.seen, session);
      return { kind: scanned.kind, status: 'found', message, member };
    }
    case 'not_found':
    case 'not_in_replica': {
      const code = scanned.kind === 'phone' ? { phone: scanned.code } : { cardNo: scanned.code };
      const message = words[missingMessage(till, scanned)];
      return { kind: scanned.kind, status: scanned.status, message, ...code };
    }
    case 'refused': {
      const kind = scanned.code === 'payment_code' ? 'payment_code' : 'phone';
      return { kind, status: 'refused', message: refusalText(language, scanned.code) };
    }
    case 'coupon':
      return couponScanResult(till, scanned.coupon, language);
    case 'goods':
      // Goods are the cash register's own business: it asked for a member, and hears that this is none.
      return session.operator?.kind === 'pos'
        ? { kind: 'unknown', status: 'not_found', message: words.unknown }
        : { kind: 'goods', status: 'found', message: words.goods, goodsCode: scanned.code };
    case 'unknown':
      return { kind: 'unknown', status: 'not_found', message: words.unknown };
  }
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

function missingMessage(
  till: ActiveTill,
  scanned: { readonly status: 'not_found' | 'not_in_replica'; readonly kind: string },
): ScanMessage {
  if (scanned.status === 'not_in_replica') {
    return till.reference.isOnline() ? 'loading' : 'not_in_replica';
  }
  return scanned.kind === 'phone' ? 'phone_not_found' : 'card_not_found';
}

function foundCard(till: ActiveTill, cardNo: string): Scanned | null {
  const row = till.store.member.findByCard(cardNo);
  return row === null ? null : { status: 'found', kind: 'member_card', seen: seenOf(till, row) };
}

function foundPhone(till: ActiveTill, phone: string): Scanned | null {
  const [row] = till.store.member.findByPhone(phone);
  return row === undefined ? null : { status: 'found', kind: 'phone', seen: seenOf(till, row) };
}

/** A card of the chain's old list may look like nothing we know. It counts only when it is bound to somebody. */
function foundOtherCard(till: ActiveTill, text: string): Scanned | null {
  const cardNo = text.normalize('NFKC').trim().toUpperCase();
  return cardNo === '' || cardNo.length > longestCard ? null : foundCard(till, cardNo);
}

async function ask(
  till: ActiveTill,
  kind: 'member_card' | 'phone',
  code: string,
): Promise<Scanned> {
  if (till.reference.isOnline()) {
    const by = kind === 'phone' ? { phone: code } : { cardNo: code };
    const answer = await till.sync.findMember(by);
    if (answer.status === 'found') {
      const found = kind === 'phone' ? foundPhone(till, code) : foundCard(till, code);
      if (found !== null) return found;
    }
    if (answer.status === 'not_found') return { status: 'not_found', kind, code };
  }
  // A replica that is whole knows whom there is; one that is still loading does not.
  return { status: till.reference.isLoaded() ? 'not_found' : 'not_in_replica', kind, code };
}
