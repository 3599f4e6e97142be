import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { languages } from '../../src-shared/domain/programme/programme.ts';

/** The tier a list means, or the lowest one for a name the programme does not have. */
export interface MatchedTier {
  readonly tierCode: string;
  readonly isKnown: boolean;
}

const SPACES = /\s/gu;
/** 普通会员 is 普通, and 钻石卡 is 钻石: the same word of the trade with its noun. */
const MEMBER_AT_END = /(?:会员|會員|member)$/u;
const CARD_AT_END = /卡$/u;

/**
 * Learns the tiers of a programme by code and by their names in every language, so that any of them is understood in a
 * list. An empty cell is the lowest tier and known.
 */
export function startTierMatching(programme: Programme): (plain: string) => MatchedTier {
  const byName = new Map<string, string>();
  const learn = (name: string, tierCode: string): void => {
    if (name !== '' && !byName.has(name)) byName.set(name, tierCode);
  };
  const exact = programme.tiers.flatMap(({ code, name }) =>
    [code, ...languages.map((language) => name[language])].map((each) => ({ each, code })),
  );
  // All full names before any shortened one: a shortened name never takes another tier's full name.
  for (const { each, code } of exact) learn(fold(each), code);
  for (const { each, code } of exact) learn(withoutNoun(fold(each)), code);
  // A programme without tiers cannot be published.
  const lowest = programme.tiers[0]?.code ?? '';

  return (plain) => {
    if (plain === '') return { tierCode: lowest, isKnown: true };
    const name = fold(plain);
    const tierCode = byName.get(name) ?? byName.get(withoutNoun(name));
    return { tierCode: tierCode ?? lowest, isKnown: tierCode !== undefined };
  };
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(SPACES, '');
}

function withoutNoun(name: string): string {
  return name.replace(MEMBER_AT_END, '').replace(CARD_AT_END, '');
}
