import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { LineState } from '../../client/till-line.ts';
import { useNow } from '../../client/use-now.ts';
import type { TillRoom } from './till-room.ts';
import type { TillState } from './till-state.ts';

export const TillContext = createContext<TillRoom | null>(null);

/** The room of the till this view belongs to. */
export function useRoom(): TillRoom {
  const room = use(TillContext);
  if (room === null) throw new Error('A view of the till stands outside of its screen.');
  return room;
}

/** Reads from the till's state and follows it. */
export function useTill<Part>(read: (state: TillState) => Part): Part {
  return useStore(useRoom().store, read);
}

/** Reads from the line's state and follows it. */
export function useLine<Part>(read: (state: LineState) => Part): Part {
  return useStore(useRoom().line.store, read);
}

/** The present moment by the time of the till (milliseconds), whatever clock this computer has; renewed every so often. */
export function useTillNow(everyMs: number): number {
  return useNow(everyMs) + useLine((state) => state.tillAheadMs);
}
