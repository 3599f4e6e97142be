import type { OperationPersonal } from '../../src-shared/domain/operation/operation.ts';

/**
 * What a member said about a line that is disputed (R116), each time they did, in lines of their own: of the personal parts of
 * its operations, as a list in JSON; '' where nothing is there.
 */
export function disputeWords(personal: string | null): string {
  const parts = personal === null ? [] : (JSON.parse(personal) as readonly string[]); // as it was listed
  const notes = parts.flatMap((part) => (JSON.parse(part) as OperationPersonal).note ?? []); // checked when it came
  return [...new Set(notes)].join('\n');
}
