import { randomUUIDv7 } from 'node:crypto';
import { pino } from 'pino';
import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { type OfficeFinding, verifyOffice } from '../../src-office/verify/verify-office.ts';
import { describeOffice } from '../support/describe-office.ts';
import { OfficeTill, sha256 } from '../support/office-client.ts';

describeOffice(
  'verifying an office',
  (office) => {
    const verify = () => {
      const { databaseUrl: url = '' } = office();
      return verifyOffice({ kind: 'server', url }, pino({ level: 'silent' }));
    };
    const openClient = async (): Promise<Client> => {
      const client = new Client({ connectionString: office().databaseUrl });
      await client.connect();
      onTestFinished(() => client.end());
      return client;
    };
    /** A till that has enrolled a member; each `add` gives them a point. */
    const startTill = async () => {
      const till = await OfficeTill.activate(office());
      const memberId = randomUUIDv7();
      await till.push([till.enrol(memberId, `138${Math.random().toFixed(8).slice(2)}`)]);
      const add = async (): Promise<void> => void (await till.push([till.adjust(memberId, 1)]));
      return { till, memberId, add };
    };
    const chainsOf = (findings: readonly OfficeFinding[]) =>
      findings.flatMap((each) => {
        if (!('installId' in each)) return [];
        const { installId, kind, terminalSeq } = each;
        return [{ installId, kind, terminalSeq }];
      });

    it('names the first bad row of each till, and tells an old copy from a cloned disk (FR-22)', async () => {
      const startFull = async () => {
        const each = await startTill();
        for (let count = 0; count < 3; count += 1) await each.add();
        return each;
      };
      const edited = await startFull();
      const gap = await startFull();
      const cut = await startFull();
      const old = await startFull();
      const cloned = await startFull();
      const whole = await startFull();
      expect(await verify()).toEqual({ rowCount: 24, findings: [] });

      const client = await openClient();
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

      const { findings } = await verify();
      expect(chainsOf(findings)).toEqual([
        { installId: edited.till.installId, kind: 'row_edited', terminalSeq: 2 },
        { installId: gap.till.installId, kind: 'row_missing', terminalSeq: 3 },
        { installId: cut.till.installId, kind: 'tail_deleted', terminalSeq: 4 },
        { installId: old.till.installId, kind: 'old_copy', terminalSeq: 5 },
        { installId: cloned.till.installId, kind: 'cloned', terminalSeq: 5 },
      ]);
      // The points of the two that were deleted still count.
      expect(findings.slice(5)).toEqual(
        Array(2).fill(expect.objectContaining({ kind: 'entry_without_operation' })),
      );
    });

    it('finds a chain whole whichever till of the store delivered it (FR-22)', async () => {
      const { till, memberId, add } = await startTill();
      const other = await OfficeTill.activate(office());
      const items = [till.adjust(memberId, 1), till.adjust(memberId, 1)];
      await other.relay(till, items);
      await till.push(items);
      await add();
      const { findings } = await verify();
      expect(chainsOf(findings).filter(({ installId }) => installId === till.installId)).toEqual(
        [],
      );
    });

    it('leaves what was set aside as it came, of whatever kind, alone (FR-22)', async () => {
      const before = await verify();
      const { till, memberId, add } = await startTill();
      const other = await startTill();
      const posted = till.adjust(memberId, 10);
      await till.push([posted]);
      const items = [
        till.append(sha256('1'), '{"not json'),
        till.append(sha256('2'), '"a text"'),
        till.append(sha256('3'), 'a\u0000b'),
        till.write('adjust', memberId, { nonsense: true } as never),
        till.write('consent', memberId, { consents: [], note: 'a\u0000b' } as never),
        till.append(sha256('4'), posted.json.replace('"points":10', '"points":10000')),
        till.write('consent', memberId, { consents: [] }, { header: { installId: 'other' } }),
        till.write('consent', memberId, { consents: [] }, { header: { storeId: 'other' } }),
        till.write('consent', memberId, { consents: [] }, { header: { prevHash: sha256('5') } }),
        till.append(posted.hash, posted.json),
      ];
      await till.push(items);
      till.headHash = sha256('another past');
      await add();
      const { operationId } = JSON.parse(posted.json) as { operationId: string };
      const reused = { header: { operationId } };
      await other.till.push([
        other.till.write('consent', other.memberId, { consents: [] }, reused),
        other.till.write('enrol', randomUUIDv7(), {
          memberNo: '1',
          tierCode: 'basic',
          consents: [],
        }),
      ]);
      const client = await openClient();
      const { rows } = await client.query<{ reason: string }>(
        `SELECT DISTINCT reason FROM operation WHERE verdict = 'invalid' AND install_id = ANY($1) ORDER BY 1`,
        [[till.installId, other.till.installId]],
      );
      const reasons = ['chain_broken', 'foreign_install', 'hash_wrong', 'id_reused', 'unreadable'];
      expect(rows.map(({ reason }) => reason)).toEqual(reasons);
      expect((await verify()).findings).toEqual(before.findings);
    });

    it('sees an operation that was edited whatever its verdict was made, and what still counts of it (FR-22)', async () => {
      const before = await verify();
      const client = await openClient();
      const edit = `json = replace(json, '"points":', '"points":9')`;
      const aside = `verdict = 'invalid'`;
      const changes = {
        row_edited: [
          `${edit}, ${aside}`,
          `${edit}, ${aside}, reason = 'hash_wrong'`,
          `${edit}, ${aside}, reason = 'chain_broken', operation_id = NULL`,
          `member_id = 'somebody'`,
          `personal = replace(personal, '138', '139')`,
        ],
        verdict_changed: [
          aside,
          `${aside}, reason = 'unreadable'`,
          `${aside}, reason = 'chain_broken', operation_id = NULL`,
        ],
        // Nothing in the row itself tells it from one that came like this.
        null: [`${edit}, ${aside}, reason = 'hash_wrong', operation_id = NULL`],
      };
      const expected: unknown[] = [];
      const counting: string[] = [];
      for (const [kind, edits] of Object.entries(changes)) {
        for (const set of edits) {
          const { till, memberId, add } = await startTill();
          const sale = till.earn(memberId, randomUUIDv7(), 5);
          await till.push([sale]);
          await add();
          const terminalSeq = set.startsWith('personal') ? 1 : 2;
          await client.query(
            `UPDATE operation SET ${set} WHERE install_id = $1 AND terminal_seq = $2`,
            [till.installId, terminalSeq],
          );
          if (kind !== 'null') expected.push({ installId: till.installId, kind, terminalSeq });
          const { operationId } = JSON.parse(sale.json) as { operationId: string };
          if (set.includes(aside)) counting.push(operationId);
        }
      }
      const findings = (await verify()).findings.filter(
        (each) => !before.findings.some(({ words }) => words === each.words),
      );
      expect(chainsOf(findings)).toEqual(expected);
      for (const wanted of ['entry_without_operation', 'receipt_without_operation']) {
        const named = findings.flatMap((each) =>
          each.kind === wanted && 'operationId' in each ? [each.operationId] : [],
        );
        expect(named.toSorted()).toEqual(counting.toSorted());
      }
    });
  },
  ['PostgreSQL'],
);
