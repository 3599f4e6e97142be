import type { OperationPersonal } from '../../src-shared/domain/operation/operation.ts';

/** What a member said about a line that is disputed (R116), of its operation's personal part; '' where nothing is there. */
export function disputeWords(personal: string | null): string {
  if (personal === null) return '';
  const { note = '' } = JSON.parse(personal) as OperationPersonal; // checked when it came
  return note;
}
