import { lookUpAtTill, type ScanPolicy, type ScanTaker } from '../../client/scan-desk.ts';
import { takeEnrolScanResult } from './create-enrol.ts';
import { type EnrolRoom, sayNo } from './enrol-room.ts';
import type { EnrolState, EnrolStep } from './enrol-state.ts';

/** What the enrolment does with a scan at each step: a new step has to say it here. */
const policies = {
  phone: 'accept',
  details: 'accept',
  // The customer has the screen; their card is bound when they are done.
  pin: 'queue',
  exists: 'accept',
  // A manager types a PIN.
  new_holder: 'reject',
  similar: 'accept',
  // Nothing is bound to somebody who may not join yet.
  under_fourteen: 'reject',
  // Of the next customer, who comes when this one has seen that it is done.
  enrolled: 'queue',
} as const satisfies Readonly<Record<EnrolStep['status'], ScanPolicy>>;

function enrolScanPolicy({ step, isBusy }: EnrolState): ScanPolicy {
  return isBusy ? 'queue' : policies[step.status];
}

/** How the enrolment takes scans: a card is bound, a phone filled in. */
export function enrolScans(room: EnrolRoom): ScanTaker {
  return {
    policy: () => enrolScanPolicy(room.store.getState()),
    lookUp: lookUpAtTill(room.line),
    accept: (result) => takeEnrolScanResult(room, result),
    reject: () => {
      room.store.setState({ message: { tone: 'ask', words: room.say('scan.not_now') } });
      room.sound('ask');
    },
    wait: (isWaiting) => sayWaiting(room, isWaiting),
    giveUp: () => {
      room.store.setState({ message: { tone: 'refuse', words: room.say('scan.given_up') } });
      room.sound('refuse');
    },
    drop: () => {
      room.store.setState({ message: { tone: 'refuse', words: room.say('scan.dropped') } });
      room.sound('refuse');
    },
    fail: (result) => sayNo(room, result),
    onChange: (listen) => room.store.subscribe(listen),
  };
}

/** Says that a scan is read and comes when the step at hand is done. */
function sayWaiting(room: EnrolRoom, isWaiting: boolean): void {
  const words = room.say('scan.waits');
  if (isWaiting) {
    room.store.setState({ message: { tone: 'ask', words } });
    room.sound('ask');
  } else if (room.store.getState().message?.words === words) {
    room.store.setState({ message: null });
  }
}
