/** Of any screen: what it holds, with whether an act is under way. */
export interface BusyRoom {
  readonly store: {
    getState(): { readonly isBusy: boolean };
    setState(change: { readonly isBusy: boolean }): void;
  };
}

/** Runs one act of a screen at a time; a second press or touch meanwhile does nothing. */
export async function busily(room: BusyRoom, act: () => Promise<void>): Promise<void> {
  if (room.store.getState().isBusy) return;
  room.store.setState({ isBusy: true });
  try {
    await act();
  } finally {
    room.store.setState({ isBusy: false });
  }
}
