import { adminCalls } from './admin-calls.ts';
import { issueCarryingCode, issueMemberCode } from './issue-member-code.ts';
import type { OfficeServices } from './office-services.ts';
import { rotateKeys } from './rotate-keys.ts';

/** A code is dead long before; this leaves a wrong clock at head office its time. */
const overlapMs = 86_400_000;
const noMember = { message: 'There is no member of this id who can have a code.' };

/** A fresh code of a member for the chain's own app (ID-03). */
export function getMemberCodeHandler(office: OfficeServices) {
  return adminCalls.member.code.handler(async ({ input, errors }) => {
    const issued = await issueMemberCode(office, input.memberId);
    if (issued === null) throw errors.not_found(noMember);
    return issued;
  });
}

/** The same with points to be spent at a store without the line (ID-04); also how the next picture is asked for. */
export function createMemberCodeHandler(office: OfficeServices) {
  return adminCalls.member.carry.handler(async ({ input, errors }) => {
    const answer = await issueCarryingCode(office, input);
    switch (answer.status) {
      case 'issued':
        return answer.issued;
      case 'member_unknown':
        throw errors.not_found(noMember);
      case 'store_unknown':
        throw errors.store_unknown({ message: 'There is no store of this id.' });
      case 'too_few_points': {
        const { availablePoints } = answer;
        const message = `Only ${availablePoints} points of this member are free to be carried now.`;
        throw errors.points_not_available({ message, data: { availablePoints } });
      }
    }
  });
}

/** Changes the key that signs member codes; tills have the new one already, and get the one after it (ID-03). */
export function rotateMemberCodeKeyHandler(office: OfficeServices) {
  return adminCalls.member.rotateCodeKey.handler(async ({ input }) => {
    const keyIds = await rotateKeys(office, 'memberCodeKeys', input.stolen ? 0 : overlapMs);
    return { keyIds };
  });
}
