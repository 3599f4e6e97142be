import { type TillRoom, wordsOfNo } from '../till-room.ts';

/** A manager extends what this till may do without head office (OF-06); null when done, or why not, in words. */
export async function extendCeiling(
  room: TillRoom,
  approver: { readonly staffId: string; readonly pin: string },
): Promise<string | null> {
  const result = await room.line.call(({ sync }, withSignal) =>
    sync.extendCeiling({ approver }, withSignal),
  );
  room.sound(result.status === 'ok' ? 'ok' : 'refuse');
  return result.status === 'ok' ? null : wordsOfNo(room, result);
}
