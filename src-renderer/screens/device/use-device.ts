import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { DeviceRoom } from './create-device.ts';
import type { DeviceState } from './device-state.ts';

export const DeviceContext = createContext<DeviceRoom | null>(null);

/** The room of the device page this view belongs to. */
export function useDeviceRoom(): DeviceRoom {
  const room = use(DeviceContext);
  if (room === null) throw new Error('A view of the device page stands outside of its screen.');
  return room;
}

/** Reads from the state of the device page and follows it. */
export function useDevice<Part>(read: (state: DeviceState) => Part): Part {
  return useStore(useDeviceRoom().store, read);
}
