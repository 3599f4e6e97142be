/** What the shell says to the core's process; the answers are `CoreReport`. */
export type CoreCommand =
  | { readonly kind: 'start'; readonly start: CoreStart }
  /** Comes with one port: the core serves its router there, in the language of the screen. */
  | { readonly kind: 'connect'; readonly language: string }
  /** In place of a start: try the installation whose folder this is. */
  | { readonly kind: 'self-test'; readonly appFolder: string }
  | { readonly kind: 'stop' };

export interface CoreStart {
  readonly dataFolder: string;
  /** Where `migrations` and `resources` lie. */
  readonly appFolder: string;
  readonly officeUrl?: string;
  readonly activationCode?: string;
  readonly serialPorts: readonly string[];
  /** A damaged replica is made anew first. */
  readonly isRebuild?: true;
  /** The replica's key, base64; null when it is lost. */
  readonly key: string | null;
}

export type CoreReport =
  | { readonly kind: 'ready' }
  /** The code of the recovery sheet opened the replica: the shell seals the key (base64) and starts the core with it. */
  | { readonly kind: 'restore_key'; readonly key: string }
  /** It cannot start, and trying again would not help; `message` is for a person. */
  | { readonly kind: 'fatal'; readonly message: string }
  /** A line for each part that failed. */
  | { readonly kind: 'self-tested'; readonly failed: readonly string[] };
