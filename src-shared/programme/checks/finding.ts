import type { Programme } from '../../domain/programme/programme.ts';

/** What a check found wrong: where in the document, and what, in words for who wrote it. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Looks at one thing in a document whose shape is right; [] where nothing is wrong. */
export type ProgrammeCheck = (programme: Programme) => readonly Finding[];
