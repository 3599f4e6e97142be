import { parseArgs } from 'node:util';
import type { BenchLine } from './bench-line.ts';
import { onCopy } from './store/bare-replica.ts';
import { measureBesideFeed } from './store/beside-feed.ts';
import { measureEarn } from './store/earn.ts';
import { measureFeed } from './store/feed.ts';
import { measureLookUps } from './store/look-ups.ts';

/**
 * The till's store beside bare prepared statements on the same encrypted file. By itself:
 * `node test/bench/store-bench.ts --members 100000`.
 */
export async function run({ memberCount = 1_000_000 } = {}): Promise<readonly BenchLine[]> {
  const lookUps = measureLookUps(memberCount);
  return [
    ...lookUps,
    ...(await onCopy(measureEarn)),
    ...(await onCopy(measureFeed)),
    ...(await onCopy(measureBesideFeed)),
  ];
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { members: { type: 'string', default: '1000000' } } });
  for (const line of await run({ memberCount: Number(values.members) })) {
    console.log(JSON.stringify(line));
  }
}
