import { randomUUIDv7 } from 'node:crypto';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { openEncrypted, tillFilePath } from '../../src-main/store/till-file.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { describeOffice, type TestOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { startSyncTill, type SyncTill } from '../support/sync-till.ts';
import { until } from '../support/until.ts';

describeOffice('drift', (office) => {
  const startTill = async (): Promise<SyncTill> => {
    const { body } = await callAdmin<{ activationCode: string }>(office(), '/activations', {
      storeId: 'S1',
      terminalName: '收银一',
    });
    return startSyncTill(office().url, {
      activationCode: body.activationCode,
      timing: {
        feedWaitMs: 200,
        slowAfterMs: 8_000,
        feedTimeoutMs: 10_000,
        compareEveryMs: 100,
        firstScanEveryMs: 5,
        scanEveryMs: 20,
        scanCount: 3,
      },
    });
  };
  const baseOf = (till: SyncTill, memberId: string) =>
    till.store.member.readBase(memberId as MemberId);
  const warnings = (till: SyncTill) =>
    till.quiet.lines.filter(({ msg }) => msg === 'members differed from head office: mended');
  const enrolled = async (count: number) => {
    const other = await OfficeTill.activate(office());
    const memberIds = Array.from({ length: count }, () => randomUUIDv7());
    await other.push(
      memberIds.map((memberId, place) => other.enrol(memberId, `1391234${1000 + place}`)),
    );
    return { other, memberIds };
  };

  test('members that were changed, deleted or put in behind the till’s back are as head office has them again', async () => {
    const { other, memberIds } = await enrolled(9);
    const [altered = '', deleted = '', changed = ''] = memberIds;
    const till = await startTill();
    await until('all are here', () =>
      memberIds.every((memberId) => baseOf(till, memberId) !== null),
    );
    await until('all were looked at', () => till.store.memberHash.sums() !== null);
    const truth = baseOf(till, altered);
    const ghost = randomUUIDv7();
    {
      const db = openEncrypted(tillFilePath(till.dataFolder), till.key, {});
      const edit = db.prepare('UPDATE member SET base = replace(base, ?, ?) WHERE member_id = ?');
      expect(edit.run('"tierCode":"basic"', '"tierCode":"gold"', altered).changes).toBe(1);
      expect(db.prepare('DELETE FROM member WHERE member_id = ?').run(deleted).changes).toBe(1);
      db.close();
    }
    // A state of a member that head office does not have, written as if it did.
    till.store.member.applyBases(
      [{ memberId: ghost, revision: 1, stateJson: JSON.stringify({ ...truth, memberId: ghost }) }],
      { acceptLowerRevisions: true },
    );
    await until(
      'mended',
      () =>
        warnings(till).length > 0 && baseOf(till, deleted) !== null && baseOf(till, ghost) === null,
    );
    await until('all of it', () => baseOf(till, altered)?.tierCode === truth?.tierCode);
    expect(baseOf(till, altered)).toEqual(truth);
    expect(till.store.member.findById(ghost as MemberId)).toBeNull();
    expect(till.sync.state().online).toBe(true);
    // What goes on meanwhile comes as ever.
    await other.push([other.adjust(changed, 70)]);
    await until('news', () => baseOf(till, changed)?.lots[0]?.points === 70);
    const count = warnings(till).length;
    await until('a few more comparisons', async () => {
      const { text } = await readMetrics(office());
      return /office_drifted_partitions_total [1-9]/.test(text);
    });
    expect(warnings(till)).toHaveLength(count);
  });

  test('a row of head office that never reached the feed is found and fetched', async ({
    skip,
  }) => {
    // What is in PGlite only its own process reaches; its sums are tested beside the store.
    skip(office().databaseUrl === undefined);
    const { memberIds } = await enrolled(3);
    const [unfed = '', gone = ''] = memberIds;
    const till = await startTill();
    await until('all are here', () =>
      memberIds.every((memberId) => baseOf(till, memberId) !== null),
    );
    await until('all were looked at', () => till.store.memberHash.sums() !== null);
    const client = new Client({ connectionString: office().databaseUrl });
    await client.connect();
    await client.query(
      `UPDATE member SET state = replace(state, '"tierCode":"basic"', '"tierCode":"gold"') WHERE member_id = $1`,
      [unfed],
    );
    await client.query('DELETE FROM member WHERE member_id = $1', [gone]);
    await client.end();
    await until(
      'mended',
      () => baseOf(till, unfed)?.tierCode === 'gold' && baseOf(till, gone) === null,
    );
    expect(warnings(till).length).toBeGreaterThan(0);
  });
});

async function readMetrics({ url, adminToken }: TestOffice) {
  const response = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  return { text: await response.text() };
}
