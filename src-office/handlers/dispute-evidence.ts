import type { OfficeOperationBodies } from '../../src-shared/domain/office/office-operation.ts';
import { saleOfHold } from '../../src-shared/domain/points/sale-hold.ts';
import type { SaleOf } from '../../src-shared/domain/receipt/sale-of.ts';
import type { CaseEvidence, ReviewCase } from '../../src-shared/domain/review/review-case.ts';
import type { Queryable } from '../store/database.ts';
import { findSaleOf } from '../store/find-earning.ts';
import { findTillAct, type OfficeActRow, readOfficeActs } from '../store/review-store.ts';

type Watched = Omit<ReviewCase, 'openedAtMs'>;

/** What the bodies of acts have of what a dispute asks for. */
type ActBody = Partial<
  OfficeOperationBodies['hold'] &
    Pick<OfficeOperationBodies['release'], 'holdId' | 'decision' | 'reason'> &
    Pick<OfficeOperationBodies['refund'], 'receipt' | 'refundNo' | 'refundOperationId'>
>;

/**
 * Adds to disputes of lines that head office itself posted what it knows of them (R116): who decided what, when and why, the
 * receipt it is about, and the operation of a till behind it with its hash and who did it. Other cases stay as they are.
 */
export async function withOfficeActs(
  transaction: Queryable,
  cases: readonly Watched[],
): Promise<readonly Watched[]> {
  const told: Watched[] = [];
  // Disputes are few: a look for each costs no batch anything.
  for (const each of cases) {
    const act = each.kind === 'entry_disputed' ? await findAct(transaction, each) : null;
    const known = act === null ? {} : await evidenceOf(transaction, each.memberId, act);
    told.push({ ...each, evidence: { ...each.evidence, ...known } });
  }
  return told;
}

/** A till that has not heard which operation posted a line names it by its moment and what it belongs to. */
async function findAct(
  transaction: Queryable,
  { memberId, evidence }: Watched,
): Promise<OfficeActRow | null> {
  const { disputedOperationId, atMs, reference } = evidence;
  const operationId = disputedOperationId === undefined ? null : String(disputedOperationId);
  const wanted = { operationId, memberId, atMs: Number(atMs) };
  const acts = await readOfficeActs(transaction, wanted);
  const named = acts.find((act) => {
    const { holdId, hold, refundNo } = readBody(act);
    return [act.operationId, holdId, hold?.holdId, refundNo].includes(String(reference));
  });
  return named ?? (operationId === null ? null : (acts[0] ?? null));
}

function readBody({ body }: OfficeActRow): ActBody {
  return JSON.parse(body) as ActBody; // written by this office
}

async function evidenceOf(
  transaction: Queryable,
  memberId: string,
  row: OfficeActRow,
): Promise<CaseEvidence> {
  const { kind, actor, atMs } = row;
  const act = readBody(row);
  const holdId = act.holdId ?? act.hold?.holdId ?? '';
  const sale = saleOfHold(holdId);
  const receipt = act.receipt ?? sale?.receipt ?? null;
  const aboutId = await findAboutId(transaction, { act, holdId, sale, memberId });
  const about = aboutId === null ? null : await findTillAct(transaction, aboutId);
  return {
    officeAct: kind,
    decidedBy: actor,
    decidedAtMs: atMs,
    ...(act.decision === undefined ? {} : { decision: act.decision }),
    ...(act.reason === undefined ? {} : { reason: act.reason }),
    ...(receipt === null
      ? {}
      : {
          receiptStoreId: receipt.storeId,
          receiptDay: receipt.businessDate,
          receiptNo: receipt.receiptNo,
        }),
    ...(aboutId === null || about === null
      ? {}
      : {
          aboutOperationId: aboutId,
          aboutHash: about.hash,
          ...(about.operatorId === null ? {} : { aboutOperatorId: about.operatorId }),
        }),
  };
}

/** The till's operation that an act is about: the refund it follows, the adjustment it holds, or the sale it holds. */
async function findAboutId(
  transaction: Queryable,
  of: {
    readonly act: ActBody;
    readonly holdId: string;
    readonly sale: SaleOf | null;
    readonly memberId: string;
  },
): Promise<string | null> {
  const { act, holdId, sale, memberId } = of;
  const [, adjustmentId] = /^adjustment:(.+)$/s.exec(holdId) ?? [];
  const namedId =
    act.refundOperationId?.replace(/:settled$/, '') ?? act.operationId ?? adjustmentId;
  if (namedId !== undefined || sale === null) return namedId ?? null;
  const found = await findSaleOf(transaction, sale, memberId);
  return found.status === 'found' ? found.earning.operationId : null;
}
