import { expiryJob } from './expiry-job.ts';
import type { Job } from './job.ts';

/** Every job there is: adding one is its file and a line here. */
export const jobs: readonly Job[] = [expiryJob];
