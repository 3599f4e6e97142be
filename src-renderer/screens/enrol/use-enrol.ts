import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { LineState } from '../../client/till-line.ts';
import type { EnrolRoom } from './enrol-room.ts';
import type { EnrolState } from './enrol-state.ts';

export const EnrolContext = createContext<EnrolRoom | null>(null);

export function useEnrolRoom(): EnrolRoom {
  const room = use(EnrolContext);
  if (room === null) throw new Error('A view of the enrolment stands outside of its screen.');
  return room;
}

export function useEnrol<Part>(read: (state: EnrolState) => Part): Part {
  return useStore(useEnrolRoom().store, read);
}

export function useLine<Part>(read: (state: LineState) => Part): Part {
  return useStore(useEnrolRoom().line.store, read);
}
