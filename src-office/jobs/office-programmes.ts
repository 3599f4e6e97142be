import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { readProgramme } from '../../src-shared/programme/parse-programme.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import { type BusinessDate, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from '../store/database.ts';
import { readListRevision } from '../store/meta-store.ts';
import { listProgrammes, type ProgrammeRow } from '../store/programme-store.ts';

/** The programmes of this office at a moment. */
export interface LoadedProgrammes {
  /** Rules the day; null before the first one starts. */
  onDay(day: BusinessDate): Programme | null;
  /** null where this office has never had it. */
  ofVersion(version: number): Programme | null;
}

/** Reads the programmes; parses them again only when one was published or moved. */
export type OfficeProgrammes = (
  queryable: Queryable,
  /** Of the list of programmes, where the caller has read it just now. */
  revision?: number,
) => Promise<LoadedProgrammes>;

export function makeOfficeProgrammes(): OfficeProgrammes {
  let known: { readonly revision: number; readonly programmes: readonly Programme[] } | null = null;
  return async (queryable, readRevision) => {
    const revision = readRevision ?? (await readListRevision(queryable, 'programme'));
    if (known?.revision !== revision) {
      const rows = await listProgrammes(queryable);
      known = { revision, programmes: rows.flatMap(readRow) };
    }
    const { programmes } = known;
    return {
      onDay: (day) => programmeInEffect(programmes, day),
      ofVersion: (version) => programmes.find((programme) => programme.version === version) ?? null,
    };
  };
}

/**
 * A programme as it was published: checks that came later take none away from those who have it. [] for one whose shape this
 * office does not know. The day it begins on may have been moved since.
 */
function readRow({ document, startsOnDay }: ProgrammeRow): readonly Programme[] {
  const parsed = readProgramme(JSON.parse(document));
  if (parsed.status === 'refused') return [];
  return [
    {
      ...parsed.programme,
      startsOnDay: parseBusinessDate(startsOnDay) ?? parsed.programme.startsOnDay,
    },
  ];
}
