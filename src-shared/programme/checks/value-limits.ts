import type { Programme } from '../../domain/programme/programme.ts';
import type { Finding } from './finding.ts';

/** Order 9 of 2012 of the Ministry of Commerce: the most on a named card, and on an unnamed one. */
const namedMaxFen = 500_000;
const unnamedMaxFen = 100_000;
/** Order 9: whoever buys for so much at once is identified; and pays by transfer. */
const identityAtLatestFen = 1_000_000;
const noCashAtLatestFen = 5_000_000;
/** SV-13: leaves room for a second till that is offline too. */
const offlineTopUpMaxFen = 100_000;
const offlineBalanceMaxFen = 400_000;

/** Stored value stays within the law's limits (SV-04, SV-06, SV-07) and what a till may do alone (SV-13). */
export function checkValueLimits({ value }: Programme): readonly Finding[] {
  if (value === null) return [];
  const findings: Finding[] = [];
  const limit = (path: readonly PropertyKey[], fen: number, maxFen: number, law: string): void => {
    if (fen > maxFen) {
      findings.push({
        path: ['value', ...path],
        message: `must be at most ${maxFen} fen (${law})`,
      });
    }
  };
  value.profiles.forEach((profile, index) => {
    const path = ['profiles', index];
    const { maxBalanceFen, identityFromFen, noCashFromFen } = profile;
    limit([...path, 'maxBalanceFen'], maxBalanceFen, namedMaxFen, 'a named card holds 5,000 yuan');
    const identityLaw = 'from 10,000 yuan on the buyer is identified';
    limit([...path, 'identityFromFen'], identityFromFen, identityAtLatestFen, identityLaw);
    const cashLaw = 'from 50,000 yuan on there is no cash';
    limit([...path, 'noCashFromFen'], noCashFromFen, noCashAtLatestFen, cashLaw);
  });
  const { maxTopUpFen, maxBalanceFen } = value.offline;
  const offlineLaw = 'what a till may take alone';
  limit(['offline', 'maxTopUpFen'], maxTopUpFen, offlineTopUpMaxFen, offlineLaw);
  limit(['offline', 'maxBalanceFen'], maxBalanceFen, offlineBalanceMaxFen, offlineLaw);

  const roomFen = Math.max(...value.profiles.map((profile) => profile.maxBalanceFen));
  value.packages.forEach(({ payFen, bonusFen }, index) => {
    if (payFen + bonusFen <= roomFen) return;
    const message = `can never be sold: with its bonus it is more than ${roomFen} fen, the most on a wallet`;
    findings.push({ path: ['value', 'packages', index, 'payFen'], message });
  });
  return findings;
}

/** What counsel should have looked at: lawful or not depends on more than this document says (SV-06). */
export function adviseValueLimits({ value }: Programme): readonly Finding[] {
  if (value === null) return [];
  return value.profiles.flatMap(({ maxBalanceFen, identityFromFen }, index) => {
    if (maxBalanceFen <= unnamedMaxFen || identityFromFen === 0) return [];
    const message =
      `a wallet of more than ${unnamedMaxFen} fen is a named card, ` +
      'whose buyer is identified from the first fen; ask counsel';
    return [{ path: ['value', 'profiles', index, 'identityFromFen'], message }];
  });
}
