import type { ActiveTill } from '../active-till.ts';

/** How old what this till knows of a member's plans is: nothing while the line is up (OF-02). */
export function planReplicaAgeMs(till: ActiveTill): number | null {
  return till.reference.isOnline() ? 0 : till.reference.replicaAgeMs();
}
