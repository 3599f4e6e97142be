import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { parseProgramme } from '../../src-shared/programme/parse-programme.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import { type BusinessDate, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from '../store/database.ts';
import { readListRevision } from '../store/meta-store.ts';
import { listProgrammes, type ProgrammeRow } from '../store/programme-store.ts';

/** The programmes of this office, read again when one was published. */
export interface OfficeProgrammes {
  /** Rules the day; null before the first one starts. */
  onDay(queryable: Queryable, day: BusinessDate): Promise<Programme | null>;
  /** null where this office has never had it. */
  ofVersion(queryable: Queryable, version: number): Promise<Programme | null>;
}

export function makeOfficeProgrammes(): OfficeProgrammes {
  let known: { readonly revision: number; readonly programmes: readonly Programme[] } | null = null;
  const read = async (queryable: Queryable): Promise<readonly Programme[]> => {
    const revision = await readListRevision(queryable, 'programme');
    if (known?.revision !== revision) {
      const rows = await listProgrammes(queryable);
      known = { revision, programmes: rows.flatMap(readRow) };
    }
    return known.programmes;
  };
  return {
    onDay: async (queryable, day) => programmeInEffect(await read(queryable), day),
    ofVersion: async (queryable, version) =>
      (await read(queryable)).find((programme) => programme.version === version) ?? null,
  };
}

/** [] for one that an earlier office took and this one would not. The day it begins on may have been moved since. */
function readRow({ document, startsOnDay }: ProgrammeRow): readonly Programme[] {
  const parsed = parseProgramme(JSON.parse(document));
  if (parsed.status === 'refused') return [];
  return [
    {
      ...parsed.programme,
      startsOnDay: parseBusinessDate(startsOnDay) ?? parsed.programme.startsOnDay,
    },
  ];
}
