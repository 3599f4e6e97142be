import { sumValueFen } from '../stored-value/restore-value.ts';
import { decideRefund, mergeLines } from './decide-refund.ts';

/** What a refund moves because of one of its lines. */
export interface LineShare {
  readonly lineNo: number;
  readonly takenBackPoints: number;
  readonly restoredPoints: number;
  readonly restoredValueFen: number;
  /** Paid out in money, before anything is kept from it for points that are gone. */
  readonly moneyFen: number;
}

/** Each line is decided with all before it: a counter would stand still over a refund of more. */
const linesMax = 100;

type Figures = Omit<LineShare, 'lineNo'>;

/**
 * Tells what each line of a refund moves: what deciding it with the lines before it moves, less what those move alone. So the
 * lines add up to the refund to the point and the fen, and there is no formula beside that of `decideRefund`; which line a point
 * falls to that only two of them make up follows their order. Of a refund that is refused all lines are 0; of one of more than
 * 100 lines none is told.
 */
export function lineSharesOf(input: Parameters<typeof decideRefund>[0]): readonly LineShare[] {
  const lines = mergeLines(input.lines);
  if (lines.length > linesMax) return [];
  const none: Figures = { takenBackPoints: 0, restoredPoints: 0, restoredValueFen: 0, moneyFen: 0 };
  let before = none;
  return lines.map(({ lineNo }, index) => {
    const decided = decideRefund({ ...input, lines: lines.slice(0, index + 1) });
    const now =
      decided.status === 'refused'
        ? before
        : {
            takenBackPoints: decided.takenBackPoints,
            restoredPoints: decided.restoredPoints,
            restoredValueFen: sumValueFen(decided.draft.body.value ?? []),
            moneyFen: decided.moneyFen,
          };
    const share = {
      lineNo,
      takenBackPoints: now.takenBackPoints - before.takenBackPoints,
      restoredPoints: now.restoredPoints - before.restoredPoints,
      restoredValueFen: now.restoredValueFen - before.restoredValueFen,
      moneyFen: now.moneyFen - before.moneyFen,
    };
    before = now;
    return share;
  });
}
