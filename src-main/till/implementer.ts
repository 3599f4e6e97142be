import { implement, type Implementer, type ImplementerInternalWithMiddlewares } from '@orpc/server';
import { tillContract } from '../../src-shared/contract/till-contract.ts';
import { refuse } from '../../src-shared/domain/refusal.ts';
import type { ActiveTill, TillState } from './active-till.ts';
import { faultError, refusalError } from './answer.ts';
import { endSession, type Session, type SignedIn, type TillContext } from './session.ts';

type Contract = typeof tillContract;
export interface ActiveContext extends TillContext {
  readonly till: ActiveTill;
}
export interface SignedInContext extends ActiveContext {
  readonly session: SignedIn;
}

export interface Implementers {
  readonly open: Implementer<Contract, TillContext, TillContext>;
  readonly active: ImplementerInternalWithMiddlewares<Contract, TillContext, ActiveContext>;
  readonly signedIn: ImplementerInternalWithMiddlewares<Contract, TillContext, SignedInContext>;
  readonly keeper: ImplementerInternalWithMiddlewares<Contract, TillContext, TillContext>;
  readonly returning: ImplementerInternalWithMiddlewares<Contract, TillContext, TillContext>;
}

/** In which a first run can be; a till that was switched off is out of it. */
const firstRunStates: ReadonlySet<TillState['status']> = new Set([
  'not_activated',
  'activation_refused',
  'active',
]);

/**
 * What handlers are built with, by who may call: `open` for everybody at any time, `active` once head office has let this
 * till work, `signedIn` for the cash register and for a screen where staff have signed in, `keeper` for whoever looks after
 * the machine: a manager, or anybody as long as the till is in its first run and whoever activated it stands there, `returning`
 * for the same and for anybody where the till was switched off: who has a code of head office may bring it back.
 */
export function implementers(readState: () => TillState, isFirstRun: () => boolean): Implementers {
  const open = implement(tillContract)
    .$context<TillContext>()
    // The compiler checks what handlers answer; checking it again would cost every scan.
    .$config({ initialOutputValidationIndex: Number.NaN });

  const active = open.use(({ context, next }) =>
    next({ context: { till: activeTill(readState(), context.session) } }),
  );

  const signedIn = open.use(({ context, next }) => {
    const till = activeTill(readState(), context.session);
    return next({ context: { till, session: requireOperator(till, context.session) } });
  });

  const requireKeeper = (state: TillState, session: Session): void => {
    if (firstRunStates.has(state.status) && isFirstRun()) return;
    const { operator } = requireOperator(activeTill(state, session), session);
    const isManager = operator.kind === 'staff' && operator.role === 'manager';
    if (!isManager) throw refusalError(session, refuse('staff_role_needed'));
  };

  const keeper = open.use(({ context, next }) => {
    requireKeeper(readState(), context.session);
    return next({ context });
  });

  const returning = open.use(({ context, next }) => {
    const state = readState();
    if (state.status !== 'revoked') requireKeeper(state, context.session);
    return next({ context });
  });

  return { open, active, signedIn, keeper, returning };
}

function activeTill(state: TillState, session: Session): ActiveTill {
  if (state.status === 'active') return state.till;
  if (state.status === 'revoked') throw refusalError(session, refuse('terminal_revoked'));
  throw faultError(session, state.status);
}

/** Staff whom head office has revoked or given another role since they signed in count as they are now. */
function requireOperator(till: ActiveTill, session: Session): SignedIn {
  if (session.operator?.kind === 'staff') {
    const { staffId } = session.operator;
    const person = till.reference.staff(staffId);
    if (person === null) endSession(session);
    else session.operator = { kind: 'staff', staffId, role: person.role };
  }
  if (session.operator?.kind === 'pos' && session.operator.staffId !== undefined) {
    const isKnown = till.reference.staff(session.operator.staffId) !== null;
    if (!isKnown) throw refusalError(session, refuse('staff_unknown'));
  }
  if (session.operator === null) throw refusalError(session, refuse('staff_not_signed_in'));
  return session as SignedIn; // its operator was checked above
}
