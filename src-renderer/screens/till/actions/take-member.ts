import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { TillRoom } from '../till-room.ts';
import { quoteSoon } from './quote.ts';

/** Shows the member of the sale as an act has left them, and asks anew what the sale gives; of anybody else nothing changes. */
export function takeMember(room: TillRoom, member: MemberSummary): void {
  const { sale } = room.store.getState();
  if (sale.member?.memberId !== member.memberId) return;
  room.store.setState({ sale: { ...sale, member } });
  quoteSoon(room);
}
