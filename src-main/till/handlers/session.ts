import type { StaffSummary } from '../../../src-shared/contract/till/session.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { pickLanguage } from '../../../src-shared/text/pick-language.ts';
import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { endSession, type Session } from '../session.ts';

/** Who stands at this screen: `staff` to choose from, `signIn` with a PIN, `used` while they work, `speak`, `signOut`. */
export function sessionHandlers({ open, active, signedIn }: Implementers) {
  return {
    staff: active.session.staff.handler(({ context }) => ({
      staff: context.till.store.staff.list().map(staffSummary),
    })),
    signIn: active.session.signIn.handler(async ({ input, context }) => {
      const { staff } = answer(context.session, await signIn(context.till, input));
      // The last one may not have signed out.
      endSession(context.session);
      context.session.operator = { kind: 'staff', staffId: staff.staffId, role: staff.role };
      context.till.announcer.used(context.session);
      return staff;
    }),
    used: signedIn.session.used.handler(({ input, context }) => {
      context.till.announcer.used(context.session, input.takesScans);
      return { status: 'noted' as const };
    }),
    speak: open.session.speak.handler(({ input, context }) => {
      context.session.language = pickLanguage(input.language);
      return { status: 'noted' as const };
    }),
    signOut: active.session.signOut.handler(({ context }) => {
      signOut(context.session);
      return { status: 'signed_out' };
    }),
  };
}

async function signIn(
  till: ActiveTill,
  input: { readonly staffId: string; readonly pin: string },
): Promise<Refusal | { readonly status: 'signed_in'; readonly staff: StaffSummary }> {
  const person = till.reference.staff(input.staffId);
  if (person === null) return refuse('staff_unknown');
  const subject = { kind: 'staff', id: person.staffId, verifier: person.pinVerifier } as const;
  const refusal = await till.pins.check(subject, input.pin);
  return refusal ?? { status: 'signed_in', staff: staffSummary(person) };
}

/** The cash register's session is signed in by its token and stays so. */
function signOut(session: Session): void {
  if (session.operator?.kind === 'staff') endSession(session);
}

function staffSummary({ staffId, name, role }: StaffSummary): StaffSummary {
  return { staffId, name, role };
}
