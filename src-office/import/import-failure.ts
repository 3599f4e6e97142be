/** Why a member list cannot be imported at all. Rows that cannot be taken are rejects instead. */
export type ImportFailureCode = 'file_unreadable' | 'not_a_list' | 'phone_column_missing';

/** The list as a whole cannot be read. Trying again helps only with another file. */
export class ImportFailure extends Error {
  readonly code: ImportFailureCode;

  constructor(code: ImportFailureCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'ImportFailure';
    this.code = code;
  }
}
