import type { SinkReward } from '../../../src-shared/domain/sink/sink.ts';
import type { Right } from '../redemption/find-right.ts';

/** Of the table of acts. */
export const sinkActKind = 'sink';

/** What a till keeps of points given for something: a repeat is answered from it. */
export interface SinkKept {
  readonly sinkId: string;
  readonly points: number;
  readonly right: Right;
  readonly reward: SinkReward['kind'];
  readonly couponId: string | null;
}
