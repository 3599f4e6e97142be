import type { ReceiptKey } from '../receipt/receipt.ts';
import type { Operation } from './operation.ts';

/** What a dispute asks of an entry beyond its reference (R110, R116). */
export interface EntryOrigin {
  readonly operationId: string;
  /** In the chain of its till. */
  readonly hash: string;
  readonly approverId?: string;
  readonly receipt?: ReceiptKey;
  /** Of a refund: what of the receipt came back, in fen before points offset. */
  readonly lines?: { readonly lineNo: number; readonly amountFen: number }[];
}

/** Tells of an operation which one it is, who agreed to it, and of what receipt it is. */
export function originOf(operation: Operation): EntryOrigin {
  const { operationId, hash, kind, body } = operation;
  const which = { operationId, hash };
  switch (kind) {
    case 'earn':
      return { ...which, receipt: body.receipt, ...approverOf(body.late?.approverId) };
    case 'refund': {
      const { receipt, lines, shortPoints, approverId = shortPoints?.approverId } = body;
      return { ...which, receipt, lines: [...lines], ...approverOf(approverId) };
    }
    case 'adjust': {
      const { receipt, approverId } = body;
      return { ...which, ...(receipt === undefined ? {} : { receipt }), ...approverOf(approverId) };
    }
    default:
      return which;
  }
}

function approverOf(approverId: string | undefined): Pick<EntryOrigin, 'approverId'> {
  return approverId === undefined ? {} : { approverId };
}
