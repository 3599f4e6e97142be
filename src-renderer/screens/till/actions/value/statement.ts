import type { ValueMovement } from '../../../../../src-shared/contract/till/stored-value.ts';
import { busily } from '../../../../client/busily.ts';
import { announceNo, type TillRoom } from '../../till-room.ts';
import { setStage, showHome, valueStepOf } from './wallet.ts';

/** Shows every movement, from head office where it answers (art. 25). */
export function openStatement(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { member } = room.store.getState().sale;
    if (member === null || valueStepOf(room) === null) return;
    const { memberId } = member;
    room.store.setState({ notice: null });
    setStage(room, { status: 'statement', statement: null });
    const result = await room.line.call(({ storedValue }, withSignal) =>
      storedValue.statement({ memberId }, withSignal),
    );
    if (valueStepOf(room)?.stage.status !== 'statement') return;
    if (result.status === 'ok') {
      setStage(room, { status: 'statement', statement: result.value });
      return;
    }
    await showHome(room);
    announceNo(room, result);
  });
}

/** One act on stored value: a payment from several contracts is one, with its parts below it. */
export interface ValueAct {
  readonly parts: readonly ValueMovement[];
  readonly first: ValueMovement;
  /** Signed, in fen. */
  readonly principalFen: number;
  readonly bonusFen: number;
  /** Of the goods, undiscounted (SV-02). */
  readonly listFen: number;
  readonly paidOutFen: number;
}

/** The movements as acts, in their order: what came of one act stands side by side. */
export function valueActsOf(entries: readonly ValueMovement[]): readonly ValueAct[] {
  const acts: ValueMovement[][] = [];
  for (const entry of entries) {
    const last = acts.at(-1);
    const [first] = last ?? [];
    const isSame =
      first?.kind === entry.kind &&
      first.reference === entry.reference &&
      first.atMs === entry.atMs;
    if (isSame) last?.push(entry);
    else acts.push([entry]);
  }
  return acts.flatMap((parts) => {
    const [first] = parts;
    const sum = (read: (part: ValueMovement) => number) =>
      parts.reduce((total, part) => total + read(part), 0);
    return first === undefined
      ? []
      : [
          {
            parts,
            first,
            principalFen: sum(({ principalFen }) => principalFen),
            bonusFen: sum(({ bonusFen }) => bonusFen),
            listFen: sum(({ listFen }) => listFen),
            paidOutFen: sum(({ paidOutFen }) => paidOutFen),
          },
        ];
  });
}
