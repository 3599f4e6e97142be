import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StartFailure } from '../till/start-failure.ts';
import { writeDurably } from '../till/write-durably.ts';

/** What the shell must know before the core can start. */
export interface Settings {
  readonly dataFolder: string;
  /** Without it the one that the till was activated at. */
  readonly officeUrl?: string;
  /** Needed on the first start only; never kept. */
  readonly activationCode?: string;
  readonly serialPorts: readonly string[];
  /** A damaged replica is made anew first; never kept. */
  readonly isRebuild?: true;
}

/**
 * Reads `--office URL`, `--activation CODE`, `--serial PATH[:baud]` and `--rebuild` from the command line; what is given there is
 * kept in `settings.json` of the user's folder for later starts.
 */
export function readSettings(userFolder: string, argv: readonly string[]): Settings {
  const { values } = parseArgs({
    args: argv.slice(1).filter((word) => word !== '.'),
    options: {
      office: { type: 'string' },
      activation: { type: 'string' },
      serial: { type: 'string', multiple: true },
      rebuild: { type: 'boolean' },
    },
    strict: false,
    allowPositionals: true,
  });
  const file = join(userFolder, 'settings.json');
  const kept = readKept(file);
  const officeUrl = typeof values.office === 'string' ? values.office : kept.officeUrl;
  const office = officeUrl === undefined ? {} : { officeUrl };
  const serialPorts =
    values.serial?.filter((port) => typeof port === 'string') ?? kept.serialPorts ?? [];
  const text = JSON.stringify({ ...office, serialPorts }, null, 2);
  if (text !== JSON.stringify(kept, null, 2)) {
    mkdirSync(userFolder, { recursive: true });
    writeDurably(file, text);
  }
  return {
    dataFolder: join(userFolder, 'till'),
    ...office,
    serialPorts,
    ...(typeof values.activation === 'string' ? { activationCode: values.activation } : {}),
    ...(values.rebuild === true ? { isRebuild: true as const } : {}),
  };
}

interface Kept {
  readonly officeUrl?: string;
  readonly serialPorts?: readonly string[];
}

/** A till that forgot its head office in silence would start somewhere else, so a damaged file is refused. */
function readKept(file: string): Kept {
  if (!existsSync(file)) return {};
  const kept = parseKept(readFileSync(file, 'utf8'));
  if (kept !== null) return kept;
  throw new StartFailure(
    `${file} 已损坏，请删除它，再用 --office 和 --serial 重新启动。` +
      `${file} is damaged: delete it and start again with --office URL and, for a scanner, --serial PATH.`,
  );
}

function parseKept(text: string): Kept | null {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return null;
  const { officeUrl, serialPorts = [] } = kept as Record<string, unknown>;
  if (!isTexts(serialPorts)) return null;
  if (officeUrl === undefined) return { serialPorts };
  return typeof officeUrl === 'string' ? { officeUrl, serialPorts } : null;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
