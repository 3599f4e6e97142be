import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { memberScreenContract } from '../../../src-shared/contract/till/member.ts';
import type { DisputedEntry } from '../../../src-shared/domain/operation/operation.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { checkKnown } from '../identify.ts';
import { requestHash } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';

type Calls = typeof memberScreenContract;
type Input = InferContractRouterInputs<Calls>['disputeEntry'];
type Output = InferContractRouterOutputs<Calls>['disputeEntry'];

/** What is kept of a dispute; without the hash of an earlier till. */
interface Kept {
  readonly wordsHash?: string;
}

/**
 * Disputes a line of a member's ledger (R116): head office opens a case with the rule and its version, the receipt, the
 * operation and its hash, as soon as the line is up, and with what the member says about it, which is personal and in no log.
 * Nothing of the member changes. Once per line: a repeat says so, and what else the member says is kept with it.
 */
export function disputeEntry(
  till: ActiveTill,
  session: SignedIn,
  { memberId, entry, words = '' }: Input,
): Output | Refusal | IdReused {
  const { operationId, hash, ...line } = entry;
  const disputed: DisputedEntry = {
    ...line,
    ...(operationId === undefined ? {} : { operationId }),
    ...(hash === undefined ? {} : { hash }),
  };
  // Head office may have named its operation meanwhile: the line is the same.
  const lineHash = requestHash({ memberId, ...line });
  const wordsHash = requestHash({ lineHash, words });
  const dispute = (actId: string) =>
    runAct<'disputeEntry', Kept>(till, session, {
      kind: 'dispute_entry',
      actId,
      requestHash: actId,
      memberId,
      decide: ({ view }) => {
        const unknown = checkKnown(till, session, view, 'seeAssets');
        if (unknown !== null) return unknown;
        const draft = {
          kind: 'disputeEntry',
          body: disputed,
          memberId: view.memberId,
          ...(words === '' ? {} : { personal: { note: words } }),
        } as const;
        return { status: 'decided', draft, kept: { wordsHash } };
      },
    });
  const done = dispute(lineHash);
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  if (done.status === 'posted') return { status: 'opened' };
  const isSaid = words === '' || done.kept.wordsHash === wordsHash;
  const added = isSaid ? done : dispute(wordsHash);
  if (added.status === 'refused' || added.status === 'id_reused') return added;
  return { status: 'already_opened' };
}
