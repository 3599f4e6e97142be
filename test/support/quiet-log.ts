import { pino, type Logger } from 'pino';

/** A log that keeps its lines for the test to look at. */
export interface QuietLog {
  readonly log: Logger;
  /** Parsed lines, oldest first. */
  readonly lines: readonly { readonly level: number; readonly msg: string }[];
}

export function createQuietLog(): QuietLog {
  const lines: { level: number; msg: string }[] = [];
  const stream = {
    write: (line: string) => {
      lines.push(JSON.parse(line) as { level: number; msg: string });
    },
  };
  return { log: pino({ base: null }, stream), lines };
}
