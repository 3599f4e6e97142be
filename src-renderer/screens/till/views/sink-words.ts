import type { SinkOffer } from '../../../../src-shared/contract/till/sink.ts';
import type { WordKey } from '../../../parts/words.ts';

/** What is said of each kind of thing that points are given for. */
export const sinkWords = {
  gift: { kind: 'sink.gift', agree: 'sink.agree_gift', done: 'sink.done_gift' },
  charity: { kind: 'sink.charity', agree: 'sink.agree_charity', done: 'sink.done_charity' },
  coupon: { kind: 'sink.coupon', agree: 'sink.agree_coupon', done: 'sink.done_coupon' },
  tier: { kind: 'sink.tier', agree: 'sink.agree_tier', done: 'sink.done_tier' },
} as const satisfies Record<SinkOffer['reward'], Record<'kind' | 'agree' | 'done', WordKey>>;
