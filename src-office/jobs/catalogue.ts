import { expiryJob } from './expiry-job.ts';
import type { Job } from './job.ts';
import { releaseHoldsJob } from './release-holds-job.ts';
import { tierJob } from './tier-job.ts';
import { writeOffDebtsJob } from './write-off-debts-job.ts';

/** Every job there is: adding one is its file and a line here. */
export const jobs: readonly Job[] = [expiryJob, releaseHoldsJob, tierJob, writeOffDebtsJob];
