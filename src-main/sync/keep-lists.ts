import type { Logger } from 'pino';
import {
  codeKeysText,
  neighboursText,
  programmeSignatureText,
} from '../../src-shared/contract/office-wire.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { readProgramme } from '../../src-shared/programme/parse-programme.ts';
import { pathText } from '../../src-shared/programme/problem.ts';
import { parseBusinessDate } from '../../src-shared/values/business-date.ts';
import type { CodePurpose, TillStore } from '../store/till-store.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { OfficeInputs, OfficeOutputs } from './office-client.ts';

type Page = OfficeOutputs['feed'];
type CodeKeys = NonNullable<Page['programmes']>['couponKeys'];

/** The lists that travel beside the members: staff, programmes, gifts, terminals of the store. Whole, when they changed. */
export interface ListKeeper {
  revisions(): Pick<
    OfficeInputs['feed'],
    'staffRevision' | 'programmeRevision' | 'giftRevision' | 'neighbourRevision'
  >;
  /** Returns the ids of members whose view changed with it. */
  keep(page: Pick<Page, 'staff' | 'programmes' | 'gifts' | 'neighbours'>): readonly MemberId[];
}

/** `verify` tells whether the office this till was activated by signed a text. */
export function createListKeeper(
  store: TillStore,
  verify: (text: string, signature: string) => boolean,
  log: Logger,
): ListKeeper {
  // Not stored, so that the next start, which may be a newer program, reads the list again.
  let badProgrammeRevision: string | null = null;

  const keepStaff = ({ revision, staff }: NonNullable<Page['staff']>): void => {
    store.transaction(() => {
      store.staff.replaceAll(
        staff.map((person) => ({ ...person, memberIds: person.memberIds ?? [] })),
      );
      store.sync.write({ staffRevision: revision });
    });
  };

  // An office of before sends none, and what another office signed counts for nothing: what is here stays.
  const keepCodeKeys = (purpose: CodePurpose, sent: CodeKeys): void => {
    if (sent === undefined) return;
    const { keys, signature } = sent;
    if (verify(codeKeysText(purpose, keys), signature)) store.codeKey.replaceAll(purpose, keys);
    else log.error({ purpose }, 'the keys of codes are not signed by head office');
  };

  const keepGifts = ({ revision, gifts }: NonNullable<Page['gifts']>): void => {
    store.transaction(() => {
      store.gift.allot(gifts);
      store.sync.write({ giftRevision: revision });
    });
  };

  /** A terminal that is not on the list is no neighbour, whatever it can show. */
  const keepNeighbours = (list: NonNullable<Page['neighbours']>): readonly MemberId[] => {
    const install = store.install.read();
    const { revision, authority, terminals, signature } = list;
    const storeId = install?.activated?.storeId ?? '';
    if (!verify(neighboursText({ storeId, authority, terminals }), signature)) {
      log.error({ revision }, 'the list of terminals is not signed by head office');
      return [];
    }
    return store.transaction(() => {
      store.lan.write({ authority });
      store.sync.write({ neighbourRevision: revision });
      return store.neighbour.replaceAll(
        terminals.filter(({ installId }) => installId !== install?.installId),
      );
    });
  };

  const keepProgrammes = (programmes: NonNullable<Page['programmes']>): void => {
    const { revision, documents, signatures } = programmes;
    keepCodeKeys('coupon', programmes.couponKeys);
    keepCodeKeys('member', programmes.memberCodeKeys);
    keepCodeKeys('identity', programmes.identityKeys);
    const read: Programme[] = [];
    const problems: string[] = [];
    for (const [index, document] of documents.entries()) {
      const parsed = readDocument(document, signatures?.[index], verify);
      if (parsed.status === 'ok') read.push(parsed.programme);
      else problems.push(...parsed.problems);
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
      // Every version there ever was: a receipt of years ago is refunded and explained by the one it was sold under.
      store.programme.replaceAll(read);
      store.sync.write({ programmeRevision: revision });
    });
    badProgrammeRevision = null;
  };

  return {
    revisions: () => {
      const { staffRevision, programmeRevision, giftRevision, neighbourRevision } =
        store.sync.read();
      return {
        staffRevision,
        programmeRevision: badProgrammeRevision ?? programmeRevision,
        giftRevision,
        neighbourRevision,
      };
    },
    keep: ({ staff, programmes, gifts, neighbours }) => {
      if (staff !== null) keepStaff(staff);
      if (programmes !== null) keepProgrammes(programmes);
      if (gifts) keepGifts(gifts);
      return neighbours ? keepNeighbours(neighbours) : [];
    },
  };
}

/** A programme as the office signed it, or what is wrong with it for the log: places and codes, nothing that stands there. */
type ReadDocument =
  | { readonly status: 'ok'; readonly programme: Programme }
  | { readonly status: 'refused'; readonly problems: readonly string[] };

/** Nothing is stored that the office did not sign; its shape is read again, since this program may be older than the office. */
function readDocument(
  document: string,
  signed: { readonly startsOnDay: string; readonly signature: string } | undefined,
  verify: (text: string, signature: string) => boolean,
): ReadDocument {
  const startsOnDay = parseBusinessDate(signed?.startsOnDay ?? '');
  if (signed === undefined || startsOnDay === null) return refused('signature is missing');
  const isSigned = verify(programmeSignatureText({ ...signed, document }), signed.signature);
  if (!isSigned) return refused('signature is not by the office of this till');
  try {
    const read = readProgramme(JSON.parse(document));
    if (read.status === 'refused') {
      return refused(...read.problems.map(({ path, code }) => `${pathText(path)} ${code}`));
    }
    return { status: 'ok', programme: { ...read.programme, startsOnDay } };
  } catch {
    return refused('is not JSON');
  }
}

function refused(...problems: readonly string[]): ReadDocument {
  return { status: 'refused', problems };
}
