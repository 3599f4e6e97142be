import { join } from 'node:path';
import { app, BrowserWindow, dialog, Menu, session } from 'electron';
import { startCoreProcess } from './core-process-host.ts';
import { lockDownWebContents } from './lock-down.ts';
import { permitOnlyCamera } from './permissions.ts';
import { registerAppScheme, serveScreens } from './screens-protocol.ts';
import { openSealedKey, sealKey } from './sealed-key.ts';
import { selfTest, selfTestFlag } from './self-test.ts';
import { readSettings } from './settings.ts';
import { openTillWindow } from './till-window.ts';

/**
 * The desktop shell: one window, and the till core in a process of its own. It chooses the pipe between them and hands
 * it over; it knows no operation by name.
 */

registerAppScheme();
app.enableSandbox();

if (process.argv.includes(selfTestFlag)) {
  void app.whenReady().then(testAndExit);
} else if (app.requestSingleInstanceLock()) {
  app.on('web-contents-created', (_event, contents) => lockDownWebContents(contents));
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(startShell).catch(reportAndQuit);
} else {
  app.quit();
}

async function startShell(): Promise<void> {
  Menu.setApplicationMenu(null);
  const settings = readSettings(app.getPath('userData'), process.argv);
  permitOnlyCamera(session.defaultSession);
  serveScreens(session.defaultSession, join(app.getAppPath(), 'dist', 'screens'));
  const core = startCoreProcess({
    modulePath: join(app.getAppPath(), 'dist', 'electron', 'core.js'),
    start: {
      ...settings,
      appFolder: app.getAppPath(),
      key: (await openSealedKey(settings.dataFolder, warn))?.toString('base64') ?? null,
    },
    onRestoreKey: (key) => sealKey(settings.dataFolder, Buffer.from(key, 'base64')),
    onFatal: (message) => reportAndQuit(new Error(message)),
  });
  openTillWindow(core);

  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  // The core closes its database and readers before the app goes: a reader still open at exit crashes the process.
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void core.stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
}

/** For whoever has just installed the app, and for whoever builds it: no window, no till. */
async function testAndExit(): Promise<void> {
  const failed = await selfTest(app.getAppPath());
  const text = failed.length === 0 ? 'ok' : failed.map((line) => `failed ${line}`).join('\n');
  process.stdout.write(`${text}\n`, () => app.exit(failed.length === 0 ? 0 : 1));
}

/** For whoever looks after the machine: the app goes on. */
function warn(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function reportAndQuit(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  dialog.showErrorBox('会员终端无法启动 · The membership terminal cannot start', message);
  app.exit(1);
}
