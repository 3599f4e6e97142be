import type { TrustedTime } from '../clock/trust-clock.ts';

/** A picture lives so long, and clocks may differ by as much (ID-03). */
export const codeLifeMs = 90_000;
/** Where the till's own time is in doubt (ID-05). */
const doubtfulLifeMs = 5 * 60_000;

/**
 * Whether a genuine member code may be taken at this store and moment: null, or why not. In this order: no time to judge it
 * by, issued in the future, too old, a grant of another store. Says nothing about its signature or whether it was opened
 * before.
 */
export function decideMemberCode(
  code: {
    readonly issuedAtS: number;
    readonly grant: { readonly storeReference: number } | null;
  },
  at: { readonly time: TrustedTime; readonly storeReference: number },
) {
  const { time, storeReference } = at;
  if (time.trust === 'off') return 'member_code_clock_off';
  const ageMs = time.atMs - code.issuedAtS * 1000;
  const toleranceMs = codeToleranceMs(time);
  if (ageMs < -toleranceMs) return 'member_code_early';
  if (ageMs > toleranceMs) return 'member_code_expired';
  if (code.grant === null) return null;
  return code.grant.storeReference === storeReference ? null : 'member_code_other_store';
}

/** How wrong the till's time may be when it judges a code or a grant (ID-03, ID-05). */
export function codeToleranceMs({ trust }: TrustedTime): number {
  return trust === 'trusted' ? codeLifeMs : doubtfulLifeMs;
}
