import { offlineModeOf } from '../../src-shared/domain/coupon/decide-coupon-use.ts';
import type { CouponTemplate, MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { maxCouponLifeDays } from '../../src-shared/programme/checks/coupon-ends.ts';
import { transferableFlag } from '../../src-shared/scan/coupon-code.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { cleanPhone } from '../../src-shared/values/phone.ts';
import { listIssued } from '../store/coupon-store.ts';
import type { Queryable } from '../store/database.ts';
import { findMember, findPhoneHolder, followMerges } from '../store/member-store.ts';
import { adminCalls } from './admin-calls.ts';
import { issueCoupons, type Issued } from './issue-coupons.ts';
import { rotateKeys } from './rotate-keys.ts';
import type { OfficeServices } from './office-services.ts';
import { signCouponCode } from './sign-coupon-code.ts';

/** Longer than a coupon lives that was issued on the day of a change of key. */
const overlapMs = (maxCouponLifeDays + 1) * 86_400_000;

/** Issues coupons to members by id and by phone, all in one transaction (R072). Safe to repeat under its issueId. */
export function issueCouponsHandler(office: OfficeServices) {
  return adminCalls.coupon.issue.handler(async ({ input, errors }) => {
    const { issueId, templateId, memberIds, phones, storeId, actor, reason } = input;
    const atMs = office.nowMs();
    const businessDate = businessDateAt(atMs);
    const programme = (await office.programmes(office.store.database)).onDay(businessDate);
    const template = programme?.coupons.templates.find((each) => each.templateId === templateId);
    if (programme === null || template === undefined) {
      const message = 'The programme in effect has no such coupon template.';
      throw errors.coupon_template_unknown({ message });
    }
    const issued = await office.store.database.transaction(async (transaction) => {
      const before = await listIssued(transaction, issueId);
      if (before.some((each) => each.templateId !== templateId)) return 'id_reused';
      const byPhone = await findByPhones(transaction, phones);
      const wanted = new Map<string, string | null>([
        ...memberIds.map((memberId): [string, string] => [memberId, memberId]),
        ...byPhone,
      ]);
      const issue = {
        issueId,
        template,
        programmeVersion: programme.version,
        businessDate,
        atMs,
        actor,
        reason,
        ...(storeId === undefined ? {} : { storeId }),
      };
      const ids = [...wanted.values()].filter((memberId) => memberId !== null);
      const answers = await issueCoupons(transaction, issue, [...new Set(ids)]);
      return [...wanted].map(([member, memberId]) =>
        toAnswer(member, memberId === null ? undefined : answers.get(memberId)),
      );
    });
    if (issued === 'id_reused') {
      throw errors.id_reused({ message: 'This issueId belongs to another template.' });
    }
    office.changes.notify();
    const issuedCount = issued.filter(({ status }) => status === 'issued').length;
    office.log.info({ issueId, templateId, issuedCount, actor }, 'coupons were issued');
    return { members: issued };
  });
}

/** A member's coupons as head office knows them; those that can be used have their signed code. */
export function listCouponsHandler(office: OfficeServices) {
  return adminCalls.coupon.list.handler(async ({ input, errors }) => {
    const { database } = office.store;
    const row = await followMerges(database, await findMember(database, input.memberId));
    if (row === null) throw errors.not_found({ message: 'There is no member of this id.' });
    const state = JSON.parse(row.stateJson) as MemberState; // written by this office
    const today = businessDateAt(office.nowMs());
    const programme = (await office.programmes(database)).onDay(today);
    office.log.info({ memberId: state.memberId }, 'coupons of a member were looked at');
    const coupons = (state.coupons ?? []).map((coupon) => {
      const template = programme?.coupons.templates.find(
        ({ templateId }) => templateId === coupon.templateId,
      );
      const isUsable = coupon.status === 'issued' && coupon.toDay >= today;
      return {
        couponId: coupon.couponId,
        templateId: coupon.templateId,
        status: coupon.status,
        fromDay: coupon.fromDay,
        toDay: coupon.toDay,
        storeId: coupon.storeId ?? null,
        use: coupon.use ?? null,
        handedOver: coupon.handedOver ?? null,
        code:
          isUsable && template !== undefined
            ? signCouponCode(office.couponKeys, codeOf(state, coupon, template))
            : null,
      };
    });
    return { coupons };
  });
}

/** Changes the key that signs coupon codes; tills have the new one already, and get the one after it (CP-06). */
export function rotateCouponKeyHandler(office: OfficeServices) {
  return adminCalls.coupon.rotateKey.handler(async ({ input }) => {
    const keyIds = await rotateKeys(office, 'couponKeys', input.stolen ? 0 : overlapMs);
    return { keyIds };
  });
}

function codeOf({ memberId }: MemberState, coupon: MemberCoupon, template: CouponTemplate) {
  const { couponId, templateId, fromDay, toDay } = coupon;
  const isOnlineOnly = offlineModeOf(coupon, template) === 'online_only';
  const flags = `${isOnlineOnly ? 'O' : ''}${template.transferable ? transferableFlag : ''}`;
  return { couponId, templateId, memberId, fromDay, toDay, flags };
}

/** The member of each phone: the one enrolled first of several. null where there is none. */
async function findByPhones(
  transaction: Queryable,
  phones: readonly string[],
): Promise<readonly [string, string | null][]> {
  const found: [string, string | null][] = [];
  for (const phone of phones) {
    const cleaned = cleanPhone(phone);
    const row =
      cleaned.status === 'refused' ? null : await findPhoneHolder(transaction, cleaned.phone);
    found.push([phone, row?.memberId ?? null]);
  }
  return found;
}

function toAnswer(member: string, issued: Issued | undefined) {
  if (issued === undefined || issued.status === 'refused') {
    const reason = issued?.reason ?? 'member_unknown';
    return { member, status: 'refused' as const, couponId: null, reason };
  }
  return { member, status: issued.status, couponId: issued.couponId, reason: null };
}
