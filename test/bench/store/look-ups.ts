import { createStores, openTillStore } from '../../../src-main/store/open-till-store.ts';
import { tillFilePath } from '../../../src-main/store/till-file.ts';
import type { TillStore } from '../../../src-main/store/till-store.ts';
import { sampleCardNo, sampleMemberState, samplePhone } from '../../support/sample-domain.ts';
import { watchCompiles } from '../../store/compile-watch.ts';
import { atMost, percentile, type BenchLine } from '../bench-line.ts';
import { benchKey, filledReplica } from '../filled-replica.ts';
import { createDraw, measured, timeBoth, timeUs, type Sides } from '../timing.ts';
import { openBare } from './bare-replica.ts';

/**
 * Look-ups and searches of the store beside the best prepared statement on the same file; among them the last four digits of a
 * million members (section 11, test 21).
 */
export function measureLookUps(memberCount: number): readonly BenchLine[] {
  const dataFolder = filledReplica(memberCount);
  const store = openTillStore({ dataFolder, key: benchKey });
  const raw = openBare(dataFolder);
  try {
    const size = `${memberCount / 1000} k members`;
    const byPhone = raw.prepare(
      'SELECT member_id, face, view IS NOT NULL FROM member WHERE phone = +?',
    );
    const byCard = raw.prepare(
      'SELECT member_id, face, view IS NOT NULL FROM member WHERE id = (SELECT member_row FROM card WHERE card_no = +? LIMIT 1)',
    );
    const draw = createDraw(memberCount);
    return [
      ...compareLookUps(`member by phone, ${size}`, {
        ours: () => store.member.findByPhone(samplePhone(draw())),
        raw: () => byPhone.all(samplePhone(draw())),
      }),
      ...compareLookUps(`member by card, ${size}`, {
        ours: () => store.member.findByCard(sampleCardNo(draw())),
        raw: () => byCard.get(sampleCardNo(draw())),
      }),
      measureSearch(store, draw, size),
      countRecompiled(dataFolder, draw),
    ];
  } finally {
    raw.close();
    store.close();
  }
}

function compareLookUps(name: string, sides: Sides): readonly BenchLine[] {
  const { ours, raw } = timeBoth(sides, { blockCount: 200, blockSize: 100, warmUpCount: 2000 });
  return [
    atMost(`store: ${name}, p50 us`, percentile(ours, 0.5), percentile(raw, 0.5), 1.5),
    atMost(`store: ${name}, p99 us`, percentile(ours, 0.99), percentile(raw, 0.99), 2.5),
  ];
}

function measureSearch(store: TillStore, draw: () => number, size: string): BenchLine {
  const samples: number[] = [];
  const searches = ['w', 'li', 'zhang', 'wangw', 'ouyang', 'cl', '陈', '李芳', 'lihua', 'xiu'];
  for (let index = 0; index < 4000; index++) {
    const digits = samplePhone(draw()).slice(0, 1 + (index % 11));
    samples.push(timeUs(() => store.member.search({ by: 'phone_prefix', digits }, 20)));
    const text = searches[index % searches.length] ?? '';
    samples.push(timeUs(() => store.member.search({ by: 'name', text }, 20)));
    const last4 = samplePhone(draw()).slice(-4);
    samples.push(timeUs(() => store.member.search({ by: 'phone_last4', digits: last4 }, 20)));
  }
  const name = `store: search of 1 to 11 characters, 20 rows, ${size}, p99 ms to 5 ms`;
  return measured(name, percentile(samples, 0.99) / 1000, 5);
}

function countRecompiled(dataFolder: string, draw: () => number): BenchLine {
  const db = openBare(dataFolder);
  const watch = watchCompiles(db);
  const stores = createStores(db, tillFilePath(dataFolder));
  watch.arm();
  const runCount = 2000;
  for (let index = 0; index < runCount; index++) {
    stores.member.findByPhone(samplePhone(draw()));
    stores.member.findByCard(sampleCardNo(draw()));
    stores.member.findById(sampleMemberState(index % 100).memberId);
    stores.member.search({ by: 'phone_prefix', digits: samplePhone(draw()).slice(0, 6) }, 8);
    stores.member.search({ by: 'name', text: 'zhang' }, 8);
  }
  const recompiledCount = watch.recompiled().length;
  db.close();
  return atMost('store: statements compiled again', recompiledCount, watch.ran().length, 0);
}
