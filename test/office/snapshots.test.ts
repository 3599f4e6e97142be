import { randomUUIDv7 } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createBoxKey } from '../../src-shared/node/sealed-box.ts';
import { snapshotColumnNames } from '../../src-shared/replica/snapshot-format.ts';
import { describeOffice } from '../support/describe-office.ts';
import { OfficeTill } from '../support/office-client.ts';
import {
  fetchImage,
  readImageRows,
  strangerKey,
  waitForImage,
} from '../support/snapshot-reader.ts';
import { until } from '../support/until.ts';
import { makeTillStore, openRaw } from '../store/till-support.ts';

const memberCount = 240;
const maxAgeMs = 3_600_000;

describeOffice(
  'snapshots',
  (office) => {
    let till: OfficeTill;
    let memberIds: string[] = [];

    const download = async (image: Awaited<ReturnType<typeof waitForImage>>): Promise<Buffer> => {
      const { snapshotId } = image.manifest;
      const answer = await fetchImage(office().url, { token: till.token, snapshotId });
      expect(answer.status).toBe(200);
      return Buffer.from(await answer.arrayBuffer());
    };

    test('a till that lacks few members is sent to the feed', async () => {
      till = await OfficeTill.activate(office());
      expect(await till.offer(createBoxKey().publicKey)).toEqual({ status: 'use_feed' });
    });

    test('a till that lacks many is offered the very rows that the feed would have made it write', async () => {
      memberIds = Array.from({ length: memberCount }, () => randomUUIDv7());
      await till.push(
        memberIds.map((memberId, index) =>
          till.enrol(
            memberId,
            `134${String(10_000_000 + index)}`,
            index % 3 === 0 ? { cardNo: `66${String(1_000_000 + index)}` } : {},
          ),
        ),
      );
      await office().settle();
      const first = await till.offer(createBoxKey().publicKey);
      expect(first).toEqual({ status: 'building', retryAfterMs: 20 });
      const image = await waitForImage(till);
      expect(image.manifest.memberCount).toBe(memberCount);
      expect(image.manifest.parts.length).toBeGreaterThan(3);
      const bytes = await download(image);
      expect(bytes.length).toBe(image.manifest.bytes);
      expect(await readImageRows(bytes, image)).toEqual(await rowsOfFeed(till));
    });

    test('the feed goes on from its cursor: what changed since, and nothing else', async () => {
      const image = await waitForImage(till);
      const changed = memberIds[7] ?? '';
      await till.push([till.adjust(changed, 30)]);
      await office().settle();
      const page = await till.feed(image.manifest.cursor);
      expect(page.fromStart).toBe(false);
      expect(page.members.map(({ memberId }) => memberId)).toEqual([changed]);
      expect(await till.offer(createBoxKey().publicKey, { cursor: page.cursor })).toEqual({
        status: 'use_feed',
      });
    });

    test('a download that was cut goes on where it ended', async () => {
      const image = await waitForImage(till);
      const whole = await download(image);
      const { snapshotId } = image.manifest;
      const from = 1000;
      const answer = await fetchImage(office().url, { token: till.token, snapshotId, from });
      expect(answer.status).toBe(206);
      expect(answer.headers.get('content-range')).toBe(
        `bytes ${from}-${whole.length - 1}/${whole.length}`,
      );
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(whole.subarray(from));
    });

    test('it is made once for all, and again when it is too old', async () => {
      const other = await OfficeTill.activate(office());
      const image = await waitForImage(till);
      const shared = await waitForImage(other);
      expect(shared).toEqual(image);
      office().passMs(maxAgeMs + 1);
      // The old one serves until the new one is there.
      expect((await waitForImage(till)).manifest.snapshotId).toBe(image.manifest.snapshotId);
      await until('a new one is there', async () => {
        return (await waitForImage(till)).manifest.snapshotId !== image.manifest.snapshotId;
      });
    });

    test('nobody else is offered one or reads one, and its file says nothing without its key', async () => {
      const { snapshotId } = (await waitForImage(till)).manifest;
      const { url, dataFolder } = office();
      expect((await fetchImage(url, { token: 'nobody', snapshotId })).status).toBe(401);
      expect((await fetchImage(url, { token: till.token, snapshotId: 'gone' })).status).toBe(404);
      const bare = { formats: [1], cursor: null };
      const { publicKey } = createBoxKey();
      const signature = 'A'.repeat(86);
      const unsigned = till.client.snapshots.offer({ ...bare, publicKey, signature });
      await expect(unsigned).rejects.toMatchObject({ code: 'signature_wrong' });
      await expect(till.offer(strangerKey())).rejects.toMatchObject({ code: 'signature_wrong' });
      expect(await till.offer(publicKey, { formats: [99] })).toEqual({ status: 'use_feed' });
      const folder = path.join(dataFolder, 'snapshots');
      const images = readdirSync(folder).filter((name) => name.endsWith('.image'));
      expect(images.length).toBeGreaterThan(0);
      for (const name of readdirSync(folder)) {
        expect(name).toMatch(/\.(?:image|json)$/);
        expect(readFileSync(path.join(folder, name)).includes('13410000001')).toBe(false);
      }
    });
  },
  undefined,
  {
    snapshots: { feedMostCount: 100, retryAfterMs: 20, maxAgeMs, partPlainBytes: 100_000 },
  },
);

/** What a till has written when the feed brought it the same members in the order of their ids. */
async function rowsOfFeed(till: OfficeTill) {
  const { members } = await till.feed(null);
  const { store, folder } = await makeTillStore();
  const sorted = members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  store.member.applyBases(sorted, { acceptLowerRevisions: true });
  using db = openRaw(folder, { readonly: true });
  return {
    member: db.prepare(`SELECT ${snapshotColumnNames('member')} FROM member ORDER BY id`).all(),
    card: db.prepare('SELECT * FROM card ORDER BY card_no, bound_at_ms, member_row').all(),
    search_token: db.prepare('SELECT * FROM search_token ORDER BY token, member_row').all(),
  };
}
