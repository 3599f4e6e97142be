import type { LedgerEntry, LedgerPage } from '../../../../src-shared/contract/till/member.ts';
import { busily } from '../../../client/busily.ts';
import type { CallResult } from '../../../client/call-result.ts';
import { announce, announceNo, goTo, type TillRoom } from '../till-room.ts';
import { askForMember, isKnownOrAsk } from './ask-who.ts';

const PAGE_ENTRIES = 50;

/** Shows the explained entries behind the balance: all of them page by page from head office, or the till's last ones. */
export async function openLedger(room: TillRoom): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member === null) return askForMember(room);
  if (!isKnownOrAsk(room, 'ledger')) return;
  goTo(room, { status: 'ledger', ledger: null });
  const [page, staff] = await Promise.all([
    readPage(room, member.memberId, null),
    room.line.call(({ session }, withSignal) => session.staff({}, withSignal)),
  ]);
  const { step, sale } = room.store.getState();
  if (step.status !== 'ledger' || sale.member?.memberId !== member.memberId) return;
  if (page.status !== 'ok') return announceNo(room, page);
  const people = staff.status === 'ok' ? staff.value.staff : [];
  const staffNames = Object.fromEntries(people.map(({ staffId, name }) => [staffId, name]));
  goTo(room, { status: 'ledger', ledger: { ...page.value, staffNames } });
}

/** Adds the page before the oldest entry in sight. Says so where only head office has it and cannot be asked. */
export function readMoreLedger(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { step, sale } = room.store.getState();
    const before = step.status === 'ledger' ? step.ledger?.before : null;
    if (sale.member === null || before === null || before === undefined) return;
    const { memberId } = sale.member;
    const page = await readPage(room, memberId, before);
    const now = room.store.getState();
    const isSame = now.step.status === 'ledger' && now.sale.member?.memberId === memberId;
    if (!isSame || now.step.status !== 'ledger' || now.step.ledger === null) return;
    if (page.status !== 'ok') return announceNo(room, page);
    // Without a line the till answers with its own last entries, which are in sight already.
    if (page.value.source === 'till') {
      announce(room, { tone: 'ask', title: room.say('ledger.more_offline') });
      return;
    }
    const { ledger } = now.step;
    const entries = [...ledger.entries, ...page.value.entries];
    goTo(room, { status: 'ledger', ledger: { ...ledger, ...page.value, entries } });
  });
}

/**
 * Tells head office that somebody disputes a line, with what shows how it came about and what the member says (R116).
 * What is typed about a line that was disputed before is not added.
 */
export function disputeEntry(room: TillRoom, entry: LedgerEntry, words: string): Promise<void> {
  return busily(room, async () => {
    const { memberId } = room.store.getState().sale.member ?? {};
    if (memberId === undefined) return;
    const { kind, points, ruleId, programmeVersion, businessDate, atMs, reference, origin } = entry;
    const line = { kind, points, ruleId, programmeVersion, businessDate, atMs, reference };
    const { operationId, hash } = origin ?? {};
    const disputed = {
      ...line,
      ...(operationId === undefined ? {} : { operationId }),
      ...(hash === undefined ? {} : { hash }),
    };
    const result = await room.line.call(({ member }, withSignal) =>
      member.disputeEntry({ memberId, entry: disputed, words }, withSignal),
    );
    if (result.status !== 'ok') return announceNo(room, result);
    const isNew = result.value.status === 'opened';
    const title = room.say(isNew ? 'ledger.disputed' : 'ledger.disputed_before');
    announce(room, { tone: 'ok', title });
  });
}

function readPage(
  room: TillRoom,
  memberId: string,
  before: string | null,
): Promise<CallResult<LedgerPage>> {
  return room.line.call(({ member }, withSignal) =>
    member.ledger(
      { memberId, limit: PAGE_ENTRIES, ...(before === null ? {} : { before }) },
      withSignal,
    ),
  );
}
