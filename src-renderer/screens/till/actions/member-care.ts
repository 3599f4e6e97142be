import { busily } from '../../../client/busily.ts';
import { findStaff } from './approvers.ts';
import { askForMember, isKnownOrAsk } from './ask-who.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../till-room.ts';

export function openEdit(room: TillRoom): void {
  if (room.store.getState().sale.member === null) askForMember(room);
  else if (isKnownOrAsk(room, 'edit')) goTo(room, { status: 'edit', scannedCardNo: null });
}

/** Saves what was filled in; a field left empty stays as it is. */
export function saveProfile(
  room: TillRoom,
  fields: { readonly name: string; readonly birthday: string; readonly cardNo: string },
): Promise<void> {
  return busily(room, async () => {
    const { sale } = room.store.getState();
    if (sale.member === null) return;
    const { memberId } = sale.member;
    const filled = Object.fromEntries(
      Object.entries(fields)
        .map(([field, text]) => [field, text.trim()] as const)
        .filter(([, text]) => text !== ''),
    );
    if (Object.keys(filled).length === 0) {
      announce(room, { tone: 'ask', title: room.say('edit.nothing') });
      return;
    }
    const result = await room.line.call(({ member }, withSignal) =>
      member.editProfile({ memberId, ...filled }, withSignal),
    );
    if (result.status !== 'ok') return announceNo(room, result);
    room.store.setState({
      sale: { ...room.store.getState().sale, member: result.value.member },
      step: { status: 'sale' },
    });
    announce(room, { tone: 'ok', title: room.say('edit.saved') });
  });
}

/** Turns the screen to the member to set a PIN; who has one types it first. */
export function openSetPin(room: TillRoom): void {
  const { member } = room.store.getState().sale;
  if (member === null) return askForMember(room);
  if (!isKnownOrAsk(room, 'set_pin')) return;
  goTo(room, {
    status: 'set_pin',
    stage: member.hasPin ? { status: 'old' } : { status: 'new', oldPin: null },
    message: '',
  });
}

/** Takes the digits of one stage: the old PIN, the new one, the new one again. */
export function takePin(room: TillRoom, pin: string): Promise<void> {
  const { step } = room.store.getState();
  if (step.status !== 'set_pin') return Promise.resolve();
  const { stage } = step;
  if (stage.status === 'again' && stage.newPin === pin) return setPin(room, pin, stage.oldPin);
  if (stage.status === 'again') {
    const again = { status: 'new', oldPin: stage.oldPin } as const;
    room.store.setState({
      step: { status: 'set_pin', stage: again, message: room.say('pin.differ') },
    });
    room.sound('refuse');
  } else {
    room.store.setState({
      step: {
        status: 'set_pin',
        stage:
          stage.status === 'old'
            ? { status: 'new', oldPin: pin }
            : { status: 'again', oldPin: stage.oldPin, newPin: pin },
        message: '',
      },
    });
  }
  return Promise.resolve();
}

function setPin(room: TillRoom, pin: string, oldPin: string | null): Promise<void> {
  return busily(room, async () => {
    const { sale } = room.store.getState();
    if (sale.member === null) return;
    const { memberId } = sale.member;
    const proof = oldPin === null ? {} : { proof: { kind: 'pin', pin: oldPin } as const };
    const result = await room.line.call(({ member }, withSignal) =>
      member.setPin({ memberId, pin, ...proof }, withSignal),
    );
    if (result.status === 'ok') {
      room.store.setState({
        sale: { ...sale, member: { ...sale.member, hasPin: true } },
        step: { status: 'sale' },
      });
      announce(room, { tone: 'ok', title: room.say('pin.set') });
      return;
    }
    const stage =
      oldPin === null ? ({ status: 'new', oldPin } as const) : ({ status: 'old' } as const);
    room.store.setState({
      step: { status: 'set_pin', stage, message: wordsOfNo(room, result) },
    });
    room.sound('refuse');
  });
}

/** A manager clears a PIN the member has forgotten. */
export function openResetPin(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    if (room.store.getState().sale.member === null) return askForMember(room);
    const managers = await findStaff(room, ['manager']);
    if (managers === null) return;
    goTo(room, { status: 'manager_pin', task: { kind: 'reset_pin' }, managers, message: '' });
  });
}

export function resetPin(room: TillRoom, manager: { staffId: string; pin: string }): Promise<void> {
  return busily(room, async () => {
    const { sale, step } = room.store.getState();
    if (sale.member === null || step.status !== 'manager_pin') return;
    const { memberId } = sale.member;
    const result = await room.line.call(({ member }, withSignal) =>
      member.resetPin({ memberId, proof: { kind: 'manager', ...manager } }, withSignal),
    );
    if (result.status !== 'ok') {
      room.store.setState({ step: { ...step, message: wordsOfNo(room, result) } });
      room.sound('refuse');
      return;
    }
    room.store.setState({
      sale: { ...sale, member: { ...sale.member, hasPin: false } },
      step: { status: 'sale' },
    });
    announce(room, {
      tone: 'ok',
      title: room.say('pin.reset'),
      detail: room.say('pin.reset_next'),
    });
  });
}
