import type * as electron from 'electron';
import { expect, test } from 'vitest';
import type * as standIn from './stand-in/electron.ts';
import type { MessagePortMain } from './stand-in/message-ports.ts';
import { strict } from './stand-in/strict.ts';
import type { UtilityProcess } from './stand-in/utility-process.ts';
import type { WebContents } from './stand-in/web-contents.ts';

/** `true` where Electron declares every name of ours, otherwise the names that it does not. */
type Declared<Ours, Theirs> = [Exclude<keyof Ours, keyof Theirs>] extends [never]
  ? true
  : Exclude<keyof Ours, keyof Theirs>;

// The compiler does this test: each line is an error where the stand-in has a name that Electron's own types do not know.
const declared: readonly true[] = [
  true satisfies Declared<typeof standIn, typeof electron>,
  true satisfies Declared<typeof standIn.app, electron.App>,
  true satisfies Declared<typeof standIn.BrowserWindow, typeof electron.BrowserWindow>,
  true satisfies Declared<standIn.BrowserWindow, electron.BrowserWindow>,
  true satisfies Declared<WebContents, electron.WebContents>,
  true satisfies Declared<typeof standIn.dialog, electron.Dialog>,
  true satisfies Declared<typeof standIn.Menu, typeof electron.Menu>,
  true satisfies Declared<typeof standIn.ipcMain, electron.IpcMain>,
  true satisfies Declared<standIn.MessageChannelMain, electron.MessageChannelMain>,
  true satisfies Declared<MessagePortMain, electron.MessagePortMain>,
  true satisfies Declared<typeof standIn.protocol, electron.Protocol>,
  true satisfies Declared<typeof standIn.safeStorage, electron.SafeStorage>,
  true satisfies Declared<typeof standIn.session, typeof electron.session>,
  true satisfies Declared<typeof standIn.session.defaultSession, electron.Session>,
  true satisfies Declared<typeof standIn.session.defaultSession.webRequest, electron.WebRequest>,
  true satisfies Declared<typeof standIn.session.defaultSession.protocol, electron.Protocol>,
  true satisfies Declared<typeof standIn.utilityProcess, typeof electron.utilityProcess>,
  true satisfies Declared<UtilityProcess, electron.UtilityProcess>,
  // @ts-expect-error The control: a name that Electron does not have is found.
  true satisfies Declared<typeof standIn.app & { quitSoon(): void }, electron.App>,
];

test('every name of the stand-in is one of Electron, and a name it has not throws', () => {
  expect(declared).not.toContain(false);
  const view = strict('app', { quit: () => 'quits' });
  expect(view.quit()).toBe('quits');
  const unknown = view as unknown as { readonly relaunch: unknown };
  expect(() => unknown.relaunch).toThrow('The stand-in for electron has no app.relaunch.');
});
