import type { TillStore } from '../store/till-store.ts';

export interface CodeOpening {
  readonly codeId: string;
  readonly openedAtMs: number;
}

/** Which member codes are opened at this store: each counts once among its tills (ID-03). */
export interface CodeDesk {
  /** What was opened here so lately that it could pass for fresh elsewhere. */
  recent(nowMs: number): CodeOpening[];
  /** Takes what a neighbour has opened while nobody heard of it. */
  learn(openings: readonly CodeOpening[]): void;
  /** Asked by a neighbour that is about to open a code: from now on it is opened here too, unless this till came first. */
  isOpenedHere(opening: CodeOpening, byInstallId: string): boolean;
  /** Asks all neighbours that are connected; `opened` where one of them came first. Never throws. */
  openAmong(
    opening: CodeOpening,
    askNeighbours: () => readonly Promise<boolean>[],
  ): Promise<'first' | 'opened'>;
}

/** A code that carries a grant lives ten minutes, by a clock that may be minutes wrong (ID-04, ID-05). */
const recentMs = 20 * 60_000;
const recentMaxCount = 200;

/**
 * Two tills that open one code at the same moment ask each other: the one with the lower install id comes first, so that one of
 * them opens it and never both.
 */
export function createCodeDesk(store: TillStore): CodeDesk {
  const opening = new Set<string>();
  const note = ({ codeId, openedAtMs }: CodeOpening): void =>
    store.openedCode.insert({ codeId, openedBy: 'neighbour', openedAtMs, actId: null });
  return {
    recent: (nowMs) =>
      store.openedCode
        .listOwnSince(nowMs - recentMs, recentMaxCount)
        .map(({ codeId, openedAtMs }) => ({ codeId, openedAtMs })),
    learn(openings) {
      const unknown = openings.filter(({ codeId }) => store.openedCode.find(codeId) === null);
      if (unknown.length > 0) store.transaction(() => unknown.forEach(note));
    },
    isOpenedHere({ codeId, openedAtMs }, byInstallId) {
      if (store.openedCode.find(codeId) !== null) return true;
      const ownId = store.install.read()?.installId ?? '';
      if (opening.has(codeId) && ownId < byInstallId) return true;
      note({ codeId, openedAtMs });
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
