import type { ActiveTill } from './active-till.ts';

/** The other tills of the store, as a cashier is shown them and a cash register is told. */
export function listNeighbours({
  lan,
}: ActiveTill): { readonly terminalName: string; readonly isConnected: boolean }[] {
  const { neighbours } = lan.state();
  return neighbours.map(({ terminalName, isConnected }) => ({ terminalName, isConnected }));
}
