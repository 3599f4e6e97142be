import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** What the shell must know before the core can start. */
export interface Settings {
  readonly dataFolder: string;
  readonly officeUrl: string;
  /** Needed on the first start only; never kept. */
  readonly activationCode?: string;
  readonly serialPorts: readonly string[];
}

const defaultOfficeUrl = 'http://127.0.0.1:8300';

/**
 * Reads `--office URL`, `--activation CODE` and `--serial PATH[:baud]` from the command line; what is given there is
 * kept in `settings.json` of the user's folder for later starts.
 */
export function readSettings(userFolder: string, argv: readonly string[]): Settings {
  const { values } = parseArgs({
    args: argv.slice(1).filter((word) => word !== '.'),
    options: {
      office: { type: 'string' },
      activation: { type: 'string' },
      serial: { type: 'string', multiple: true },
    },
    strict: false,
    allowPositionals: true,
  });
  const file = join(userFolder, 'settings.json');
  const kept = readKept(file);
  const officeUrl =
    typeof values.office === 'string' ? values.office : (kept.officeUrl ?? defaultOfficeUrl);
  const serialPorts =
    values.serial?.filter((port) => typeof port === 'string') ?? kept.serialPorts ?? [];
  mkdirSync(userFolder, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ officeUrl, serialPorts }, null, 2));
  renameSync(`${file}.new`, file);
  return {
    dataFolder: join(userFolder, 'till'),
    officeUrl,
    serialPorts,
    ...(typeof values.activation === 'string' ? { activationCode: values.activation } : {}),
  };
}

function readKept(file: string): { officeUrl?: string; serialPorts?: readonly string[] } {
  if (!existsSync(file)) return {};
  const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof kept !== 'object' || kept === null) return {};
  return {
    ...('officeUrl' in kept && typeof kept.officeUrl === 'string'
      ? { officeUrl: kept.officeUrl }
      : {}),
    ...('serialPorts' in kept && Array.isArray(kept.serialPorts)
      ? { serialPorts: kept.serialPorts.filter((port) => typeof port === 'string') }
      : {}),
  };
}
