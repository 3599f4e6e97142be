import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { searchTokens } from '../../src-shared/replica/search-tokens.ts';
import { openEncrypted, tillFilePath } from '../../src-main/store/till-file.ts';
import { faceOf } from '../../src-shared/domain/member/member-face.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { formatMemberNo } from '../../src-shared/values/member-no.ts';
import {
  sampleCardNo,
  sampleMemberId,
  sampleMemberState,
  samplePhone,
} from '../support/sample-domain.ts';

const repo = path.join(import.meta.dirname, '../..');
/** So many different states; the rest differ in what they are found by. */
const templateCount = 1000;
/** What the file depends on; raise it when the sample members or the tokens change. */
const contentVersion = 3;

export const benchKey = Buffer.alloc(32, 7);

/**
 * A data folder with an encrypted replica of sample members 0 to count - 1, revision 1. It is made
 * once and kept in `.cache/bench`; who changes it works on a copy. 1 M members are 2 GB and take
 * about a minute.
 */
export function filledReplica(memberCount: number): string {
  const folder = path.join(repo, '.cache/bench', `replica-${memberCount}-${versionOfTables()}`);
  if (existsSync(tillFilePath(folder))) return folder;
  // Two benches may fill at the same time; the first one done counts.
  mkdirSync(path.dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-new-`);
  try {
    fillReplica(draft, memberCount);
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Fills an empty data folder: rows in the order of their keys, nothing synced on the way. */
export function fillReplica(dataFolder: string, memberCount: number): void {
  openTillStore({ dataFolder, key: benchKey }).close();
  const db = openEncrypted(tillFilePath(dataFolder), benchKey, { fileMustExist: true });
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -262144');
  db.exec('BEGIN');
  const templates = createTemplates();
  const rowsOfToken = insertMembers(db, templates, memberCount);
  insertCards(db, templates, memberCount);
  insertTokens(db, rowsOfToken);
  db.exec('COMMIT');
  db.pragma('synchronous = FULL');
  db.pragma('journal_mode = WAL');
  db.close();
}

/** Sample members as a feed carries them, each at a revision; a higher one is another text. */
export function createBenchMembers(): (
  index: number,
  revision: number,
) => { readonly memberId: string; readonly revision: number; readonly stateJson: string } {
  const templates = createTemplates();
  return (index, revision) => {
    const { state } = templateOf(templates, index);
    const stateJson = writeState(templateOf(templates, index), index).replace(
      `"carriedPoints":${state.carriedPoints}`,
      `"carriedPoints":${state.carriedPoints + revision}`,
    );
    return { memberId: sampleMemberId(index), revision, stateJson };
  };
}

function insertMembers(
  db: Database,
  templates: readonly Template[],
  memberCount: number,
): Map<string, number[]> {
  const insert = db.prepare(
    'INSERT INTO member (id, member_id, phone, phone_last4, member_no, revision, found_by, face, base) ' +
      'VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)',
  );
  const rowsOfName = new Map<string, number[]>();
  for (let index = 0; index < memberCount; index++) {
    const template = templateOf(templates, index);
    const phone = samplePhone(index);
    const memberNo = sampleMemberNo(index);
    const { name, boundAtMs } = template;
    const cards = `[["${memberNo}",0],["${sampleCardNo(index)}",${boundAtMs}]]`;
    const foundBy = `{"phone":"${phone}","memberNo":"${memberNo}","name":"${name}","cards":${cards}}`;
    const id = index + 1;
    const base = writeState(template, index);
    const face = JSON.stringify(faceOf(JSON.parse(base) as MemberState)); // written by writeState
    insert.run(id, sampleMemberId(index), phone, phone.slice(-4), memberNo, foundBy, face, base);
    const rows = rowsOfName.get(name);
    if (rows === undefined) rowsOfName.set(name, [id]);
    else rows.push(id);
  }
  return rowsByToken(rowsOfName);
}

function rowsByToken(rowsOfName: ReadonlyMap<string, readonly number[]>): Map<string, number[]> {
  const rowsOfToken = new Map<string, number[]>();
  for (const [name, rows] of rowsOfName) {
    for (const token of searchTokens(name)) {
      rowsOfToken.set(token, (rowsOfToken.get(token) ?? []).concat(rows));
    }
  }
  return rowsOfToken;
}

function insertCards(db: Database, templates: readonly Template[], memberCount: number): void {
  const insert = db.prepare('INSERT INTO card (card_no, bound_at_ms, member_row) VALUES (?, ?, ?)');
  for (let index = 0; index < memberCount; index++) {
    insert.run(sampleCardNo(index), templateOf(templates, index).boundAtMs, index + 1);
  }
  for (let index = 0; index < memberCount; index++) insert.run(sampleMemberNo(index), 0, index + 1);
}

function insertTokens(db: Database, rowsOfToken: ReadonlyMap<string, readonly number[]>): void {
  const insert = db.prepare(
    'INSERT INTO search_token SELECT ?, value FROM json_each(?) ORDER BY value',
  );
  const tokens = [...rowsOfToken.keys()].toSorted();
  for (const token of tokens) insert.run(token, JSON.stringify(rowsOfToken.get(token)));
}

/** A state as text, cut where the values stand that every member has of their own. */
interface Template {
  readonly state: MemberState;
  readonly name: string;
  readonly boundAtMs: number;
  readonly pieces: readonly string[];
}

const marks = {
  memberId: '<memberId>',
  memberNo: '<memberNo>',
  phone: '<phone>',
  cardNo: '<cardNo>',
};

function createTemplates(): readonly Template[] {
  return Array.from({ length: templateCount }, (_, index) => {
    const state = sampleMemberState(index);
    const marked = {
      ...state,
      memberId: marks.memberId,
      memberNo: marks.memberNo,
      profile: { ...state.profile, phone: { ...state.profile.phone, value: marks.phone } },
      cards: state.cards.map((card) => ({ ...card, cardNo: marks.cardNo })),
    };
    return {
      state,
      name: state.profile.name?.value ?? '',
      boundAtMs: state.cards[0]?.boundAtMs ?? 0,
      pieces: JSON.stringify(marked).split(/(<\w+>)/),
    };
  });
}

function templateOf(templates: readonly Template[], index: number): Template {
  const template = templates[index % templateCount];
  if (template === undefined) throw new Error('There is a template for every index.');
  return template;
}

function writeState({ pieces }: Template, index: number): string {
  return pieces.map((piece) => writePiece(piece, index)).join('');
}

function writePiece(piece: string, index: number): string {
  switch (piece) {
    case marks.memberId:
      return sampleMemberId(index);
    case marks.memberNo:
      return sampleMemberNo(index);
    case marks.phone:
      return samplePhone(index);
    case marks.cardNo:
      return sampleCardNo(index);
    default:
      return piece;
  }
}

function sampleMemberNo(index: number): string {
  return formatMemberNo({ installNo: Math.floor(index / 100_000), counter: index % 100_000 });
}

function versionOfTables(): string {
  const sql = readFileSync(path.join(repo, 'migrations/till/0000_first.sql'));
  return createHash('sha256').update(sql).update(String(contentVersion)).digest('hex').slice(0, 8);
}
