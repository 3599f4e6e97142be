import type { SpendingRight } from '../../../src-shared/domain/offline-rights/spending-right.ts';
import type { SinkReward } from '../../../src-shared/domain/sink/sink.ts';

/** Of the table of acts. */
export const sinkActKind = 'sink';

/** What a till keeps of points given for something: a repeat is answered from it. */
export interface SinkKept {
  readonly sinkId: string;
  readonly points: number;
  readonly right: SpendingRight;
  readonly reward: SinkReward['kind'];
  readonly couponId: string | null;
  /** Head office makes the coupon (CP-08); absent in one of before. */
  readonly isCouponPending?: boolean;
}
