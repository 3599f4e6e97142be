import { createStore } from 'zustand/vanilla';
import { closeMember } from '../../../src-shared/contract/till/close-member.ts';
import type { ComparedMember, MemberSummary } from '../../../src-shared/contract/till/member.ts';
import type { ScanResult } from '../../../src-shared/contract/till/scan.ts';
import { cleanPhone, splitPhone } from '../../../src-shared/values/phone.ts';
import { busily } from '../../client/busily.ts';
import type { TillLine } from '../../client/till-line.ts';
import { readBirthdayText } from '../../parts/birthday-text.ts';
import type { Sound } from '../../parts/sounds.ts';
import type { Say } from '../../parts/words.ts';
import { readFactor } from '../../parts/factor-text.ts';
import { type EnrolRoom, fill, sayNo, wordsOfNo } from './enrol-room.ts';
import { emptyForm, startState } from './enrol-state.ts';

/** The till asks the office for the number when it can; that takes its time on a bad line. */
const ENROL_TIMEOUT_MS = 15_000;

/** Makes the state of the enrolment; a lock in between loses nothing of it. */
export function createEnrol(options: {
  readonly line: TillLine;
  readonly say: Say;
  readonly sound: (sound: Sound) => void;
}): EnrolRoom {
  return { store: createStore(() => startState), ...options };
}

/** Begins with an empty form, or with what the till has scanned already. */
export function startEnrol(
  room: EnrolRoom,
  given: { readonly phone?: string; readonly cardNo?: string } = {},
): void {
  const { region, local } = splitPhone(given.phone ?? '');
  room.store.setState({
    ...startState,
    form: { ...emptyForm, region, phoneText: local, cardNo: given.cardNo ?? '' },
    startedAtMs: given.phone === undefined ? null : Date.now(),
  });
}

/** Checks the number, and whether somebody has it already. Nothing is saved yet. */
export function takePhone(room: EnrolRoom): Promise<void> {
  return busily(room, async () => {
    const { form } = room.store.getState();
    const cleaned = cleanPhone(form.phoneText, form.region);
    if (cleaned.status === 'refused') {
      room.store.setState({ message: { tone: 'refuse', words: room.say('enrol.phone_invalid') } });
      room.sound('refuse');
      return;
    }
    const result = await room.line.call((client, withSignal) =>
      client.scan({ text: cleaned.phone }, withSignal),
    );
    if (result.status !== 'ok') return sayNo(room, result);
    const { member, status, message } = result.value;
    if (status === 'found' && member !== undefined) {
      showExisting(room, member, { isByPhone: true });
      return;
    }
    if (member !== undefined) {
      // Of another store (OF-13): there is nothing here to be shown, and nobody is enrolled twice.
      room.store.setState({ message: { tone: 'refuse', words: message } });
      room.sound('refuse');
      return;
    }
    room.store.setState({ step: { status: 'details' }, message: null });
    room.sound('ok');
  });
}

/**
 * Saves the member, after the notice was seen and the age was asked. Whoever may be a member already is shown before that
 * (ID-10), but for a person who has been looked through: `alike` says what became of it.
 */
export function join(
  room: EnrolRoom,
  alike: 'unseen' | 'others' | 'perhaps' = 'unseen',
): Promise<void> {
  return busily(room, async () => {
    const { form, step } = room.store.getState();
    if (form.age === 'unasked') {
      room.store.setState({ message: { tone: 'ask', words: room.say('enrol.age_first') } });
      room.sound('ask');
      return;
    }
    if (form.age === 'under_fourteen') {
      room.store.setState({ step: { status: 'under_fourteen' }, message: null });
      room.sound('ask');
      return;
    }
    const similar = alike === 'unseen' ? await findSimilar(room) : [];
    if (similar.length > 0) {
      room.store.setState({ step: { status: 'similar', members: similar }, message: null });
      room.sound('ask');
      return;
    }
    const perhaps = alike === 'perhaps' && step.status === 'similar' ? step.members : [];
    await enrol(room, perhaps);
  });
}

/** Nobody where the till does not answer, or too many were looked at: that keeps nobody from joining. */
async function findSimilar(room: EnrolRoom): Promise<readonly ComparedMember[]> {
  const { form } = room.store.getState();
  if (form.name.trim() === '') return [];
  const result = await room.line.call(({ member }, withSignal) =>
    member.similar(
      {
        phone: form.phoneText,
        region: form.region,
        ...given('name', form.name),
        ...given('birthday', readBirthdayText(form.birthdayText)),
      },
      withSignal,
    ),
  );
  return result.status === 'ok' ? result.value.members : [];
}

/** Enrols, and tells head office whom the member may be the same person as. */
async function enrol(room: EnrolRoom, perhaps: readonly ComparedMember[]): Promise<void> {
  const { form, startedAtMs } = room.store.getState();
  const required = room.line.store
    .getState()
    .programme?.consentItems.filter((item) => item.required)
    .map(({ code }) => code);
  const result = await room.line.call(
    ({ member }, withSignal) =>
      member.enrol(
        {
          phone: form.phoneText,
          region: form.region,
          consents: [...(required ?? []), ...form.consents],
          ...given('name', form.name),
          ...given('birthday', readBirthdayText(form.birthdayText)),
          ...given('cardNo', form.cardNo),
          ...given('pin', form.pin ?? ''),
        },
        withSignal,
      ),
    ENROL_TIMEOUT_MS,
  );
  if (result.status !== 'ok') {
    // What is to be mended is in the form.
    if (room.store.getState().step.status === 'similar') {
      room.store.setState({ step: { status: 'details' } });
    }
    return sayNo(room, result);
  }
  const { status, member, memberNo, memberId } = result.value;
  if (status === 'exists') {
    showExisting(room, member, { isByPhone: true });
    return;
  }
  const isToldAsDuplicate = await tellDuplicates(room, memberId, perhaps);
  const tookMs = startedAtMs === null ? 0 : Date.now() - startedAtMs;
  room.store.setState({
    form: emptyForm,
    step: { status: 'enrolled', member, memberNo, tookMs, isToldAsDuplicate },
    message: null,
  });
  room.sound('ok');
}

/** Whether head office was told of all of them. */
async function tellDuplicates(
  room: EnrolRoom,
  memberId: string,
  others: readonly ComparedMember[],
): Promise<boolean> {
  const results = [];
  for (const { member: other } of others) {
    results.push(
      await room.line.call(({ member }, withSignal) =>
        member.proposeMerge({ memberId, otherMemberId: other.memberId }, withSignal),
      ),
    );
  }
  return results.length > 0 && results.every(({ status }) => status === 'ok');
}

/** One of those who may be this person: it is them, and nobody new joins. */
export function chooseSimilar(room: EnrolRoom, member: MemberSummary): void {
  showExisting(room, member, { isByPhone: false });
}

/** Asks who has the number now, and for a manager: it was given to somebody else (ID-09). */
export function askNewHolder(room: EnrolRoom): Promise<void> {
  return busily(room, async () => {
    const { step } = room.store.getState();
    if (step.status !== 'exists') return;
    const { member } = step;
    const result = await room.line.call(({ session }, withSignal) => session.staff({}, withSignal));
    if (result.status !== 'ok') return sayNo(room, result);
    const managers = result.value.staff.filter(({ role }) => role === 'manager');
    room.store.setState({
      step: {
        status: 'new_holder',
        member,
        managers,
        text: '',
        message: '',
        isTextMissing: false,
      },
      message: null,
    });
  });
}

/** Passes the number on, and goes on with whoever has it now. */
export function passNumberOn(
  room: EnrolRoom,
  approver: { readonly staffId: string; readonly pin: string },
): Promise<void> {
  return busily(room, async () => {
    const { step } = room.store.getState();
    if (step.status !== 'new_holder') return;
    const { memberId } = step.member;
    const said = step.text.trim() === '' ? {} : { said: readFactor(step.text) };
    const result = await room.line.call(({ member }, withSignal) =>
      member.releasePhone({ memberId, approver, ...said }, withSignal),
    );
    if (result.status !== 'ok') {
      const isTextMissing = result.status === 'refused' && result.code === 'identification_needed';
      room.store.setState({ step: { ...step, message: wordsOfNo(room, result), isTextMissing } });
      room.sound('refuse');
      return;
    }
    const words = room.say('enrol.number_passed_on');
    room.store.setState({ step: { status: 'details' }, message: { tone: 'ask', words } });
    room.sound('ok');
  });
}

/** The member types a PIN, and the same again. */
export function takeNewPin(room: EnrolRoom, pin: string): void {
  const { step } = room.store.getState();
  if (step.status !== 'pin') return;
  if (step.first === null) {
    room.store.setState({ step: { status: 'pin', first: pin, message: '' } });
  } else if (step.first === pin) {
    fill(room, { pin });
    room.store.setState({ step: { status: 'details' } });
    room.sound('ok');
  } else {
    const message = room.say('pin.differ');
    room.store.setState({ step: { status: 'pin', first: null, message } });
    room.sound('refuse');
  }
}

/** A scan on this screen binds a card, or fills in the phone; whatever else it is, is said in words where the step is. */
export function takeEnrolScanResult(room: EnrolRoom, result: ScanResult): void {
  const { step } = room.store.getState();
  const isOpen = step.status === 'phone' || step.status === 'details';
  const isCard = result.kind === 'member_card' || result.kind === 'static_code';
  if (result.member !== undefined && step.status === 'details' && isCard) {
    // A card that was to be bound; whose it is has nothing to do with who stands here.
    leave(room, result.member.memberId);
    const words = room.say('enrol.card_taken');
    room.store.setState({ message: { tone: 'refuse', words } });
    room.sound('refuse');
  } else if (result.member !== undefined && step.status !== 'enrolled') {
    showExisting(room, result.member, { isByPhone: false });
  } else if (isOpen && result.cardNo !== undefined) {
    fill(room, { cardNo: result.cardNo });
    room.sound('ok');
  } else if (step.status === 'phone' && result.phone !== undefined) {
    const { region, local } = splitPhone(result.phone);
    fill(room, { region, phoneText: local });
    room.sound('ok');
  } else if (step.status === 'phone' && result.phoneDigits !== undefined) {
    takeDigits(room, result.phoneDigits);
  } else {
    const tone = result.status === 'refused' ? 'refuse' : 'ask';
    room.store.setState({ message: { tone, words: result.message } });
    room.sound(tone);
  }
}

/** 8 digits: of the region that was chosen, or one is to be chosen first. */
function takeDigits(room: EnrolRoom, digits: string): void {
  fill(room, { phoneText: digits });
  const { region } = room.store.getState().form;
  const isChosen = cleanPhone(digits, region).status === 'ok';
  if (!isChosen) {
    const words = room.say('enrol.choose_region');
    room.store.setState({ message: { tone: 'ask', words } });
  }
  room.sound(isChosen ? 'ok' : 'ask');
}

/** One step back; the form keeps what was filled in. */
export function stepBack(room: EnrolRoom): void {
  const { step } = room.store.getState();
  switch (step.status) {
    case 'pin':
    case 'under_fourteen':
    case 'similar':
      room.store.setState({ step: { status: 'details' }, message: null });
      return;
    case 'new_holder':
      showExisting(room, step.member, { isByPhone: true });
      return;
    case 'exists':
      sayGoodbye(room);
      room.store.setState({ step: { status: 'phone' }, message: null });
      return;
    case 'details':
      room.store.setState({ step: { status: 'phone' }, message: null });
      return;
    case 'phone':
    case 'enrolled':
      nextCustomer(room);
  }
}

/** Ends this customer's turn at a tablet of its own; at a till, the till goes on with them. */
export function nextCustomer(room: EnrolRoom): void {
  sayGoodbye(room);
  startEnrol(room);
}

function showExisting(
  room: EnrolRoom,
  member: MemberSummary,
  { isByPhone }: { readonly isByPhone: boolean },
): void {
  const { step } = room.store.getState();
  if (step.status === 'exists' && step.member.memberId !== member.memberId) sayGoodbye(room);
  const isKnownNow = step.status === 'exists' && member.availablePoints !== null;
  room.store.setState({
    step: { status: 'exists', member, isByPhone, text: '', message: '' },
    message: null,
  });
  room.sound(isKnownNow ? 'ok' : 'ask');
}

export function typeFactor(room: EnrolRoom, text: string): void {
  const { step } = room.store.getState();
  if (step.status !== 'exists' && step.status !== 'new_holder') return;
  room.store.setState({ step: { ...step, text, message: '' } });
}

/** Checks the surname or the birthday that was typed, to show what the member has (ID-02). */
export function identify(room: EnrolRoom): Promise<void> {
  return busily(room, async () => {
    const { step } = room.store.getState();
    if (step.status !== 'exists' || step.text.trim() === '') return;
    const { memberId } = step.member;
    const factor = readFactor(step.text);
    const result = await room.line.call(({ member }, withSignal) =>
      member.identify({ memberId, factor }, withSignal),
    );
    const now = room.store.getState().step;
    if (now.status !== 'exists' || now.member.memberId !== memberId) return;
    const { isByPhone } = now;
    if (result.status === 'ok') return showExisting(room, result.value, { isByPhone });
    room.store.setState({ step: { ...now, text: '', message: wordsOfNo(room, result) } });
    room.sound('refuse');
  });
}

/** Hides what was shown of a member: nobody stands here any more, and the till has forgotten whom it knew. */
export function hideMember(room: EnrolRoom): void {
  const { step } = room.store.getState();
  if (step.status !== 'exists') return;
  const member = closeMember(step.member);
  room.store.setState({ step: { ...step, member, text: '', message: '' } });
}

/** Tells the till that the member has left, so that their phone number alone opens nothing the next time. */
function sayGoodbye(room: EnrolRoom): void {
  const { step } = room.store.getState();
  if (step.status !== 'exists' && step.status !== 'enrolled') return;
  leave(room, step.member.memberId);
}

function leave(room: EnrolRoom, memberId: string): void {
  void room.line.call(({ member }, withSignal) => member.leave({ memberId }, withSignal));
}

/** A field that was filled in; an empty one is left out. */
function given<Field extends string>(field: Field, text: string): { [Key in Field]?: string } {
  const trimmed = text.trim();
  const filled: { [Key in Field]?: string } = {};
  if (trimmed !== '') filled[field] = trimmed;
  return filled;
}
