import { isPinShape, pinWeakness } from '../../src-shared/values/pin.ts';
import { lockMembers } from '../store/member-store.ts';
import { listStaffMembers, replaceStaffMembers } from '../store/staff-member-store.ts';
import {
  findNamesake,
  findStaff,
  insertStaff,
  listStaff,
  revokeStaff,
} from '../store/staff-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';
import { isPinOf, makePinVerifier } from './pin-verifier.ts';

/**
 * Adds a person who may sign in at tills. A repeat with the same staffId and the same data changes nothing. Two people may
 * well have one name: the second is added with a warning, because a till shows both alike.
 */
export function createStaffHandler(office: OfficeServices) {
  return adminCalls.staff.create.handler(async ({ input, errors }) => {
    const { name, role, pin } = input;
    const storeId = input.storeId ?? null;
    if (!isPinShape(pin.normalize('NFKC')) || pinWeakness(pin.normalize('NFKC')) !== null) {
      throw errors.pin_weak({ message: 'A PIN has 6 to 12 digits and is not easily guessed.' });
    }
    const staff = {
      staffId: input.staffId ?? office.newId(),
      name,
      role,
      storeId,
      pinVerifier: await makePinVerifier(pin),
      status: 'active' as const,
      createdAtMs: office.nowMs(),
    };
    const there = await office.store.database.transaction((transaction) =>
      insertStaff(transaction, staff),
    );
    if (there !== null) {
      const isSame = there.name === name && there.role === role && there.storeId === storeId;
      if (!isSame || !(await isPinOf(there.pinVerifier, pin))) {
        throw errors.id_reused({
          message: 'This staffId is another person’s, or has another PIN.',
        });
      }
    }
    office.changes.notify();
    office.log.info({ staffId: staff.staffId, role }, 'a person was added to the staff');
    const namesake = await findNamesake(office.store.database, staff);
    const warning =
      namesake === null
        ? {}
        : { warning: `${namesake.staffId} has the same name and role: tills show both alike.` };
    return { staffId: staff.staffId, name, role, ...warning };
  });
}

export function listStaffHandler(office: OfficeServices) {
  return adminCalls.staff.list.handler(async () => {
    const { database } = office.store;
    const people = await listStaff(database);
    const members = await listStaffMembers(
      database,
      people.map(({ staffId }) => staffId),
    );
    const staff = people.map(({ staffId, name, role, storeId, status }) => ({
      staffId,
      name,
      role,
      storeId,
      status,
      memberIds: [...(members.get(staffId) ?? [])],
    }));
    return { staff };
  });
}

/** Says which members are of a person and their family (FR-01); tills know with their next feed. Safe to repeat. */
export function setStaffMembersHandler(office: OfficeServices) {
  return adminCalls.staff.setMembers.handler(async ({ input, errors }) => {
    const { staffId } = input;
    const memberIds = [...new Set(input.memberIds)].toSorted();
    const missing = await office.store.database.transaction(async (transaction) => {
      if ((await findStaff(transaction, staffId)) === null) return 'staff';
      const known = await lockMembers(transaction, memberIds);
      if (known.length < memberIds.length) return 'member';
      await replaceStaffMembers(transaction, staffId, memberIds);
      return null;
    });
    if (missing === 'staff') throw errors.not_found({ message: 'There is nobody of this id.' });
    if (missing === 'member') throw errors.not_found({ message: 'There is no such member.' });
    office.changes.notify();
    office.log.info({ staffId, memberIds }, 'members of the staff were named');
    return { memberIds };
  });
}

/** Revokes a person: tills forget them with their next feed. Safe to repeat. */
export function revokeStaffHandler(office: OfficeServices) {
  return adminCalls.staff.revoke.handler(async ({ input, errors }) => {
    const isThere = await office.store.database.transaction((transaction) =>
      revokeStaff(transaction, input.staffId),
    );
    if (!isThere) throw errors.not_found({ message: 'There is nobody of this id.' });
    office.changes.notify();
    office.log.info({ staffId: input.staffId }, 'a person was revoked');
    return { status: 'revoked' as const };
  });
}
