import type { Programme } from '../domain/programme/programme.ts';
import { checkProgramme } from './checks/check-programme.ts';
import { pathText, plainWords } from './plain-words.ts';
import { programmeSchema } from './programme-schema.ts';

/** One thing wrong with a programme document: where, as `tiers[0].code`, and what, in words for who wrote it. */
export interface ProgrammeProblem {
  readonly path: string;
  readonly message: string;
}

export type ParsedProgramme =
  | { readonly status: 'ok'; readonly programme: Programme }
  | { readonly status: 'refused'; readonly problems: readonly ProgrammeProblem[] };

/**
 * Reads a programme document for publication, or names everything that is wrong with it: first the shape, and once that is
 * right, what the rules say about each other. Never throws.
 */
export function parseProgramme(json: unknown): ParsedProgramme {
  const read = readProgramme(json);
  if (read.status === 'refused') return read;
  const findings = checkProgramme(read.programme);
  if (findings.length === 0) return read;
  const problems = findings.map(({ path, message }) => ({ path: pathText(path), message }));
  return { status: 'refused', problems };
}

/**
 * Reads the shape of a programme document that was checked when it was published. A till uses this: checks that a later
 * version of the product brings must not take a published programme away from it.
 */
export function readProgramme(json: unknown): ParsedProgramme {
  const parsed = programmeSchema.safeParse(json, { error: plainWords });
  if (parsed.success) return { status: 'ok', programme: parsed.data };
  const problems = parsed.error.issues.map((issue) => ({
    path: pathText(issue.path),
    message: issue.message,
  }));
  return { status: 'refused', problems };
}
