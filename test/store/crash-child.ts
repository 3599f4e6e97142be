import { writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { sampleEarnDraft, sampleMemberState, sampleTill } from '../support/sample-domain.ts';

/**
 * A till that earns without end, while its thread takes in page after page of the feed, to be killed. It says the terminalSeq of
 * each earning once the store has acknowledged it, by a plain write so that nothing waits in a buffer of the process.
 */
const [dataFolder = '', keyHex = '', feedCount = '0'] = process.argv.slice(2);
const store = openTillStore({ dataFolder, key: Buffer.from(keyHex, 'hex') });
const { terminalSeq: lastSeq } = store.operation.head();
const till = sampleTill(200, { lastSeq });

/** Each page says of each member the same but one number, its revision; the cursor is written once the page is taken. */
async function takePage(): Promise<void> {
  const revision = Number(store.sync.read().cursor ?? 1) + 1;
  const members = Array.from({ length: Number(feedCount) }, (_, index) => {
    const state = { ...sampleMemberState(index), heldPoints: revision };
    return { memberId: state.memberId, revision, stateJson: JSON.stringify(state) };
  });
  const page = await store.feed.read({
    body: Buffer.from(JSON.stringify({ members })),
    isZstd: false,
  });
  await page.apply(new AbortController().signal);
  store.sync.write({ cursor: String(revision) });
}

await takePage();
void (async () => {
  for (;;) await takePage();
})();
for (let index = lastSeq + 1; ; index++) {
  earn(index);
  writeSync(1, `${index}\n`);
  await nextTurn();
}

function earn(index: number): void {
  const { memberId } = sampleMemberState(index % 5);
  store.transaction(() => {
    const row = store.member.findById(memberId);
    if (row === null) throw new Error(`Member ${index % 5} is missing.`);
    const before = JSON.parse(row.stateJson) as MemberState;
    const prevHash = store.operation.head().hash;
    const operation: Operation = { ...till.place(sampleEarnDraft(before, index)), prevHash };
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
}
