/** Why the store cannot be used; each has words for a person in `message`, naming the file and the next step. */
export type StoreFailureCode =
  | 'wrong_key'
  | 'key_missing'
  /** Others on this machine may read the key file. */
  | 'key_exposed'
  | 'file_damaged'
  /** It was begun here, or its WAL is there, and the file itself is not. */
  | 'file_missing'
  | 'file_newer'
  | 'folder_in_use'
  | 'disk_full'
  | 'disk_error';

export class StoreFailure extends Error {
  readonly code: StoreFailureCode;

  constructor(code: StoreFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreFailure';
    this.code = code;
  }
}
