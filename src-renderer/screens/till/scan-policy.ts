import type { ScanPolicy, ScanTaker } from '../../client/scan-desk.ts';
import { lookUpAtTill } from '../../client/scan-desk.ts';
import { sayDropped, sayScanFailed, sayWaiting, takeScan } from './actions/take-scan.ts';
import { announce, type TillRoom } from './till-room.ts';
import { isCustomerSide, isQuestion, type Step, type TillState } from './till-state.ts';

/**
 * What the till does with a scan at each step: a new step has to say it here. A scan is taken everywhere (section j of the
 * rules), at once or after what a manager is typing; what that means while the customer has the screen, `takeScan` decides when
 * it knows what was scanned.
 */
const policies = {
  ready: 'accept',
  candidates: 'accept',
  same_number: 'accept',
  region: 'accept',
  sale: 'accept',
  identify: 'accept',
  identify_pin: 'accept',
  coupons: 'accept',
  points: 'accept',
  category: 'accept',
  member_pin: 'accept',
  earned: 'accept',
  refund: 'accept',
  ledger: 'accept',
  edit: 'accept',
  set_pin: 'accept',
  // A manager types a PIN; who scanned comes when they are done.
  manager_pin: 'queue',
  adjust: 'accept',
  plans: 'accept',
  sinks: 'accept',
  sink_pin: 'accept',
  review: 'accept',
  value: 'accept',
  value_customer: 'accept',
} as const satisfies Readonly<Record<Step['status'], ScanPolicy>>;

/**
 * While the till is doing something, the next customer's card waits: it must not change what is being recorded. So does every
 * scan while something is asked: it is no answer.
 */
function tillScanPolicy({ step, isBusy, overlay }: TillState): ScanPolicy {
  return isBusy || isQuestion(overlay) ? 'queue' : policies[step.status];
}

/** While a member has the screen, nobody else's code is used up by what cannot be taken. */
function memberAtTurn({ step, sale }: TillState): string | null {
  return isCustomerSide(step) ? (sale.member?.memberId ?? null) : null;
}

/** How the till takes scans. */
export function tillScans(room: TillRoom): ScanTaker {
  return {
    policy: () => tillScanPolicy(room.store.getState()),
    lookUp: lookUpAtTill(room.line, () => memberAtTurn(room.store.getState())),
    accept: (result) => takeScan(room, result),
    reject: () => announce(room, { tone: 'ask', title: room.say('scan.not_now') }),
    wait: (isWaiting) => sayWaiting(room, isWaiting),
    giveUp: () => announce(room, { tone: 'refuse', title: room.say('scan.given_up'), stays: true }),
    drop: (reason) => sayDropped(room, reason),
    fail: (result) => sayScanFailed(room, result),
    onChange: (listen) => room.store.subscribe(listen),
  };
}
