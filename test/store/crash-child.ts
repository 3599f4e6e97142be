import { writeSync } from 'node:fs';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { sampleEarnDraft, sampleMemberState, sampleTill } from '../support/sample-domain.ts';

/**
 * A till that earns without end, to be killed. It says the terminalSeq of each earning once the store
 * has acknowledged it, by a plain write so that nothing waits in a buffer of the process.
 */
const [dataFolder = '', keyHex = ''] = process.argv.slice(2);
const store = openTillStore({ dataFolder, key: Buffer.from(keyHex, 'hex') });
const { terminalSeq: lastSeq, hash } = store.operation.head();
const till = sampleTill(200, { lastSeq });
let prevHash = hash;
for (let index = lastSeq + 1; ; index++) {
  const { memberId } = sampleMemberState(index % 5);
  const row = store.member.findById(memberId);
  if (row === null) throw new Error(`Member ${index % 5} is missing.`);
  const before = JSON.parse(row.stateJson) as MemberState;
  const operation: Operation = { ...till.place(sampleEarnDraft(before, index)), prevHash };
  store.transaction(() => {
    store.operation.append(operation);
    const view = viewMember(before, [operation]);
    if (view !== null) store.member.writeView(view);
    store.refund.insert({
      refundNo: `with-${index}`,
      requestHash: 'hash',
      terminalSeq: index,
      memberId,
      takenBackPoints: 0,
      restoredPoints: 0,
      debtPoints: 0,
    });
  });
  prevHash = operation.hash;
  writeSync(1, `${index}\n`);
}
