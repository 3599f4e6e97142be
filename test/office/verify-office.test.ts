import { randomUUIDv7 } from 'node:crypto';
import { pino } from 'pino';
import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { verifyOffice } from '../../src-office/verify/verify-office.ts';
import { describeOffice } from '../support/describe-office.ts';
import { OfficeTill } from '../support/office-client.ts';

describeOffice(
  'verifying an office',
  (office) => {
    it('names the first bad row of each till, and tells an old copy from a cloned disk (FR-22)', async () => {
      const { databaseUrl = '' } = office();
      const location = { kind: 'server', url: databaseUrl } as const;
      const log = pino({ level: 'silent' });
      const startTill = async (): Promise<{ till: OfficeTill; add: () => Promise<void> }> => {
        const till = await OfficeTill.activate(office());
        const memberId = randomUUIDv7();
        await till.push([till.enrol(memberId, `138${Math.random().toFixed(8).slice(2)}`)]);
        const add = async (): Promise<void> => void (await till.push([till.adjust(memberId, 1)]));
        for (let count = 0; count < 3; count += 1) await add();
        return { till, add };
      };
      const edited = await startTill();
      const gap = await startTill();
      const cut = await startTill();
      const old = await startTill();
      const cloned = await startTill();
      const whole = await startTill();
      expect(await verifyOffice(location, log)).toEqual({ rowCount: 24, findings: [] });

      const client = new Client({ connectionString: databaseUrl });
      await client.connect();
      onTestFinished(() => client.end());
      await client.query(
        `UPDATE operation SET json = replace(json, 'goodwill', 'else') WHERE install_id = $1 AND terminal_seq = 2`,
        [edited.till.installId],
      );
      const remove = 'DELETE FROM operation WHERE install_id = $1 AND terminal_seq = $2';
      await client.query(remove, [gap.till.installId, 3]);
      await client.query(remove, [cut.till.installId, 4]);
      const goBack = (
        { till }: { till: OfficeTill },
        head: { seq: number; hash: string },
      ): void => {
        till.headSeq = head.seq;
        till.headHash = head.hash;
      };
      const headOf = ({ till }: { till: OfficeTill }) => ({
        seq: till.headSeq,
        hash: till.headHash,
      });

      // An old copy of the folder is put back: it uses a place again, and goes on alone.
      const oldHead = headOf(old);
      await old.add();
      goBack(old, oldHead);
      await old.add();
      await old.add();
      // A second machine with a copy of the disk: both go on.
      const sharedHead = headOf(cloned);
      await cloned.add();
      const firstHead = headOf(cloned);
      goBack(cloned, sharedHead);
      await cloned.add();
      goBack(cloned, firstHead);
      await cloned.add();
      await whole.add();

      const { findings } = await verifyOffice(location, log);
      expect(
        findings.map(({ installId, kind, terminalSeq }) => ({ installId, kind, terminalSeq })),
      ).toEqual([
        { installId: edited.till.installId, kind: 'row_edited', terminalSeq: 2 },
        { installId: gap.till.installId, kind: 'row_missing', terminalSeq: 3 },
        { installId: cut.till.installId, kind: 'tail_deleted', terminalSeq: 4 },
        { installId: old.till.installId, kind: 'old_copy', terminalSeq: 5 },
        { installId: cloned.till.installId, kind: 'cloned', terminalSeq: 5 },
      ]);
    });
  },
  ['PostgreSQL'],
);
