import type { OperationDraft } from '../operation/operation.ts';
import type { MemberState } from './member-state.ts';

/**
 * When what a draft changes was set last; 0 where it sets nothing of which the latest value wins. A clock that once ran ahead
 * leaves stamps of the future, and a change dated before them would be ignored.
 */
export function latestStampMs(state: MemberState, draft: OperationDraft): number {
  return Math.max(0, ...stamps(state, draft));
}

function stamps({ profile, pin, consents }: MemberState, draft: OperationDraft): number[] {
  switch (draft.kind) {
    case 'editProfile':
      return draft.body.fields.map((field) => profile[field]?.setAtMs ?? 0);
    case 'setPin':
      return [pin?.setAtMs ?? 0];
    case 'consent': {
      const items = new Set(draft.body.consents.map(({ item }) => item));
      return consents.filter(({ item }) => items.has(item)).map(({ setAtMs }) => setAtMs);
    }
    default:
      return [];
  }
}
