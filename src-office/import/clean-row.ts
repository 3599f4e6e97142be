import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { Birthday } from '../../src-shared/values/birthday.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { cleanName } from '../../src-shared/values/person-name.ts';
import { cleanPhone, type Phone } from '../../src-shared/values/phone.ts';
import { numberText, plainCell } from './clean-cell.ts';
import type { CsvRecord } from './csv-records.ts';
import type { ListColumns, ListField } from './list-columns.ts';
import { startTierMatching } from './match-tier.ts';
import { readCell } from './open-list.ts';
import { readBirthday } from './read-birthday.ts';
import { readCard } from './read-card.ts';
import { readPoints } from './read-points.ts';
import type { RejectCode } from './reject-words.ts';
import type { WarningCode } from './warning.ts';

/** A row as a member: every value in its stored spelling. */
export interface MemberRow {
  readonly phone: Phone;
  readonly name: string | null;
  readonly cardNo: string | null;
  readonly points: number;
  readonly tierCode: string;
  readonly birthday: Birthday | null;
}

/** A cleaned row with what was left out of it, or why it cannot be taken. */
export type CleanedRow =
  | { readonly status: 'ok'; readonly row: MemberRow; readonly warnings: readonly WarningCode[] }
  | { readonly status: 'rejected'; readonly code: RejectCode };

/**
 * Starts cleaning rows (ID-08). Only the phone must be there. Points and card are taken exactly or the row is rejected,
 * because a member would miss them; a name, birthday or tier that means nothing is left out with a warning.
 */
export function startCleaning(options: {
  readonly columns: ListColumns;
  readonly programme: Programme;
  readonly today: BusinessDate;
}): (record: Pick<CsvRecord, 'fields' | 'isCut'>) => CleanedRow {
  const { columns, programme, today } = options;
  const matchTier = startTierMatching(programme);

  return ({ fields, isCut }) => {
    if (isCut) return { status: 'rejected', code: 'row_cut' };
    const cell = (field: ListField): string => plainCell(readCell(fields, columns, field));

    const phone = readPhone(cell('phone'));
    if (phone.status === 'rejected') return phone;
    const points = readPoints(cell('points'));
    if (points.status === 'rejected') return points;
    const card = readCard(cell('cardNo'), programme.cards.prefixes);
    if (card.status === 'rejected') return card;

    const warnings: WarningCode[] = [];
    if (card.warning !== null) warnings.push(card.warning);
    const nameCell = cell('name');
    const name = nameCell === '' ? null : cleanName(nameCell);
    if (name?.status === 'refused') warnings.push('name_dropped');
    const tier = matchTier(cell('tier'));
    if (!tier.isKnown) warnings.push('tier_unknown');
    const birthdayCell = cell('birthday');
    const birthday = birthdayCell === '' ? null : readBirthday(birthdayCell, today);
    if (birthdayCell !== '' && birthday === null) warnings.push('birthday_dropped');

    const row = {
      phone: phone.phone,
      name: name?.status === 'ok' ? name.name : null,
      cardNo: card.cardNo,
      points: points.points,
      tierCode: tier.tierCode,
      birthday,
    };
    return { status: 'ok', row, warnings };
  };
}

function readPhone(
  plain: string,
): { status: 'ok'; phone: Phone } | { status: 'rejected'; code: RejectCode } {
  if (plain === '') return { status: 'rejected', code: 'phone_missing' };
  const number = numberText(plain);
  if (number.status === 'lost_digits') return { status: 'rejected', code: 'phone_lost_digits' };
  const cleaned = cleanPhone(number.text);
  return cleaned.status === 'ok'
    ? { status: 'ok', phone: cleaned.phone }
    : { status: 'rejected', code: cleaned.code };
}
