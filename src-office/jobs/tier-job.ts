import { decideEvaluation } from '../../src-shared/domain/tier/decide-evaluation.ts';
import { decideGiftPack } from '../../src-shared/domain/tier/decide-gift-pack.ts';
import type { Job, JobAct } from './job.ts';

/**
 * Evaluates every member's tier daily (TR-04, TR-05): rises that no till saw whole, ends of periods with their notice and
 * days of grace, ends of granted tiers. A rise brings its gift pack.
 */
export const tierJob: Job = {
  name: 'tiers',
  minuteOfDay: 40,
  due: ({ programme }) => ({
    kind: 'any',
    of: [
      { kind: 'state_holds', text: '"growth":{' },
      { kind: 'state_holds', text: '"tierTerm":{' },
      { kind: 'state_lacks', text: `"tierCode":"${programme.tiers[0]?.code ?? ''}"` },
    ],
  }),
  decide: (state, { onDay, atMs, programme }) => {
    const evaluation = decideEvaluation({ programme, state, onDay });
    if (evaluation === null) return { acts: [], notices: [] };
    if (evaluation.kind === 'notice') {
      const { tierCode, untilDay, missing } = evaluation.notice;
      // What is missing of one measure at least: the words name one way.
      const [first] = missing ?? [];
      const detail = {
        tierCode,
        untilDay,
        ...(first === undefined ? {} : { measure: first.measure, missing: first.missing }),
      };
      return { acts: [], notices: [{ kind: 'tier_ending', reference: untilDay, detail }] };
    }
    const { tier } = evaluation;
    const acts: JobAct[] = [{ kind: 'evaluateTier', body: { tier } }];
    if (tier.giftPackKey !== undefined) {
      const { memberId } = state;
      const { giftPackKey } = tier;
      const pack = decideGiftPack({ programme, memberId, giftPackKey, businessDate: onDay, atMs });
      if (pack !== null) acts.push({ kind: 'givePack', ...pack });
    }
    return { acts, notices: [] };
  },
};
