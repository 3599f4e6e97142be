import { implement, ORPCError } from '@orpc/server';
import { lanContract } from '../../src-shared/contract/lan-contract.ts';
import type { Holding, HoldingAmounts } from '../../src-shared/domain/offline-rights/holding.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { TillStore } from '../store/till-store.ts';
import type { CodeDesk } from './code-desk.ts';
import { takeOperations } from './take-operations.ts';

/** Lends of this till's share of a member, durably before it answers what. */
export type Lend = (
  request: HoldingAmounts & { readonly loanId: string; readonly memberId: string },
  toInstallId: string,
) => Holding;

/** Who speaks, by the certificate of the connection. */
export interface LanContext {
  readonly installId: string;
  /** Where from. */
  readonly host: string;
}

/** What the other tills of the store may ask of this one. */
export function makeLanRouter(of: {
  readonly store: TillStore;
  readonly codes: CodeDesk;
  readonly lend: Lend;
  readonly onMembersChanged: (memberIds: readonly MemberId[]) => void;
  /** A neighbour said where it listens. */
  readonly onMet: (installId: string, address: string) => void;
}) {
  const { store, codes } = of;
  const calls = implement(lanContract)
    .$context<LanContext>()
    .use(({ context, next }) => {
      // The list of head office may have changed since the connection was made.
      if (store.neighbour.find(context.installId) === null) {
        throw new ORPCError('unauthorised', { status: 401 });
      }
      return next();
    });
  return calls.router({
    greet: calls.greet.handler(({ input, context }) => {
      const { installId, host } = context;
      codes.learn(input.openedCodes);
      of.onMet(installId, addressOf(host, input.listenPort));
      const addresses = store.neighbour
        .list()
        .flatMap((each) =>
          each.installId === installId || each.address === null ? [] : [each.address],
        );
      return { heldSeq: store.neighbour.find(installId)?.heldSeq ?? 0, addresses };
    }),
    pass: calls.pass.handler(({ input, context }) => {
      const taken = takeOperations(store, context.installId, input);
      if (taken.status === 'refused') return taken;
      const { memberIds, ...held } = taken;
      if (memberIds.length > 0) of.onMembersChanged(memberIds);
      return held;
    }),
    borrow: calls.borrow.handler(({ input, context }) => {
      const { valueFen = 0, ...request } = input;
      const { points, value } = of.lend({ ...request, valueFen }, context.installId);
      return { lentPoints: points, ...(value.length === 0 ? {} : { lentValue: [...value] }) };
    }),
    openCode: calls.openCode.handler(({ input, context }) => ({
      isOpened: codes.isOpenedHere(input, context.installId),
    })),
  });
}

const mappedIpv4 = /^::ffff:(?=\d+\.)/i;

function addressOf(host: string, port: number): string {
  const plain = host.replace(mappedIpv4, '');
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
}
