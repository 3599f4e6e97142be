import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Packs the desktop app that `npm run package` has just built, by electron-builder with electron-builder.yml; what stands
 * on the command line goes to it. Electron's binary comes from its cache, else from the network; where neither has it, the
 * last lines say what is missing and how else it can be given.
 */

const appFolder = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const { version } = require('electron/package.json') as { readonly version: string };
const noBinary =
  /electronDist does not exist|electron-v\S+\.zip|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/;

let said = '';
const builder = spawn(
  process.execPath,
  [require.resolve('electron-builder/cli.js'), '--publish', 'never', ...process.argv.slice(2)],
  { cwd: appFolder, stdio: ['inherit', 'pipe', 'pipe'] },
);
const tell = (to: NodeJS.WriteStream) => (bytes: Buffer) => {
  said += bytes.toString();
  to.write(bytes);
};
builder.stdout.on('data', tell(process.stdout));
builder.stderr.on('data', tell(process.stderr));
builder.on('close', (code) => {
  process.exitCode = code ?? 1;
  if (code !== 0 && noBinary.test(said)) process.stderr.write(missingBinary);
});

const missingBinary = [
  '',
  `Nothing was packed: the binary of Electron ${version} for the wanted system is not here and could not be downloaded.`,
  `It is a file electron-v${version}-SYSTEM-ARCH.zip of Electron's release (SYSTEM linux, win32 or darwin; ARCH x64 or arm64).`,
  'With a network: run it again; Electron keeps the file. With a mirror: set ELECTRON_MIRROR to its address.',
  'With the file or its unpacked folder at hand: npm run package -- --dir -c.electronDist=FOLDER',
  '',
].join('\n');
