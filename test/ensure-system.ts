import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { ensurePackages, isOnPath } from './support/system-packages.ts';

function hasChineseFont(): boolean {
  if (existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc')) return true;
  const list = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' });
  return list.status === 0 && list.stdout.trim() !== '';
}

/** What the tests need beyond npm. */
const isReady = ensurePackages('ensure-system', [
  { debianPackage: 'chromium', isThere: () => existsSync('/usr/bin/chromium') },
  {
    debianPackage: 'postgresql',
    isThere: () => globSync('/usr/lib/postgresql/*/bin/initdb').length > 0,
  },
  { debianPackage: 'strace', isThere: () => isOnPath('strace') },
  { debianPackage: 'socat', isThere: () => isOnPath('socat') },
  { debianPackage: 'xvfb', isThere: () => isOnPath('Xvfb') },
  { debianPackage: 'xdotool', isThere: () => isOnPath('xdotool') },
  { debianPackage: 'fonts-noto-cjk', isThere: hasChineseFont },
]);
process.exitCode = isReady ? 0 : 1;
