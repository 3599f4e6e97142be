import { noteHeard } from '../store/awaited-store.ts';
import type { Install } from '../store/terminal-store.ts';
import type { OfficeServices } from './office-services.ts';
import { afterEndMs } from './release-grants.ts';
import { grantLifeMs } from './reserve-grant.ts';

/**
 * Notes that a till has told all it did and has the states of this database. Nobody can tell what a restored head office gave
 * after its backup, and so it gives no more than the floor until all tills were heard of (OF-04, OF-05); by then what the one
 * of before kept for phones and for spends on their way is over too (ID-04).
 */
export async function hearOf(
  office: OfficeServices,
  { installId, storeId }: Pick<Install, 'installId' | 'storeId'>,
): Promise<void> {
  const sinceMs = office.nowMs() - grantLifeMs - afterEndMs;
  const isNew = await noteHeard(office.store.database, installId, { sinceMs });
  if (isNew) office.log.info({ installId, storeId }, 'a till was heard of after the restore');
}
