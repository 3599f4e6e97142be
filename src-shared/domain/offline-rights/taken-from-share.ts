import type { Operation, OperationOf } from '../operation/operation.ts';
import { addHoldings, type Holding, noHolding, pointsHolding } from './holding.ts';
import type { SpendingRight } from './spending-right.ts';
import { heldBy } from './store-grant.ts';

/**
 * What an operation takes of the share of its till (OF-04). Whatever else gave the right to it, the share shrinks by as much, but
 * not by what the member's phone brought (ID-04). What is given back later does not come back to the share: head office sets
 * aside anew.
 */
export function takenFromShare({ kind, body }: Operation): Holding {
  switch (kind) {
    case 'redeem':
    case 'redeemSink':
      return spentOf(body);
    case 'earn':
      return body.redemption === undefined ? noHolding : spentOf(body.redemption);
    case 'payValue':
    case 'refundValue':
      return paidOf(body.value);
    case 'lendShare':
      return heldBy({ points: body.points, value: body.valueParts ?? [] });
    default:
      return noHolding;
  }
}

function spentOf(spend: { readonly right: SpendingRight; readonly points: number }): Holding {
  return spend.right === 'carried' ? noHolding : pointsHolding(spend.points);
}

function paidOf(entries: OperationOf<'payValue'>['body']['value']): Holding {
  return entries
    .map(({ contractNo, principalFen, bonusFen }) => ({
      contractNo,
      principalFen: Math.max(0, -principalFen),
      bonusFen: Math.max(0, -bonusFen),
    }))
    .map((part): Holding => ({ points: 0, value: [part] }))
    .reduce(addHoldings, noHolding);
}
