import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import {
  decideDraw,
  drawableFromDay,
  drawProblem,
  oddsLines,
} from '../../src-shared/domain/draw/decide-draw.ts';
import type { Draw, Winner } from '../../src-shared/domain/draw/draw.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import type { Queryable } from '../store/database.ts';
import {
  closeDraw,
  countEligible,
  type DrawRow,
  insertDraw,
  insertEntries,
  listDraws,
  listEntries,
  lockDraw,
} from '../store/draw-store.ts';
import { findSurvivorIds } from '../store/member-store.ts';
import { insertNotices } from '../store/notice-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

const seedBytes = 32;

/** Opens a draw: its seed is made now and its hash is told, so that nobody can choose another one later. Safe to repeat. */
export function createDrawHandler(office: OfficeServices) {
  return adminCalls.draw.create.handler(async ({ input, errors }) => {
    const draw: Draw = { ...input, storeIds: input.storeIds ?? [] };
    const problem = drawProblem(draw);
    if (problem !== null) throw errors.not_accepted({ message: problem });
    const made = {
      draw,
      seed: randomBytes(seedBytes).toString('hex'),
      createdAtMs: office.nowMs(),
    };
    const there = await office.store.database.transaction((transaction) =>
      insertDraw(transaction, made),
    );
    if (there !== null && canonicalJson(there.draw) !== canonicalJson(draw)) {
      throw errors.id_reused({ message: 'This drawId is another draw’s.' });
    }
    const { drawId } = draw;
    office.log.info({ drawId }, 'a draw was opened');
    return { drawId, commitment: sha256(there?.seed ?? made.seed) };
  });
}

/** All draws with their odds as they stand, the seeds of those that are drawn, and their winners. */
export function listDrawsHandler(office: OfficeServices) {
  return adminCalls.draw.list.handler(async () => {
    const { database } = office.store;
    const draws = [];
    for (const row of await listDraws(database)) {
      draws.push(toTold(row, row.entryCount ?? (await countEligible(database, row.draw))));
    }
    return { draws };
  });
}

/**
 * Draws the winners (CP-10), once all receipts can be in. The order is by an HMAC of each receipt under a key made of the
 * seed, of what the world decided since (`publicText`, such as the numbers of a lottery named beforehand), and of all entries:
 * who knows the seed alone cannot choose receipts that win. Safe to repeat: the first draw stands.
 */
export function drawHandler(office: OfficeServices) {
  return adminCalls.draw.draw.handler(async ({ input, errors }) => {
    const { drawId, publicText, actor } = input;
    const atMs = office.nowMs();
    const result = await office.store.database.transaction(async (transaction) => {
      const row = await lockDraw(transaction, drawId);
      if (row === null) return 'not_found';
      if (row.winners !== null) return row.publicText === publicText ? row : 'id_reused';
      if (businessDateAt(atMs) < drawableFromDay(row.draw)) return 'too_early';
      const { entryCount, winners } = await draw(transaction, row, publicText);
      const drawn = { publicText, entryCount, winners, drawnBy: actor, drawnAtMs: atMs };
      await closeDraw(transaction, drawId, drawn);
      await tellWinners(transaction, row.draw, winners, atMs);
      return { ...row, ...drawn };
    });
    if (result === 'not_found') throw errors.not_found({ message: 'There is no such draw.' });
    if (result === 'too_early') {
      throw errors.day_not_reached({ message: 'Tills may still bring receipts of its days.' });
    }
    if (result === 'id_reused') throw errors.id_reused({ message: 'It was drawn before.' });
    office.log.info({ drawId, actor, entryCount: result.entryCount }, 'a draw was drawn');
    return toTold(result, result.entryCount ?? 0);
  });
}

/** What took part, for whoever wants to draw it again. */
export function listDrawEntriesHandler(office: OfficeServices) {
  return adminCalls.draw.entries.handler(async ({ input }) => {
    const { drawId, after = '', limit } = input;
    const rows = await listEntries(office.store.database, drawId, { after, limit });
    return {
      entryKeys: rows.map(({ entryKey }) => entryKey),
      nextAfter: rows.length < limit ? null : (rows.at(-1)?.entryKey ?? null),
    };
  });
}

async function draw(
  transaction: Queryable,
  { draw: terms, seed }: DrawRow,
  publicText: string,
): Promise<{ readonly entryCount: number; readonly winners: readonly Winner[] }> {
  await insertEntries(transaction, terms);
  const rows = await listEntries(transaction, terms.drawId);
  const survivors = await findSurvivorIds(
    transaction,
    rows.map(({ memberId }) => memberId),
  );
  const scoreOf = makeScore(seed, publicText, rows);
  const entries = rows.map(({ entryKey, memberId }) => ({
    entryKey,
    // A person who was two members wins once.
    memberId: survivors.get(memberId) ?? memberId,
    score: scoreOf(entryKey),
  }));
  return { entryCount: entries.length, winners: decideDraw(terms, entries) };
}

/** Public: `HMAC-SHA256(SHA256(seed + newline + publicText + newline + SHA256 of all keys, one a line), key)`, hex. */
function makeScore(
  seed: string,
  publicText: string,
  rows: readonly { readonly entryKey: string }[],
): (entryKey: string) => string {
  const digest = sha256(rows.map(({ entryKey }) => `${entryKey}\n`).join(''));
  const key = createSecretKey(sha256([seed, publicText, digest].join('\n')), 'utf8');
  return (entryKey) => createHmac('sha256', key).update(entryKey, 'utf8').digest('hex');
}

async function tellWinners(
  transaction: Queryable,
  { drawId, name, prizes }: Draw,
  winners: readonly Winner[],
  atMs: number,
): Promise<void> {
  const nameOf = new Map(prizes.map((prize) => [prize.prizeId, prize.name]));
  await insertNotices(
    transaction,
    winners.map(({ memberId, prizeId }) => ({
      onDay: businessDateAt(atMs),
      memberId,
      kind: 'draw_won',
      reference: drawId,
      detail: { draw: name, prize: nameOf.get(prizeId) ?? prizeId },
    })),
  );
}

function toTold(
  { draw: terms, seed, winners, publicText, drawnAtMs }: DrawRow,
  entryCount: number,
) {
  return {
    ...terms,
    storeIds: [...terms.storeIds],
    prizes: [...terms.prizes],
    commitment: sha256(seed),
    entryCount,
    oddsLines: [...oddsLines(terms, entryCount)],
    drawableFromDay: drawableFromDay(terms),
    drawn:
      winners === null ? null : { seed, publicText: publicText ?? '', drawnAtMs: drawnAtMs ?? 0 },
    winners: winners === null ? null : [...winners],
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
