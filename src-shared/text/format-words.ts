import type { Refusal } from '../domain/refusal.ts';
import { formatYuan, type Fen } from '../values/fen.ts';
import { groupDigits } from '../values/group-digits.ts';
import { clock } from '../values/shop-time.ts';

/** The numbers a sentence may hold; each fills the place of the same name. */
export type WordData = Omit<Refusal, 'status' | 'code'> & { readonly tierName?: string };

const place = /\{(\w+)\}/g;

/** Fills the `{places}` of a sentence. A number that is missing leaves a dash: words must never fail. */
export function formatWords(words: string, data: WordData): string {
  return words.replace(place, (_, name: string) => formatted(name, data) ?? '-');
}

function formatted(name: string, data: WordData): string | undefined {
  switch (name) {
    case 'maxPoints':
    case 'stepPoints':
    case 'minPoints': {
      const points = data[name];
      return points === undefined ? undefined : groupDigits(points);
    }
    case 'attemptsLeft':
    case 'lineNo':
      return data[name]?.toString();
    case 'maxYuan':
      return data.maxFen === undefined ? undefined : formatYuan(data.maxFen as Fen); // fen by its name
    case 'stepYuan':
      return data.stepFen === undefined ? undefined : formatYuan(data.stepFen as Fen); // fen by its name
    case 'lockedUntil':
      return data.lockedUntilMs === undefined ? undefined : clock(data.lockedUntilMs);
    case 'maskedName':
      // A member may have no name; a sentence still needs something where it stands.
      return data.maskedName === '' ? '***' : data.maskedName;
    case 'tierName':
    case 'store':
    case 'onDay':
      return data[name];
    case 'field':
      return fieldText(data);
    default:
      return undefined;
  }
}

/** "points", and of a line "#2 amountFen": people know a line by its number, not by its place from 0 on. */
function fieldText({ field, lineNo }: WordData): string | undefined {
  if (field === undefined || lineNo === undefined) return field;
  return `#${lineNo} ${field.replace(/^lines\.\d+\.?/, '')}`;
}
