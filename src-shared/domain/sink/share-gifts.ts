/**
 * Shares a delivery of gifts over the tills of a store: everyone the same, what is left one by one to the first. A till hands
 * over only what it was given (PL-22, OF-01), hence the line may be down without a gift being promised twice.
 */
export function shareGifts(
  quantity: number,
  terminalIds: readonly string[],
): ReadonlyMap<string, number> {
  const each = terminalIds.length === 0 ? 0 : Math.floor(quantity / terminalIds.length);
  const left = quantity - each * terminalIds.length;
  return new Map(
    terminalIds
      .toSorted()
      .map((terminalId, index) => [terminalId, each + (index < left ? 1 : 0)] as const),
  );
}
