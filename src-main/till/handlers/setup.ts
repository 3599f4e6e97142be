import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { answer, refusalError } from '../answer.ts';
import type { ApproverProof } from '../approver.ts';
import type { Implementers } from '../implementer.ts';
import type { Devices } from '../device/devices.ts';
import type { ReaderScans } from '../reader-scans.ts';
import type { Setup } from '../setup/setup.ts';
import { setupScanOf } from '../setup/setup-scan.ts';

/** The first run: connect, show the recovery sheet, go on; the sheet again for a manager; and the way back of a till. */
export function setupHandlers(
  { keeper, active, returning }: Implementers,
  setup: Setup,
  readings: { readonly devices: Devices; readonly readerScans: ReaderScans },
) {
  const { devices, readerScans } = readings;
  return {
    read: keeper.setup.read.handler(() => setup.read()),
    connect: keeper.setup.connect.handler(async ({ input }) => ({
      status: await setup.connect(input),
    })),
    readmit: returning.setup.readmit.handler(async ({ input }) => ({
      status: await setup.readmit(input.activationCode),
    })),
    startDemo: keeper.setup.startDemo.handler(async () => ({ status: await setup.startDemo() })),
    goTo: keeper.setup.goTo.handler(({ input }) => ({ step: setup.goTo(input.step) })),
    recoverySheet: active.setup.recoverySheet.handler(async ({ input, context }) => {
      if (setup.step() === 'done') {
        answer(context.session, await checkKeeper(context.till, input.manager));
      }
      return await setup.sheet();
    }),
    // A till that answers is open.
    recover: active.setup.recover.handler(({ context }) => {
      throw refusalError(context.session, refuse('invalid_value', { field: 'recoveryCode' }));
    }),
    takeScan: returning.setup.takeScan.handler(({ input, context }) => {
      const scan = readerScans.take(input.scanId);
      const taken = setupScanOf(scan, 'activation_code', context.session);
      const outcome = taken.kind === 'activation_code' ? 'taken' : 'refused';
      if (scan !== null) devices.noteOutcome(scan.scanNo, outcome);
      return taken;
    }),
  };
}

/** A manager by their own PIN, whoever is signed in. */
async function checkKeeper(
  till: ActiveTill,
  proof: ApproverProof | undefined,
): Promise<Refusal | { readonly status: 'approved' }> {
  const person = proof === undefined ? null : till.reference.staff(proof.staffId);
  if (proof === undefined || person === null) return refuse('staff_unknown');
  if (person.role !== 'manager') return refuse('staff_role_needed');
  const subject = { kind: 'staff', id: person.staffId, verifier: person.pinVerifier } as const;
  return (await till.pins.check(subject, proof.pin)) ?? { status: 'approved' };
}
