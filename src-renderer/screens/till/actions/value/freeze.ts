import { busily } from '../../../../client/busily.ts';
import { announce, announceNo, type TillRoom, wordsOfNo } from '../../till-room.ts';
import { findStaff } from '../approvers.ts';
import { setStage, showHome, takeMember, valueStepOf } from './wallet.ts';

/** A lost wallet is stopped after one question; the stop ends with a manager (SV-09). */
export function startFreeze(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const wallet = valueStepOf(room)?.wallet;
    if (wallet === null || wallet === undefined) return;
    room.store.setState({ notice: null });
    const freezeId = room.newId('vf');
    if (!wallet.value.frozen) return setStage(room, { status: 'freeze', freezeId });
    const managers = await findStaff(room, ['manager']);
    if (managers !== null) setStage(room, { status: 'unfreeze', freezeId, managers, message: '' });
  });
}

/** Stops the wallet. A repeated try stops it once. */
export function freeze(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const stage = valueStepOf(room)?.stage;
    const { member } = room.store.getState().sale;
    if (stage?.status !== 'freeze' || member === null) return;
    const { freezeId } = stage;
    const { memberId } = member;
    const result = await room.line.call(({ storedValue }, withSignal) =>
      storedValue.freeze({ freezeId, memberId, frozen: true }, withSignal),
    );
    if (result.status !== 'ok') return announceNo(room, result);
    takeMember(room, result.value.member);
    const detail = room.say('value.frozen_next');
    announce(room, { tone: 'ok', title: room.say('value.frozen_now'), detail });
    await showHome(room);
  });
}

/** A manager ends the stop by their own PIN. A no is shown where it was typed. */
export function unfreeze(
  room: TillRoom,
  approver: { readonly staffId: string; readonly pin: string },
): Promise<void> {
  return busily(room, async () => {
    const stage = valueStepOf(room)?.stage;
    const { member } = room.store.getState().sale;
    if (stage?.status !== 'unfreeze' || member === null) return;
    const { freezeId } = stage;
    const { memberId } = member;
    const result = await room.line.call(({ storedValue }, withSignal) =>
      storedValue.freeze({ freezeId, memberId, frozen: false, approver }, withSignal),
    );
    if (result.status !== 'ok') {
      setStage(room, { ...stage, message: wordsOfNo(room, result) });
      room.sound('refuse');
      return;
    }
    takeMember(room, result.value.member);
    announce(room, { tone: 'ok', title: room.say('value.unfrozen_now') });
    await showHome(room);
  });
}
