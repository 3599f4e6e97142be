import type { ScanResult } from '../../../../src-shared/contract/till/scan.ts';
import type { TillRoom } from '../till-room.ts';
import type { Step } from '../till-state.ts';
import { confirm } from './confirm.ts';
import { takeScanResult } from './find-member.ts';
import { takeSink } from './sinks.ts';

/** Takes what a reader of the till or of this screen read. */
export function takeScan(room: TillRoom, result: ScanResult): void {
  const { step } = room.store.getState();
  const isAsked = step.status === 'member_pin' || step.status === 'sink_pin';
  if (isAsked && result.kind === 'signed_code') takeCode(room, step, result);
  else takeScanResult(room, result);
}

/**
 * Where the member was asked for their PIN, a fresh code of their phone says the same (ID-02), and what they were asked for is
 * done; why a code does not count stands where the PIN is typed.
 */
function takeCode(
  room: TillRoom,
  step: Extract<Step, { status: 'member_pin' | 'sink_pin' }>,
  result: ScanResult,
): void {
  const { sale } = room.store.getState();
  const { member } = result;
  if (result.status === 'refused') {
    room.store.setState({ step: { ...step, message: result.message } });
    room.sound('refuse');
    return;
  }
  if (member?.level !== 'L2' || member.memberId !== sale.member?.memberId) {
    takeScanResult(room, result);
    return;
  }
  room.store.setState({ sale: { ...sale, member } });
  room.sound('ok');
  if (step.status === 'sink_pin') {
    void takeSink(room, null);
    return;
  }
  room.store.setState({ step: { status: 'sale' } });
  void confirm(room);
}
