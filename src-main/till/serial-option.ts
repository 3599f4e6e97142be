import { parseSerialOption } from '../devices/serial-option.ts';
import { StartFailure } from './start-failure.ts';
import type { TillOptions } from './till-options.ts';

/** Reads `--serial PATH[:baud]` for a shell; fails with StartFailure for what is no port. */
export function readSerialPort(text: string): TillOptions['serialPorts'][number] {
  const port = parseSerialOption(text);
  if (port === null) {
    throw new StartFailure(`--serial ${text}: 请写成 路径[:波特率]。Write it as PATH[:baud].`);
  }
  return port;
}
