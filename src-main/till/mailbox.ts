import type { TillEvent, TillStatus } from '../../src-shared/contract/till/till-event.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { Session } from './session.ts';

type ScanEvent = Extract<TillEvent, { kind: 'scan' | 'scan_dropped' | 'staff_badge' }>;

// Nobody scans so fast; more would come from a broken reader.
const scansMax = 32;

/** What waits for one screen: the last status, each changed member once, the last scans. Bounded, whatever happens. */
export interface Mailbox {
  readonly session: Session;
  putStatus(status: TillStatus): void;
  putScan(event: ScanEvent): void;
  putMember(memberId: MemberId): void;
  putDevices(): void;
  /** Scans first, for somebody stands there; null when empty. */
  take(): TillEvent | null;
  /** Resolves when there may be something to take, or it was closed. */
  filled(): Promise<void>;
  close(): void;
}

export function mailbox(session: Session): Mailbox {
  let status: TillStatus | null = null;
  let devicesChanged = false;
  let isClosed = false;
  let wake: (() => void) | null = null;
  const scans: ScanEvent[] = [];
  const members = new Set<MemberId>();
  const isEmpty = (): boolean =>
    status === null && !devicesChanged && scans.length === 0 && members.size === 0;
  const notify = (): void => {
    wake?.();
    wake = null;
  };

  return {
    session,
    putStatus(next) {
      status = next;
      notify();
    },
    putScan(event) {
      scans.push(event);
      if (scans.length > scansMax) scans.shift();
      notify();
    },
    putMember(memberId) {
      members.add(memberId);
      notify();
    },
    putDevices() {
      devicesChanged = true;
      notify();
    },
    take() {
      const scan = scans.shift();
      if (scan !== undefined) return scan;
      if (status !== null) {
        const event: TillEvent = { kind: 'status', status };
        status = null;
        return event;
      }
      if (devicesChanged) {
        devicesChanged = false;
        return { kind: 'devices_changed' };
      }
      const [memberId] = members;
      if (memberId === undefined) return null;
      members.delete(memberId);
      return { kind: 'member_changed', memberId };
    },
    filled() {
      if (isClosed || !isEmpty()) return Promise.resolve();
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
    close() {
      isClosed = true;
      notify();
    },
  };
}
