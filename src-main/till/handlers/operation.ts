import { memberId } from '../../../src-shared/values/ids.ts';
import type { Implementers } from '../implementer.ts';

/** What was posted here, newest first: `list`. */
export function operationHandlers({ signedIn }: Implementers) {
  return {
    list: signedIn.operation.list.handler(({ input, context }) => {
      const { limit } = input;
      const filter =
        input.memberId === undefined ? { limit } : { limit, memberId: memberId(input.memberId) };
      return {
        operations: context.till.store.operation.list(filter).map(({ verdict, ...operation }) => ({
          ...operation,
          status: verdict?.outcome ?? 'pending',
        })),
      };
    }),
  };
}
