import type { KeyboardScannerSettings } from './till/reader-settings.ts';

/**
 * What the desktop shell and its page say to each other: messages of the page's own window, which the preload carries on
 * one channel each way. This file stands alone, because a sandboxed preload brings no package.
 */

/** A global of every page that the desktop shell shows, true; a station's page has none. */
export const desktopMark = 'isMembershipDesktop';

/** The channels between the preload and the main process. */
export const desktopRequestChannel = 'desktop-request';
export const desktopNewsChannel = 'desktop-news';

/** The page asks for a pipe to the core, in its language; again when the former one has ended. */
export interface PortWanted {
  readonly kind: 'till-port-wanted';
  readonly language: string;
}

/** How the shell is to tell keyboard-mode scanners from typing; null: not at all. */
export interface KeyboardWanted {
  readonly kind: 'keyboard-scanner';
  readonly settings: KeyboardScannerSettings | null;
}

/** What a page asks of the shell. */
export type DesktopRequest = PortWanted | KeyboardWanted;

/** The shell has heard a scan among the keys. The page has the first `typedCount` characters or fewer, and no Enter. */
export interface KeyboardScan {
  readonly kind: 'keyboard-scan';
  readonly text: string;
  readonly typedCount: number;
}

/** What the shell tells its page. `till-port` comes with one port. */
export type DesktopNews = { readonly kind: 'till-port' } | KeyboardScan;

/** Tells whether a message of the window is of a kind; what else it holds is for the receiver to check. */
export function isOfKind<Message extends DesktopRequest | DesktopNews>(
  data: unknown,
  kinds: readonly Message['kind'][],
): data is Message {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return false;
  return kinds.some((kind) => kind === data.kind);
}
