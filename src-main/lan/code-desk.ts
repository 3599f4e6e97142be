import type { TillStore } from '../store/till-store.ts';

export interface CodeOpening {
  readonly codeId: string;
  readonly openedAtMs: number;
}

/** Which member codes are opened at this store: each counts once among its tills (ID-03). */
export interface CodeDesk {
  /** Asked by a neighbour that is about to open a code: from now on it is opened here too, unless this till came first. */
  isOpenedHere(opening: CodeOpening, byInstallId: string): boolean;
  /** Asks all neighbours that are connected; `opened` where one of them came first. Never throws. */
  openAmong(
    opening: CodeOpening,
    askNeighbours: () => readonly Promise<boolean>[],
  ): Promise<'first' | 'opened'>;
}

/**
 * Two tills that open one code at the same moment ask each other: the one with the lower install id comes first, so that one of
 * them opens it and never both.
 */
export function createCodeDesk(store: TillStore): CodeDesk {
  const opening = new Set<string>();
  return {
    isOpenedHere({ codeId, openedAtMs }, byInstallId) {
      if (store.openedCode.find(codeId) !== null) return true;
      const ownId = store.install.read()?.installId ?? '';
      if (opening.has(codeId) && ownId < byInstallId) return true;
      store.openedCode.insert({ codeId, openedBy: 'neighbour', openedAtMs, actId: null });
      return false;
    },
    async openAmong({ codeId }, askNeighbours) {
      opening.add(codeId);
      try {
        const answers = await Promise.all(askNeighbours());
        return answers.includes(true) ? 'opened' : 'first';
      } finally {
        opening.delete(codeId);
      }
    },
  };
}
