import type { Logger } from 'pino';
import type { Auditor } from '../jobs/auditor.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { OfficeProgrammes } from '../jobs/office-programmes.ts';
import type { FeedReader } from '../store/feed-reader.ts';
import type { Store } from '../store/open-store.ts';
import type { CallGate, CallPass } from './call-gate.ts';
import type { ChangeSignal } from './change-signal.ts';
import type { KeyRing } from './key-ring.ts';
import type { IdentityKeys } from './identity-keys.ts';
import type { OfficeKeys } from './office-keys.ts';
import type { OfficeMeter } from './office-meter.ts';
import type { Snapshots } from './offer-snapshot.ts';

/** What every call of the office works with. */
export interface OfficeServices {
  readonly store: Store;
  readonly keys: OfficeKeys;
  readonly couponKeys: KeyRing;
  readonly memberCodeKeys: KeyRing;
  readonly identityKeys: IdentityKeys;
  readonly snapshots: Snapshots;
  readonly changes: ChangeSignal;
  readonly feed: FeedReader;
  readonly gate: CallGate;
  readonly meter: OfficeMeter;
  readonly jobs: JobRunner;
  readonly auditor: Auditor;
  readonly programmes: OfficeProgrammes;
  readonly log: Logger;
  /** How long a question waits for tills to give back what is set aside for them (OF-04). */
  readonly revokeWaitMs: number;
  nowMs(): number;
  newId(): string;
}

/** Who calls: the install whose token came with the request, or null where there was none. */
export interface SyncContext {
  readonly installId: string | null;
  readonly pass: CallPass;
}
