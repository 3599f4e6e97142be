import { readMembers } from '../store/member-store.ts';
import { listDigests } from '../store/partition-store.ts';
import { scopeOfInstall } from './member-scope.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

/** Tells a till whose sums differ what the members of a partition hash to. */
export function listDigestsHandler(office: OfficeServices) {
  return syncCalls.members.digests.handler(async ({ input, context }) => {
    const { database } = office.store;
    const install = await requireInstall(database, context);
    const { terminalId } = install;
    const { partition, after, limit } = input;
    if (after === '') {
      office.meter.drifted();
      office.log.info({ terminalId, partition }, 'a till compares members that differ');
    }
    const scope = await scopeOfInstall(office, install);
    const rows = await listDigests(database, { scope, partition, after, limit });
    const members = rows.map(({ memberId, hash }) => ({ memberId, hash }));
    return { members, more: rows.length === limit };
  });
}

/** Gives a till the members in whom it differs. */
export function readMembersHandler(office: OfficeServices) {
  return syncCalls.members.read.handler(async ({ input, context }) => {
    const { database } = office.store;
    await requireInstall(database, context);
    return { members: [...(await readMembers(database, input.memberIds))] };
  });
}
