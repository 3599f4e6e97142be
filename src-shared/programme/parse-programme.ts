import type { Programme } from '../domain/programme/programme.ts';
import { checkProgramme } from './checks/check-programme.ts';
import type { Problem } from './problem.ts';
import { programmeSchema } from './programme-schema.ts';
import { schemaProblems } from './schema-problems.ts';

export type ParsedProgramme =
  | { readonly status: 'ok'; readonly programme: Programme }
  | { readonly status: 'refused'; readonly problems: readonly Problem[] };

/**
 * Reads a programme document for publication, or names everything that is wrong with it: first the shape, and once that is
 * right, what the rules say about each other. Never throws.
 */
export function parseProgramme(json: unknown): ParsedProgramme {
  const read = readProgramme(json);
  if (read.status === 'refused') return read;
  const problems = checkProgramme(read.programme);
  return problems.length === 0 ? read : { status: 'refused', problems };
}

/**
 * Reads the shape of a programme document that was checked when it was published. A till uses this: checks that a later
 * version of the product brings must not take a published programme away from it.
 */
export function readProgramme(json: unknown): ParsedProgramme {
  const parsed = programmeSchema.safeParse(json, { reportInput: true });
  if (parsed.success) return { status: 'ok', programme: parsed.data };
  return { status: 'refused', problems: schemaProblems(parsed.error) };
}
