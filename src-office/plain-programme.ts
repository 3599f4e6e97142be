import { readFileSync } from 'node:fs';
import path from 'node:path';

const file = path.join(import.meta.dirname, '../resources/programmes/plain.json');

/** The programme document that every new office starts with. */
export function readPlainProgramme(): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
