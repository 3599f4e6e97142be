import { inBothLanguages } from '../../src-shared/text/start-words.ts';
import { parseArgs } from 'node:util';
import { isLanAddress } from '../../src-shared/values/lan-address.ts';
import { readSerialPort } from '../till/serial-option.ts';
import { StartFailure } from '../till/start-failure.ts';
import type { TillOptions } from '../till/till-options.ts';

/** What `npm run station -- …` was told. */
export interface StationOptions {
  readonly port: number;
  readonly dataFolder: string;
  readonly officeUrl?: string;
  readonly activationCode?: string;
  /** The code of the recovery sheet is asked for first. */
  readonly isRecovery?: true;
  /** A damaged replica is made anew first. */
  readonly isRebuild?: true;
  readonly serialPorts: TillOptions['serialPorts'];
  readonly lan?: NonNullable<TillOptions['lan']>;
}

const usage =
  'station --port 7300 --data DIR --office http://127.0.0.1:8300 [--activation CODE] [--recover] [--rebuild] ' +
  '[--serial PATH[:baud]] [--lan HOST:PORT [--lan-peer HOST:PORT]]';

/** What `--help` prints. */
export const stationHelp = `Usage: ${usage}
       station verify --data DIR

  --port        where the screens and the POS API are served, on 127.0.0.1 (7300)
  --data        the till's folder: its encrypted replica, its key, its pos-token
  --office      the address of head office; without it the one it was activated at, else http://127.0.0.1:8300
  --activation  the code from head office; on the first start, and once more on the same folder where head office was
                restored and does not know this till. Without it the screens ask for it
  --recover     asks for the code of the recovery sheet, puts the key back and starts
  --rebuild     makes a damaged replica anew and starts: what is this till's own is kept, members come from head office
  --serial      a scanner on a serial port, as /dev/ttyUSB0 or /dev/ttyUSB0:115200; may be given several times
  --lan         where the other tills of the store may come in, as 192.168.1.21:7400; without it as the device page says
  --lan-peer    where one of them is, as 192.168.1.22:7400; may be given several times
  verify        looks through all operations of a stopped till for rows that others changed, made or deleted
  --help        this text
`;
const defaults = { port: '7300' } as const;
const portMax = 65_535;

/** Reads the command line; fails with StartFailure, whose sentence says how it should look. */
export function readStationOptions(args: readonly string[]): StationOptions {
  const values = readValues(args);
  const port = Number(values.port ?? defaults.port);
  if (!Number.isInteger(port) || port < 0 || port > portMax) {
    throw wrong(
      `--port ${values.port}: 端口须为 0 到 ${portMax}。`,
      `A port is a number from 0 to ${portMax}.`,
    );
  }
  if (values.data === undefined) throw noDataFolder();
  const officeUrl = values.office;
  const isAddress = officeUrl === undefined || /^https?:\/\//.test(officeUrl);
  if (!isAddress || !URL.canParse(officeUrl ?? 'http://office')) {
    throw wrong(`--office ${officeUrl}: 请给出 http 地址。`, 'Give its http address.');
  }
  return {
    port,
    dataFolder: values.data,
    ...(officeUrl === undefined ? {} : { officeUrl }),
    ...(values.recover === true ? { isRecovery: true as const } : {}),
    ...(values.rebuild === true ? { isRebuild: true as const } : {}),
    ...(values.activation === undefined ? {} : { activationCode: values.activation }),
    serialPorts: (values.serial ?? []).map(readSerialPort),
    ...readLan(values.lan, values['lan-peer'] ?? []),
  };
}

function readLan(
  listenAt: string | undefined,
  peers: readonly string[],
): Pick<StationOptions, 'lan'> {
  if (listenAt === undefined && peers.length === 0) return {};
  if (listenAt === undefined)
    throw wrong('--lan-peer: 请同时给出 --lan HOST:PORT。', 'Give --lan HOST:PORT as well.');
  const bad = [listenAt, ...peers].find((address) => !isLanAddress(address));
  if (bad !== undefined) throw wrong(`--lan ${bad}: 请写成 HOST:PORT。`, 'Write it as HOST:PORT.');
  return { lan: { listenAt, peers } };
}

/** Reads `verify --data DIR`; fails with StartFailure. */
export function readDataFolder(args: readonly string[]): string {
  const { data } = readValues(args);
  if (data === undefined) throw noDataFolder();
  return data;
}

function readValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        office: { type: 'string' },
        activation: { type: 'string' },
        recover: { type: 'boolean' },
        rebuild: { type: 'boolean' },
        serial: { type: 'string', multiple: true },
        lan: { type: 'string' },
        'lan-peer': { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    throw wrong('', error instanceof Error ? error.message : String(error));
  }
}

function noDataFolder(): StartFailure {
  return wrong('--data DIR: 请给出数据文件夹。', 'Give the data folder.');
}

function wrong(chinese: string, english: string): StartFailure {
  return new StartFailure(`${inBothLanguages(chinese, english)}\n${usage}`);
}
