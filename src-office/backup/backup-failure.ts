/** Why a backup cannot be written, or not be restored. */
export type BackupFailureCode =
  | 'file_exists'
  | 'file_damaged'
  | 'file_newer'
  | 'passphrase_wrong'
  | 'nothing_there'
  | 'target_not_empty'
  | 'target_foreign'
  | 'office_running';

/** A backup or a restore that cannot be done as it was asked for; nothing was changed. */
export class BackupFailure extends Error {
  readonly code: BackupFailureCode;

  constructor(code: BackupFailureCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'BackupFailure';
    this.code = code;
  }
}
