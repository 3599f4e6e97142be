import { generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { OfficeInputs } from '../../src-main/sync/office-client.ts';
import { programmeSignatureText } from '../../src-shared/contract/office-wire.ts';
import { isNothing, noAmounts } from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import { createVerifier } from '../../src-main/sync/install-key.ts';
import { createTillTime } from '../../src-main/sync/till-time.ts';
import { startFakeOffice, refusal, type FakeOffice } from '../support/fake-office.ts';
import { sampleMemberId, sampleMemberState, sampleProgramme } from '../support/sample-domain.ts';
import { startSyncTill } from '../support/sync-till.ts';
import { until } from '../support/until.ts';

let office: FakeOffice;
const plainProgramme = sampleProgramme();
beforeEach(async () => {
  office = await startFakeOffice();
  onTestFinished(() => office.stop());
});

describe('pushing', () => {
  it('sends what was posted within two seconds, and the view stays the same throughout', async () => {
    const till = await startSyncTill(office.url);
    await until('online', () => till.sync.state().online);
    till.store.offlineStretch.add({ ...noAmounts, newMemberCount: 1 });
    till.store.offlineStretch.extend({ staffId: 'm1', atMs: 1 });
    const memberId = till.enrol(1);
    till.earn(1);
    const points = till.sumViews([memberId]);
    await until('sent', () => office.held.length === 2);
    await until(
      'back in the base',
      () => till.store.member.findById(memberId)?.hasPending === false,
    );
    await until('a new stretch (OF-06)', () => {
      const { used, extension } = till.store.offlineStretch.read();
      return isNothing(used) && extension === null;
    });
    expect(till.sumViews([memberId])).toBe(points);
    expect(office.sumPoints()).toBe(points);
    expect(till.sync.state()).toMatchObject({ online: true, pendingCount: 0, setAsideCount: 0 });
    expect(till.store.operation.find(2)?.verdict).toEqual({ terminalSeq: 2, outcome: 'posted' });
  });

  it('shows the progress of a large backlog and sends it in order', async () => {
    let isOpen = false;
    office.script = (call) => (call === 'push' && !isOpen ? { status: 503, body: {} } : null);
    const till = await startSyncTill(office.url, { timing: { pushMaxCount: 100 } });
    till.enrol(1);
    for (let count = 0; count < 599; count += 1) till.earn(1);
    expect(till.sync.state().pendingCount).toBe(600);
    const seen: number[] = [];
    isOpen = true;
    await until('sent', () => {
      const drain = till.sync.drain();
      if (drain !== null) seen.push(drain.sentCount);
      if (drain !== null) expect(drain.totalCount).toBe(600);
      return till.sync.state().pendingCount === 0;
    });
    expect(office.held).toHaveLength(600);
    expect(office.held.every((operation, at) => operation?.terminalSeq === at + 1)).toBe(true);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(till.sync.drain()).toBeNull();
  });

  it('sets a poisoned operation aside and sends the rest', async () => {
    office.script = (call) => (call === 'push' ? { status: 503, body: {} } : null);
    const till = await startSyncTill(office.url);
    till.enrol(1);
    till.earn(1);
    till.earn(1);
    office.script = (call, input) => {
      if (call !== 'push') return null;
      const { operations } = input as { operations: { terminalSeq: number; json: string }[] };
      for (const each of operations) {
        if (each.terminalSeq === 2) each.json = each.json.replace('"pos"', '"nobody"');
      }
      return null;
    };
    await until('sent', () => till.sync.state().pendingCount === 0);
    expect(till.sync.state().setAsideCount).toBe(1);
    expect(office.held.map((operation) => operation === null)).toEqual([false, true, false]);
    await until('the same sum', () => till.sumViews([sampleMemberId(1)]) === office.sumPoints());
  });

  it('halves its batches on 413, and sends a single one that is too large without its text', async () => {
    const sizes: number[] = [];
    office.script = (call, input) => {
      if (call !== 'push') return null;
      const { operations } = input as { operations: { terminalSeq: number; json: string }[] };
      sizes.push(operations.length);
      const isTooLarge = operations.some(
        ({ terminalSeq, json }) => terminalSeq === 20 && json !== '',
      );
      return isTooLarge ? { status: 413, body: '<html>Request Entity Too Large</html>' } : null;
    };
    const till = await startSyncTill(office.url, { timing: { backOffFirstMs: 1_000 } });
    await till.sync.stop();
    till.enrol(1);
    for (let count = 0; count < 39; count += 1) till.earn(1);
    await till.restart();
    await until('sent', () => till.sync.state().pendingCount === 0);
    expect(sizes.slice(0, 2)).toEqual([40, 20]);
    expect(office.held).toHaveLength(40);
    expect(office.held.filter((operation) => operation === null)).toHaveLength(1);
    expect(till.sync.state().setAsideCount).toBe(1);
  });

  it('sends again what a restored office has lost, without a hand', async () => {
    const till = await startSyncTill(office.url);
    const memberId = till.enrol(1);
    for (let count = 0; count < 9; count += 1) till.earn(1);
    till.enrol(2);
    await until('sent', () => office.held.length === 11 && till.sync.state().pendingCount === 0);
    const points = till.sumViews([memberId]);
    office.restore(4);
    await until('sent again', () => office.held.length === 11);
    await until('sums agree', () => office.sumPoints() === points);
    await till.sync.runNow();
    expect(till.sumViews([memberId, sampleMemberId(2)])).toBe(points);
    // A change that the restored office makes later arrives, although its revisions count anew.
    const later = { ...office.members.get(sampleMemberId(2))!.state, tierCode: 'gold' };
    office.putMember(later);
    await until(
      'the change',
      () => till.store.member.readBase(sampleMemberId(2))?.tierCode === 'gold',
    );
  });

  it('signs who sends and every hash of the batch', async () => {
    const till = await startSyncTill(office.url);
    const pushes: OfficeInputs['push'][] = [];
    office.script = (call, input) => {
      if (call === 'push') pushes.push(input as OfficeInputs['push']);
      return null;
    };
    till.enrol(1);
    till.earn(1);
    till.earn(1);
    await until('sent', () => till.sync.state().pendingCount === 0);
    const { installId, publicKey } = till.store.install.read()!;
    const isSigned = createVerifier(publicKey);
    for (const { operations, signature } of pushes) {
      const hashes = operations.map(({ hash }) => hash);
      expect(isSigned([installId, ...hashes].join('\n'), signature)).toBe(true);
    }
    expect(pushes.flatMap(({ operations }) => operations)).toHaveLength(3);
  });

  it('does not take a late answer of the feed for a restored office', async () => {
    let isHolding = false;
    const till = await startSyncTill(office.url);
    await until('online', () => till.sync.state().online);
    const page = {
      members: [],
      cursor: '1:0',
      fromStart: false,
      more: false,
      staff: null,
      programmes: null,
      heldSeq: 0,
      officeAtMs: Date.now(),
    };
    office.script = (call) => {
      if (call !== 'feed' || isHolding) return null;
      isHolding = true;
      return { status: 200, body: page, afterMs: 700 };
    };
    await until('asked', () => isHolding);
    till.enrol(1);
    till.earn(1);
    await until('sent', () => till.store.sync.read().ackedSeq === 2);
    await sleep(900);
    expect(till.quiet.lines.filter(({ msg }) => msg.includes('holds less'))).toEqual([]);
  });

  it.each([
    ['an old copy of its data folder was put back', 'data_folder_old'],
    ['another machine goes on with its identity', 'identity_shared'],
  ] as const)('stops, and says so, when %s (FR-22)', async (_, kind) => {
    const till = await startSyncTill(office.url);
    till.enrol(1);
    await until('sent', () => till.sync.state().pendingCount === 0);
    if (kind === 'data_folder_old') await till.sync.stop();
    office.held.push(null, null);
    if (kind === 'data_folder_old') await till.restart();
    await until('stopped', () => till.events.some((event) => event.kind === kind));
    const pushes = (): readonly string[] => office.calls.filter((call) => call === 'push');
    const before = pushes().length;
    till.earn(1);
    await sleep(600);
    expect(pushes()).toHaveLength(before);
    expect(till.events.filter((event) => event.kind === kind)).toHaveLength(1);
    expect(till.store.install.read()?.revoked).toBe(false);
  });

  it('does not believe an answer that the office did not sign', async () => {
    office.script = (call) =>
      call === 'push'
        ? {
            status: 200,
            body: { verdicts: [], heldSeq: 1, countersignature: 'AAAA', officeAtMs: Date.now() },
          }
        : null;
    const till = await startSyncTill(office.url);
    till.enrol(1);
    await until('refused', () => office.calls.filter((call) => call === 'push').length >= 2);
    expect(till.sync.state()).toMatchObject({ online: false, pendingCount: 1 });
  });
});

describe('pulling', () => {
  it('loads all members page by page, shows it, and goes on after a restart in between', async () => {
    for (let index = 0; index < 500; index += 1) office.putMember(sampleMemberState(index));
    let feeds = 0;
    office.script = (call) => {
      if (call !== 'feed') return null;
      feeds += 1;
      return feeds === 3 ? { status: 503, body: {} } : null;
    };
    const till = await startSyncTill(office.url, {
      timing: { feedLimit: 100, backOffFirstMs: 1_000 },
    });
    await until('two pages', () => till.sync.load()?.loadedCount === 200);
    expect(till.store.member.count()).toBe(200);
    expect(till.store.sync.read()).toMatchObject({ loaded: false });
    expect(till.sync.state().replicaAgeMs).toBeNull();
    await till.restart();
    await until('all', () => till.store.sync.read().loaded);
    expect(till.store.member.count()).toBe(500);
    expect(feeds).toBeLessThanOrEqual(8); // it went on where it was
    expect(till.sync.load()).toBeNull();
    expect(till.sync.state().replicaAgeMs).toBeLessThan(1_000);
  });

  it('brings a change within two seconds and announces it', async () => {
    const till = await startSyncTill(office.url, { timing: { feedWaitMs: 10_000 } });
    await until('online', () => till.sync.state().online);
    await sleep(200);
    office.putMember(sampleMemberState(3));
    await until('there', () => till.store.member.findById(sampleMemberId(3)) !== null);
    expect(till.events).toContainEqual({
      kind: 'members_changed',
      memberIds: [sampleMemberId(3)],
    });
  });

  it('goes on while a push is refused', async () => {
    office.script = (call) => (call === 'push' ? refusal('signature_wrong', 422) : null);
    const till = await startSyncTill(office.url);
    till.enrol(1);
    till.store.offlineStretch.add({ ...noAmounts, newMemberCount: 1 });
    office.putMember(sampleMemberState(3));
    await until('there', () => till.store.member.findById(sampleMemberId(3)) !== null);
    await until('offline', () => !till.sync.state().online);
    // Head office does not have it yet (OF-06).
    expect(till.store.offlineStretch.read().used.newMemberCount).toBe(1);
    expect(till.sync.state().pendingCount).toBe(1);
  });

  it('keeps staff and programmes by their revision, and the old programme when the new one is bad', async () => {
    office.staff = {
      revision: 's1',
      staff: [{ staffId: 'a', name: 'A', role: 'cashier', pinVerifier: 'scrypt$x' }],
    };
    office.programmes = { revision: 'p1', documents: [JSON.stringify(plainProgramme)] };
    const till = await startSyncTill(office.url);
    await until('a programme', () => till.store.programme.list().length === 1);
    expect(till.store.staff.list()).toHaveLength(1);
    office.programmes = { revision: 'p2', documents: ['{"version": 2}'] };
    office.staff = { revision: 's2', staff: [] };
    await until('new staff', () => till.store.staff.list().length === 0);
    await sleep(1_500);
    expect(till.store.programme.list()).toHaveLength(1);
    expect(till.quiet.lines.filter(({ msg }) => msg.includes('programme'))).toHaveLength(1);
    expect(till.sync.state().online).toBe(true);
    office.programmes = {
      revision: 'p3',
      documents: [JSON.stringify({ ...plainProgramme, version: 9 })],
    };
    await until('the good one', () => till.store.programme.list()[0]?.version === 9);
  });

  it('keeps no programme that another office signed', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    const document = JSON.stringify(plainProgramme);
    const startsOnDay = '2025-01-01';
    const text = programmeSignatureText({ startsOnDay, document });
    const signature = sign(null, Buffer.from(text), other).toString('base64url');
    const page = {
      members: [],
      cursor: '1:0',
      fromStart: false,
      more: false,
      staff: null,
      programmes: {
        revision: 'p1',
        documents: [document],
        signatures: [{ startsOnDay, signature }],
      },
      heldSeq: 0,
      officeAtMs: Date.now(),
    };
    office.script = (call) => (call === 'feed' ? { status: 200, body: page } : null);
    const till = await startSyncTill(office.url);
    const isLogged = ({ msg }: { readonly msg: string }) => msg.includes('cannot be read');
    await until('a complaint', () => till.quiet.lines.some(isLogged));
    expect(till.store.programme.list()).toEqual([]);
    expect(till.sync.state().online).toBe(true);
  });

  it('does not hammer an office that answers every feed at once', async () => {
    const page = {
      members: [],
      cursor: '1:0',
      fromStart: false,
      more: false,
      staff: null,
      programmes: null,
      heldSeq: 0,
      officeAtMs: Date.now(),
    };
    office.script = (call) => (call === 'feed' ? { status: 200, body: page } : null);
    const till = await startSyncTill(office.url);
    await until('online', () => till.sync.state().online);
    await sleep(1_000);
    expect(office.calls.filter((call) => call === 'feed').length).toBeLessThan(5);
  });
});

describe('questions', () => {
  it('authorises with the spends that the office may not have, and stores what comes along', async () => {
    const state = sampleMemberState(3);
    office.putMember(state);
    const till = await startSyncTill(office.url);
    await until('there', () => till.store.member.findById(sampleMemberId(3)) !== null);
    const asked: unknown[] = [];
    const member = {
      memberId: state.memberId,
      revision: 9,
      stateJson: JSON.stringify({ ...state, tierCode: 'diamond' }),
    };
    office.script = (call, input) => {
      if (call !== 'authorise') return null;
      asked.push(input);
      return { status: 200, body: { status: 'authorised', expiresAtMs: 1, member } };
    };
    const redemption = {
      redemptionId: 'r-1',
      attemptId: 'a-1',
      memberId: sampleMemberId(3),
      points: 100,
      businessDate: '2026-03-14',
    };
    expect(await till.sync.authorise(redemption)).toEqual({ status: 'authorised' });
    expect(asked).toEqual([{ ...redemption, pendingDebits: [] }]);
    expect(till.store.member.readBase(sampleMemberId(3))?.tierCode).toBe('diamond');
  });

  it('answers unreachable in time when the office hangs, at once while it goes on, and recovers', async () => {
    const till = await startSyncTill(office.url);
    await until('online', () => till.sync.state().online);
    office.script = () => ({ status: 200, body: {}, afterMs: 60_000 });
    const redemption = {
      redemptionId: 'r-1',
      attemptId: 'a-1',
      memberId: sampleMemberId(3),
      points: 100,
      businessDate: '2026-03-14',
    };
    const startedAt = performance.now();
    expect(await till.sync.authorise(redemption)).toEqual({ status: 'unreachable' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(till.sync.state().online).toBe(false);
    const asked: string[] = [];
    office.script = (call) => {
      if (call === 'authorise' || call === 'members/find') asked.push(call);
      return { status: 200, body: {}, afterMs: 60_000 };
    };
    expect(await till.sync.authorise(redemption)).toEqual({ status: 'unreachable' });
    expect(await till.sync.findMember({ phone: '13900000000' })).toEqual({ status: 'unreachable' });
    expect(asked, 'a line known to be down is not asked').toEqual([]);
    office.script = () => null;
    await until('online again', () => till.sync.state().online);
    expect(await till.sync.authorise(redemption)).toEqual({ status: 'member_unknown' });
  });

  it('gives back what it could not while the office hung, as soon as it answers', async () => {
    const till = await startSyncTill(office.url);
    await until('online', () => till.sync.state().online);
    const state = sampleMemberState(3);
    const memberId = state.memberId;
    const hang = { status: 200, body: {}, afterMs: 60_000 };
    office.script = (call) => (call === 'authorise' ? hang : null);
    const wish = { memberId, points: 100, businessDate: '2026-03-14' };
    const asked = { redemptionId: 'r-1', attemptId: 'a-1', ...wish };
    expect(await till.sync.authorise(asked)).toEqual({ status: 'unreachable' });

    office.script = () => hang;
    await till.sync.release({ actId: 'r-1', attemptId: 'a-1', memberId });
    await till.sync.release({ actId: 'r-2', attemptId: 'a-2', memberId });
    const given: unknown[] = [];
    office.script = (call, input) => {
      if (call !== 'release') return null;
      given.push(input);
      const member = { memberId, revision: 9, stateJson: JSON.stringify(state) };
      return { status: 200, body: { status: 'released', member } };
    };
    await until('given back', () => given.length === 2);
    expect(given).toEqual([
      { actId: 'r-1', attemptId: 'a-1', memberId },
      { actId: 'r-2', attemptId: 'a-2', memberId },
    ]);
    await until('heard', () => till.store.member.findById(memberId) !== null);
  });

  it('leaves it to its time where an office of before has nothing to give back to', async () => {
    const till = await startSyncTill(office.url);
    await until('online', () => till.sync.state().online);
    let count = 0;
    office.script = (call) => {
      if (call !== 'release') return null;
      count += 1;
      return refusal('NOT_FOUND', 404);
    };
    const { memberId } = sampleMemberState(3);
    await till.sync.release({ actId: 'r-1', attemptId: 'a-1', memberId });
    await till.sync.release({ actId: 'r-2', attemptId: 'a-2', memberId });
    expect(count).toBe(2);
    expect(till.sync.state().online).toBe(true);
  });

  it('finds a member that the replica does not hold', async () => {
    const till = await startSyncTill(office.url);
    const state = sampleMemberState(5);
    office.script = (call) =>
      call === 'members/find'
        ? {
            status: 200,
            body: {
              member: { memberId: state.memberId, revision: 1, stateJson: JSON.stringify(state) },
            },
          }
        : null;
    expect(await till.sync.findMember({ cardNo: '2100000000001' })).toEqual({
      status: 'found',
      memberId: state.memberId,
    });
    expect(till.store.member.findById(state.memberId)).not.toBeNull();
    office.script = () => null;
    expect(await till.sync.findMember({ phone: '13900000000' })).toEqual({ status: 'not_found' });
  });
});

describe('the whole line', () => {
  it('learns how wrong its clock is, and goes on whatever it says', async () => {
    const twoDaysMs = 2 * 86_400_000;
    for (const clockOffsetMs of [twoDaysMs, -twoDaysMs]) {
      const till = await startSyncTill(office.url, { clockOffsetMs });
      await until('online', () => till.sync.state().online);
      expect(till.store.sync.read().clockOffsetMs + clockOffsetMs).toBeCloseTo(0, -3);
      await till.sync.stop();
    }
  });

  it('leaves its clock alone where a slow answer may agree with it, and never moves it for one', async () => {
    const till = await startSyncTill(office.url);
    await until('online', () => till.sync.state().online);
    await till.sync.stop();
    const known = createTillTime(till.store, till.clock);
    const aheadMs = 60_000;
    /** An answer that was made so long ago by an office whose clock is a minute ahead. */
    const hear = (answer: { tookMs: number; madeAgoMs: number; heldMs?: number }) => {
      known.learn({
        officeAtMs: Date.now() + aheadMs - answer.madeAgoMs,
        startedAt: performance.now() - answer.tookMs,
        heldMs: answer.heldMs ?? 0,
      });
      const { clockOffsetMs, officeAnchorAtMs } = till.store.sync.read();
      return { clockOffsetMs: clockOffsetMs + till.clock.offsetMs, officeAnchorAtMs };
    };
    const right = hear({ tookMs: 2, madeAgoMs: 0 });
    expect(Math.abs(right.clockOffsetMs - aheadMs)).toBeLessThan(200);
    // Lost on the way there, on the way back, and held back until there was something to tell.
    expect(hear({ tookMs: 8_000, madeAgoMs: 0 })).toEqual(right);
    expect(hear({ tookMs: 8_000, madeAgoMs: 7_900 })).toEqual(right);
    expect(hear({ tookMs: 9_000, madeAgoMs: 10 })).toEqual(right);
    expect(hear({ tookMs: 10_010, madeAgoMs: 5, heldMs: 10_000 })).toEqual(right);
    // A clock that somebody has set is corrected by a slow answer too, as far as that can tell, and by a quick one whole.
    till.clock.offsetMs = 600_000;
    const slow = hear({ tookMs: 8_000, madeAgoMs: 4_000 });
    expect(Math.abs(slow.clockOffsetMs - aheadMs)).toBeLessThan(8_000);
    expect(slow.officeAnchorAtMs).toBe(right.officeAnchorAtMs);
    const after = hear({ tookMs: 10_010, madeAgoMs: 5, heldMs: 10_000 });
    expect(Math.abs(after.clockOffsetMs - aheadMs)).toBeLessThan(200);
  });

  it('stops for good when head office revoked the till', async () => {
    const till = await startSyncTill(office.url);
    await until('online', () => till.sync.state().online);
    office.script = () => refusal('terminal_revoked', 403);
    till.enrol(1);
    await until('revoked', () => till.events.some(({ kind }) => kind === 'revoked'));
    expect(till.store.install.read()?.revoked).toBe(true);
    await sleep(100);
    const calls = office.calls.length;
    await sleep(600);
    expect(office.calls).toHaveLength(calls);
    expect(await till.sync.runNow()).toMatchObject({ online: false, pendingCount: 1 });
    expect(till.events.filter(({ kind }) => kind === 'revoked')).toHaveLength(1);
  });

  it('leaves an office alone for as long as it asks', async () => {
    office.script = (call) =>
      call === 'feed' ? refusal('INTERNAL_SERVER_ERROR', 503, { retryAfterMs: 2_000 }) : null;
    const till = await startSyncTill(office.url);
    await sleep(1_200);
    expect(office.calls.filter((call) => call === 'feed')).toHaveLength(1);
    office.script = () => null;
    expect(await till.sync.runNow()).toMatchObject({ online: true });
  });

  it('shares one run among all who ask at the same time', async () => {
    const till = await startSyncTill(office.url, { timing: { feedWaitMs: 10_000 } });
    await until('online', () => till.sync.state().online);
    office.calls.length = 0;
    till.enrol(1);
    const states = await Promise.all([till.sync.runNow(), till.sync.runNow(), till.sync.runNow()]);
    expect(states[0]).toMatchObject({ online: true, pendingCount: 0 });
    expect(states[0]?.lastSyncAtMs).toBeTypeOf('number');
    expect(states[1]).toEqual(states[0]);
    expect(office.calls.filter((call) => call === 'feed').length).toBeLessThanOrEqual(2);
  });
});
