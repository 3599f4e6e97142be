import type { Logger } from 'pino';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { readProgramme, type ParsedProgramme } from '../../src-shared/programme/parse-programme.ts';
import type { TillStore } from '../store/till-store.ts';
import type { OfficeOutputs } from './office-client.ts';

type Page = OfficeOutputs['feed'];

/** The lists that travel beside the members: staff and programmes, whole, whenever their revision differs. */
export interface ListKeeper {
  revisions(): { readonly staffRevision: string | null; readonly programmeRevision: string | null };
  keep(page: Pick<Page, 'staff' | 'programmes'>): void;
}

export function createListKeeper(store: TillStore, log: Logger): ListKeeper {
  // Not stored, so that the next start, which may be a newer program, reads the list again.
  let badProgrammeRevision: string | null = null;

  const keepStaff = ({ revision, staff }: NonNullable<Page['staff']>): void => {
    store.transaction(() => {
      store.staff.replaceAll(staff);
      store.sync.write({ staffRevision: revision });
    });
  };

  const keepProgrammes = ({ revision, documents }: NonNullable<Page['programmes']>): void => {
    const read: Programme[] = [];
    const problems: string[] = [];
    for (const document of documents) {
      const parsed = readDocument(document);
      if (parsed.status === 'ok') read.push(parsed.programme);
      else problems.push(...parsed.problems.map(({ path }) => path));
    }
    if (read.length < documents.length) {
      log.error({ revision, problems }, 'a programme from head office cannot be read');
      // The old ones stay: a till without its programme could not even earn.
      const newVersions = new Set(read.map(({ version }) => version));
      const old = store.programme.list().filter(({ version }) => !newVersions.has(version));
      store.programme.replaceAll([...old, ...read]);
      badProgrammeRevision = revision;
      return;
    }
    store.transaction(() => {
      store.programme.replaceAll(read);
      store.sync.write({ programmeRevision: revision });
    });
    badProgrammeRevision = null;
  };

  return {
    revisions: () => {
      const { staffRevision, programmeRevision } = store.sync.read();
      return { staffRevision, programmeRevision: badProgrammeRevision ?? programmeRevision };
    },
    keep: ({ staff, programmes }) => {
      if (staff !== null) keepStaff(staff);
      if (programmes !== null) keepProgrammes(programmes);
    },
  };
}

function readDocument(document: string): ParsedProgramme {
  try {
    return readProgramme(JSON.parse(document));
  } catch {
    return { status: 'refused', problems: [{ path: '', message: 'is not JSON' }] };
  }
}
