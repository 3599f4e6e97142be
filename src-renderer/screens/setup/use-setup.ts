import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { LineState } from '../../client/till-line.ts';
import type { SetupRoom } from './create-setup.ts';
import type { SetupState } from './setup-state.ts';

export const SetupContext = createContext<SetupRoom | null>(null);

/** The room of the first run this view belongs to. */
export function useSetupRoom(): SetupRoom {
  const room = use(SetupContext);
  if (room === null) throw new Error('A view of the first run stands outside of its screen.');
  return room;
}

/** Reads from the state of the first run and follows it. */
export function useSetup<Part>(read: (state: SetupState) => Part): Part {
  return useStore(useSetupRoom().store, read);
}

/** Reads from the state of the line and follows it. */
export function useLine<Part>(read: (state: LineState) => Part): Part {
  return useStore(useSetupRoom().line.store, read);
}
