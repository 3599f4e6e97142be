import type { DemoGuide } from '../../../src-shared/contract/till/setup.ts';

/** A head office with sample members on this machine, for whoever only wants to see the till work. */
export interface DemoOffice {
  /** Who may sign in and what can be scanned at a till of this head office; null for another one. */
  guideOf(officeUrl: string): DemoGuide | null;
  /** Sets it up, which takes up to a minute, or finds it running. Safe to repeat; fails with an Error. */
  start(): Promise<{ readonly officeUrl: string; readonly activationCode: string }>;
  /** The till is one of its tills now: gives it its share of the gifts. Safe to repeat; fails with an Error. */
  welcome(): Promise<void>;
}
