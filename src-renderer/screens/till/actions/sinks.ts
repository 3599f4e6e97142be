import type { SinkOffer, TakenSink } from '../../../../src-shared/contract/till/sink.ts';
import { busily } from '../../../client/busily.ts';
import { pts } from '../../../parts/format.ts';
import type { SinkStage } from '../task-state.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../till-room.ts';
import { askForMember, isKnownOrAsk } from './ask-who.ts';
import { takeMember } from './take-member.ts';

// The till asks the office about points, and falls back by itself when the office is silent.
const POST_TIMEOUT_MS = 20_000;

/** Shows what the member can have for points, and what was taken here and can be undone. */
export async function openSinks(room: TillRoom): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member === null) return askForMember(room);
  if (!isKnownOrAsk(room, 'sinks')) return;
  const { memberId } = member;
  goTo(room, { status: 'sinks', stage: { status: 'choosing', offers: null, taken: [] } });
  const [offers, taken] = await Promise.all([
    room.line.call(({ sink }, withSignal) => sink.list({ memberId }, withSignal)),
    room.line.call(({ sink }, withSignal) => sink.taken({ memberId }, withSignal)),
  ]);
  if (stageOf(room)?.status !== 'choosing') return;
  if (offers.status !== 'ok') return announceNo(room, offers);
  if (taken.status !== 'ok') return announceNo(room, taken);
  setStage(room, { status: 'choosing', offers: offers.value, taken: taken.value.taken });
}

/** Turns the screen to the member, whose PIN takes the points; what cannot be had now says why instead. */
export function chooseSink(room: TillRoom, offer: SinkOffer): void {
  const { member } = room.store.getState().sale;
  if (member === null) return;
  if (offer.whyNot !== null) {
    announce(room, {
      tone: 'refuse',
      title: room.say('coupons.name_why', { name: offer.name, why: offer.whyNot }),
    });
  } else if (member.hasPin) {
    goTo(room, { status: 'sink_pin', offer, redemptionId: room.newId('sk'), message: '' });
  } else announce(room, { tone: 'ask', title: room.say('sink.pin_first') });
}

/**
 * Takes the points with the PIN the member has typed, or null where they have shown the code of their phone; with a gift either
 * also says that they have it in their hands (PL-22). A wrong PIN may be typed again, and an act without an answer tried again
 * under its id.
 */
export function takeSink(room: TillRoom, pin: string | null): Promise<void> {
  return busily(room, async () => {
    const { step, sale } = room.store.getState();
    if (step.status !== 'sink_pin' || sale.member === null) return;
    const { offer, redemptionId } = step;
    const { memberId } = sale.member;
    const result = await room.line.call(
      ({ sink }, withSignal) =>
        sink.post(
          {
            sinkId: offer.sinkId,
            redemptionId,
            memberId,
            ...(pin === null ? {} : { proof: { kind: 'pin', pin } as const }),
            handOverAcknowledged: offer.reward === 'gift',
          },
          withSignal,
        ),
      POST_TIMEOUT_MS,
    );
    if (result.status === 'ok') {
      takeMember(room, result.value.member);
      // Somebody locked the screen meanwhile: what it came to stands in the ledger.
      if (room.store.getState().step.status !== 'sink_pin') return;
      goTo(room, {
        status: 'sinks',
        stage: { status: 'posted', name: offer.name, outcome: result.value },
      });
      room.sound('ok');
      return;
    }
    const isAboutThePin =
      result.status !== 'refused' || result.code === 'pin_wrong' || result.code === 'pin_invalid';
    if (isAboutThePin) {
      room.store.setState({ step: { ...step, message: wordsOfNo(room, result) } });
      room.sound('refuse');
      return;
    }
    await openSinks(room);
    announceNo(room, result);
  });
}

/** Undoes a coupon that was taken for points, while it is unused: the points come back (PL-23). */
export function cancelTaken(room: TillRoom, { redemptionId, name }: TakenSink): Promise<void> {
  return busily(room, async () => {
    const { member } = room.store.getState().sale;
    if (member === null) return;
    const result = await room.line.call(({ sink }, withSignal) =>
      sink.cancel({ redemptionId }, withSignal),
    );
    if (result.status !== 'ok') return announceNo(room, result);
    takeMember(room, result.value.member);
    await openSinks(room);
    const points = pts(result.value.restoredPoints);
    announce(room, { tone: 'ok', title: room.say('sink.cancelled', { name, points }) });
  });
}

/** Esc: one stage back; answers false when there is nothing to go back to. */
export function leaveSinkStage(room: TillRoom): boolean {
  room.store.setState({ notice: null });
  if (stageOf(room)?.status !== 'posted') return false;
  void openSinks(room);
  return true;
}

function stageOf(room: TillRoom): SinkStage | null {
  const { step } = room.store.getState();
  return step.status === 'sinks' ? step.stage : null;
}

function setStage(room: TillRoom, stage: SinkStage): void {
  room.store.setState({ step: { status: 'sinks', stage } });
}
