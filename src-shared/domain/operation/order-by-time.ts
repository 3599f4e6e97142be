import type { Operation } from './operation.ts';

/**
 * Orders operations of several tills as they happened, by their corrected times; those of one install stay in the order of
 * their terminalSeq, whatever its clock did. The same operations give the same order at every till.
 */
export function orderByTime(operations: readonly Operation[]): readonly Operation[] {
  const latestAtMs = new Map<string, number>();
  return operations
    .toSorted((a, b) => a.terminalSeq - b.terminalSeq)
    .map((operation) => {
      const { installId } = operation;
      const atMs = Math.max(operation.atMs, latestAtMs.get(installId) ?? 0);
      latestAtMs.set(installId, atMs);
      return { operation, atMs };
    })
    .toSorted((a, b) => a.atMs - b.atMs || compareInstalls(a.operation, b.operation))
    .map(({ operation }) => operation);
}

/** Of one install nothing is exchanged: the sort before keeps its order. */
function compareInstalls(a: Operation, b: Operation): number {
  if (a.installId === b.installId) return 0;
  return a.installId < b.installId ? -1 : 1;
}
