import type { Programme } from '../../domain/programme/programme.ts';
import type { Problem, ProblemCode } from '../problem.ts';

/** Order 9 of 2012 of the Ministry of Commerce: the most on a named card, and on an unnamed one. */
const namedMaxFen = 500_000;
const unnamedMaxFen = 100_000;
/** Order 9: whoever buys for so much at once is identified; and pays by transfer. */
const identityAtLatestFen = 1_000_000;
const noCashAtLatestFen = 5_000_000;
/** SV-13: leaves room for a second till that is offline too. */
const offlineTopUpMaxFen = 100_000;
const offlineBalanceMaxFen = 400_000;

/** Stored value stays within the law's limits (SV-04, SV-06, SV-07) and what a till may do alone (SV-13, OF-06). */
export function checkValueLimits({ value, offline }: Programme): readonly Problem[] {
  if (value === null) return [];
  const findings: Problem[] = [];
  const limit = (
    path: readonly PropertyKey[],
    fen: number,
    maxFen: number,
    code: ProblemCode,
  ): void => {
    if (fen > maxFen) {
      findings.push({ path: ['value', ...path], code, data: { fen: maxFen } });
    }
  };
  value.profiles.forEach((profile, index) => {
    const path = ['profiles', index];
    const { maxBalanceFen, identityFromFen, noCashFromFen } = profile;
    limit([...path, 'maxBalanceFen'], maxBalanceFen, namedMaxFen, 'named_card_limit');
    limit([...path, 'identityFromFen'], identityFromFen, identityAtLatestFen, 'identity_limit');
    limit([...path, 'noCashFromFen'], noCashFromFen, noCashAtLatestFen, 'cash_limit');
  });
  const { maxTopUpFen, maxBalanceFen, maxPaymentFen } = value.offline;
  limit(['offline', 'maxTopUpFen'], maxTopUpFen, offlineTopUpMaxFen, 'offline_limit');
  limit(['offline', 'maxBalanceFen'], maxBalanceFen, offlineBalanceMaxFen, 'offline_limit');
  const { valueFen } = offline.ceiling;
  limit(['offline', 'maxPaymentFen'], maxPaymentFen, valueFen, 'payment_above_ceiling');

  const roomFen = Math.max(...value.profiles.map((profile) => profile.maxBalanceFen));
  value.packages.forEach(({ payFen, bonusFen }, index) => {
    if (payFen + bonusFen <= roomFen) return;
    const path = ['value', 'packages', index, 'payFen'];
    findings.push({ path, code: 'package_never_sold', data: { fen: roomFen } });
  });
  return findings;
}

/** What counsel should have looked at: lawful or not depends on more than this document says (SV-06). */
export function adviseValueLimits({ value }: Programme): readonly Problem[] {
  if (value === null) return [];
  return value.profiles.flatMap(({ maxBalanceFen, identityFromFen }, index) => {
    if (maxBalanceFen <= unnamedMaxFen || identityFromFen === 0) return [];
    const path = ['value', 'profiles', index, 'identityFromFen'];
    return [{ path, code: 'identify_from_first_fen', data: { fen: unnamedMaxFen } }];
  });
}
