import { addMonths, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import { maskIdentityNumber } from '../../src-shared/values/identity-number.ts';
import { maskName } from '../../src-shared/values/mask.ts';
import { type IdentityRecord, listIdentities } from '../store/identity-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

/** Order 9: so long after the purchase. */
const keptMonths = 60;

/** The documents that a member's stored value was bought with, masked (SV-06, ID-11). */
export function listIdentitiesHandler(office: OfficeServices) {
  return adminCalls.member.identities.handler(async ({ input }) => {
    const { memberId } = input;
    const records = await listIdentities(office.store.database, memberId);
    office.log.info({ memberId, count: records.length }, 'documents of a member were looked at');
    return {
      identities: records.map((record) => {
        const identity = office.identityKeys.open(record.sealed, record.memberId);
        return {
          ...toRecord(record),
          maskedNumber: identity === null ? null : maskIdentityNumber(identity.number),
          maskedName: identity === null ? null : maskName(identity.name),
        };
      }),
    };
  });
}

/** One of them in full, for somebody who says why; who and when is logged, and never what was shown. */
export function revealIdentityHandler(office: OfficeServices) {
  return adminCalls.member.revealIdentity.handler(async ({ input, errors }) => {
    const { memberId, operationId, actor, reason } = input;
    const records = await listIdentities(office.store.database, memberId);
    const record = records.find((each) => each.operationId === operationId);
    const identity =
      record === undefined ? null : office.identityKeys.open(record.sealed, record.memberId);
    office.log.warn(
      { memberId, operationId, actor, reason, shown: identity !== null },
      'a document was opened',
    );
    if (record === undefined || identity === null) {
      throw errors.not_found({ message: 'There is no such document, or it cannot be opened.' });
    }
    return { ...toRecord(record), number: identity.number, name: identity.name };
  });
}

function toRecord({ operationId, document, storeId, businessDate }: IdentityRecord) {
  const day = parseBusinessDate(businessDate);
  const keptUntilDay = day === null ? businessDate : addMonths(day, keptMonths);
  return { operationId, document, storeId, businessDate, keptUntilDay };
}
