import type { Programme } from '../../domain/programme/programme.ts';
import type { Problem } from '../problem.ts';

/** Looks at one thing in a document whose shape is right; [] where nothing is wrong. */
export type ProgrammeCheck = (programme: Programme) => readonly Problem[];
