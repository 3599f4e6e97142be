import { randomUUIDv7 } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBootstrap } from '../../src-main/sync/bootstrap.ts';
import { createSigner, createVerifier } from '../../src-main/sync/install-key.ts';
import { createOfficeClient } from '../../src-main/sync/office-client.ts';
import { usualTiming } from '../../src-main/sync/sync-timing.ts';
import { type Office, startOffice } from '../../src-office/start-office.ts';
import { epochOfCursor } from '../../src-shared/contract/office-wire.ts';
import { noCallLimits } from '../support/no-call-limits.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { type OfficeLine, startOfficeLine } from '../support/office-line.ts';
import { createQuietLog } from '../support/quiet-log.ts';
import { strangerKey, waitForImage } from '../support/snapshot-reader.ts';
import { startSyncTill, type SyncTill } from '../support/sync-till.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const memberCount = 220;
const came = 'the members came as one image';
const timing = { feedLimit: 20, feedIdleMs: 20, runDeadlineMs: 12_000 };

describe('members as one image', () => {
  let folder: TempDir;
  let office: Office;
  let line: OfficeLine;
  let adminToken: string;
  beforeAll(async () => {
    folder = await makeTempDir('office');
    office = await startOffice({
      port: 0,
      dataFolder: folder.path,
      log: createQuietLog().log,
      callLimits: noCallLimits,
      snapshots: { feedMostCount: 100, retryAfterMs: 20, partPlainBytes: 150_000 },
    });
    line = await startOfficeLine(() => office.url);
    adminToken = readFileSync(path.join(folder.path, 'admin-token'), 'utf8').trim();
    const other = await OfficeTill.activate({ url: office.url, adminToken }, 'other');
    const items = Array.from({ length: memberCount }, (_, index) =>
      other.enrol(randomUUIDv7(), `134${String(10_000_000 + index)}`),
    );
    await other.push(items);
    // Made before a till asks: one that must wait for it reads the feed meanwhile, and may be quicker.
    await waitForImage(other);
  });
  afterAll(async () => {
    await line.stop();
    await office.stop();
    await folder.remove();
  });

  const startTill = async (): Promise<SyncTill> => {
    const wish = { storeId: 'store-0', terminalName: 'Till' };
    const { body } = await callAdmin<{ activationCode: string }>(
      { url: office.url, adminToken },
      '/activations',
      wish,
    );
    const { activationCode } = body;
    return startSyncTill(line.url, { activationCode, activateAt: office.url, timing });
  };
  const countOf = (till: SyncTill, message: string): number =>
    till.quiet.lines.filter(({ msg }) => msg === message).length;
  const isLoaded = (till: SyncTill) => (): boolean =>
    till.store.sync.read().loaded && till.sync.load() === null;

  test('a first start over a line that breaks off takes in one image, and what was sold meanwhile is on it', async () => {
    await line.set({ kind: 'refuse' });
    const till = await startTill();
    const memberId = till.enrol(7);
    till.earn(7);
    await line.set({ kind: 'cut_answer', afterBytes: 12_000 });
    await until('the image is in', () => countOf(till, came) === 1);
    await line.set({ kind: 'pass' });
    await until('all is loaded', isLoaded(till), 30_000);
    expect(till.store.member.count()).toBe(memberCount + 1);
    expect(till.store.programme.list().length).toBe(1);
    await until('sent', () => till.sync.state().pendingCount === 0);
    await until('back', () => till.store.member.findById(memberId)?.hasPending === false);
    expect(till.sumViews([memberId])).toBeGreaterThan(0);
    expect(readdirSync(till.dataFolder)).not.toContain('snapshot');
    expect(countOf(till, came)).toBe(1);

    // A cursor of a database that was restored since.
    till.store.sync.write({ cursor: 'former-epoch.5.x' });
    await till.restart();
    await until('another image is in', () => countOf(till, came) === 2);
    await until('all is loaded', isLoaded(till), 30_000);
    expect(till.store.member.count()).toBe(memberCount + 1);
  });

  test('damaged, unsigned or of an older epoch it is refused and said once; the feed brings the members', async () => {
    const images = path.join(folder.path, 'snapshots');
    for (const name of readdirSync(images).filter((each) => each.endsWith('.image'))) {
      const bytes = readFileSync(path.join(images, name));
      bytes.writeUInt8(bytes.readUInt8(5) ^ 1, 5);
      writeFileSync(path.join(images, name), bytes);
    }
    const till = await startTill();
    await until('all is loaded', isLoaded(till), 30_000);
    expect(till.store.member.count()).toBeGreaterThanOrEqual(memberCount);
    expect(countOf(till, 'a part of an image came damaged')).toBe(1);
    expect(countOf(till, 'an image could not be taken in; the feed is read')).toBe(1);
    expect(countOf(till, came)).toBe(0);

    // Neither one that head office has not signed, nor one of an older epoch, is even begun with.
    const install = till.store.install.read();
    const activated = install?.activated ?? null;
    if (install === null || activated === null) throw new Error('It is activated.');
    const { cursor: officeCursor } = till.store.sync.read();
    const quiet = createQuietLog();
    const considerWith = (officeKey: string, cursor: string): Promise<boolean> => {
      const bootstrap = createBootstrap({
        store: till.store,
        client: createOfficeClient({ officeUrl: office.url, token: activated.terminalToken }),
        installId: install.installId,
        sign: createSigner(install.privateKey),
        verify: createVerifier(officeKey),
        log: quiet.log,
        timing: usualTiming,
        onProgress: () => {},
        onEnded: () => {},
      });
      const { signal } = new AbortController();
      const wish = { cursor: null, officeCursor: cursor, signal };
      return bootstrap.consider(wish).then(() => bootstrap.consider(wish));
    };
    const epoch = epochOfCursor(officeCursor ?? '');
    expect(await considerWith(strangerKey(), `${epoch}.1.x`)).toBe(false);
    expect(await considerWith(activated.officeKey, `later-${epoch}.1.x`)).toBe(false);
    expect(quiet.lines.map(({ msg }) => msg)).toEqual([
      expect.stringContaining('an image of head office was refused'),
      expect.stringContaining('an image of head office was refused'),
    ]);
  });
});
