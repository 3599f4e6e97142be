import type { Operation } from '../operation/operation.ts';

/** How often the floor rule may be used for one member at one store, all its tills together (OF-05). */
export const storeFloorMost = 3;

/** How many spends by the floor rule are among operations of one member; one that was cancelled gave its right back. */
export function countFloorSpends(operations: readonly Operation[]): number {
  const cancelledIds = new Set(
    operations.flatMap(({ kind, body }) =>
      kind === 'cancelRedemption' ? [body.redemptionId] : [],
    ),
  );
  return operations.flatMap(spendOf).filter((redemptionId) => !cancelledIds.has(redemptionId))
    .length;
}

function spendOf({ kind, body }: Operation): readonly string[] {
  switch (kind) {
    case 'redeem':
    case 'redeemSink':
      return body.right === 'floor' ? [body.redemptionId] : [];
    case 'earn':
      return body.redemption?.right === 'floor' ? [body.redemption.redemptionId] : [];
    default:
      return [];
  }
}
