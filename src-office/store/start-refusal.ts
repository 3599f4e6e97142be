/**
 * Why head office does not start, in words for the person who starts it: the file or folder, what is wrong with it and the
 * next step. Nothing was changed when it is thrown.
 */
export class StartRefusal extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartRefusal';
  }
}
