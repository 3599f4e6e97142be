import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import type { BenchLine } from './bench-line.ts';
import { benchDrain } from './office/drain.ts';
import { benchExpiry } from './office/expiry.ts';

/** What head office carries: queues of tills, and the work of a night. */
export async function run(): Promise<readonly BenchLine[]> {
  await using folder = await makeTempDir('office-bench');
  const postgres = await startPostgres();
  try {
    return [
      ...(await benchDrain(await postgres.createDatabase('office_bench'), folder.path)),
      await benchExpiry(await postgres.createDatabase('office_bench_expiry')),
    ];
  } finally {
    await postgres.stop();
  }
}

if (import.meta.main) {
  for (const line of await run()) process.stdout.write(`${JSON.stringify(line)}\n`);
}
