import { memo } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { TillStatus } from '../../../../src-shared/contract/till/till-event.ts';
import { clock } from '../../../../src-shared/values/shop-time.ts';
import { pts, spanInWords } from '../../../parts/format.ts';
import { ClockIcon, OfflineIcon, OnlineIcon, SyncIcon } from '../../../parts/icons.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { useLine, useRoom, useTillNow } from '../use-till.ts';
import { clockSign } from './clock-words.ts';

const MINUTE_MS = 60_000;

const ceilingWords = {
  amber: 'state.ceiling_amber',
  reached: 'state.ceiling_reached',
} as const satisfies Record<string, WordKey>;

/** Panel part 5: how this till stands with head office. Calm in every case; it opens the whole state. */
export const StateBar = memo(function StateBar() {
  const say = useWords();
  const room = useRoom();
  const nowMs = useTillNow(MINUTE_MS / 4);
  const till = useLine((state) => state.till);
  const isConnecting = useLine((state) => state.line === 'connecting');
  if (isConnecting || till === null) {
    return (
      <div aria-live="polite" className="state-bar state-bar-offline">
        <SyncIcon />
        <span>{say('line.connecting')}</span>
      </div>
    );
  }
  const open = () => room.store.setState({ overlay: 'sync' });
  const sign = clockSign(say, till.clock);
  const ceilingLevel = till.offlineCeiling?.level ?? 'open';
  const span = spanInWords(nowMs - (till.offlineSinceMs ?? nowMs));
  return (
    <AriaButton
      className={`state-bar ${till.online ? 'state-bar-online' : 'state-bar-offline'}`}
      onPress={open}
    >
      {till.online ? <OnlineIcon /> : <OfflineIcon />}
      <span className="state-words one-line">
        <strong>
          {till.online
            ? say('state.online')
            : say(span.unit === 'minutes' ? 'state.offline_minutes' : 'state.offline_hours', {
                count: span.count,
              })}
        </strong>
        {ceilingLevel === 'open' ? '' : ` · ${say(ceilingWords[ceilingLevel])}`}
        {till.pendingCount > 0 ? ` · ${say('state.pending', { count: till.pendingCount })}` : ''}
        {till.setAsideCount > 0
          ? ` · ${say('state.set_aside', { count: till.setAsideCount })}`
          : ''}
        {till.online && till.drain === null && till.lastSyncAtMs !== null
          ? ` · ${say('state.synced', { time: clock(till.lastSyncAtMs) })}`
          : ''}
        {till.online ? '' : ` · ${say('state.offline_means')}`}
      </span>
      {sign === null ? null : (
        <span className="state-clock">
          <ClockIcon />
          {sign}
        </span>
      )}
      {till.drain === null ? null : (
        <span className="state-drain">
          <progress max={till.drain.totalCount} value={till.drain.sentCount} />
          {say('state.drain', {
            sent: pts(till.drain.sentCount),
            total: pts(till.drain.totalCount),
          })}
        </span>
      )}
      {till.load === null ? null : <LoadProgress load={till.load} />}
      <kbd className="key-hint">F12</kbd>
    </AriaButton>
  );
});

/** How far the members are; what is left is known where they come as one image. */
function LoadProgress({ load }: { readonly load: NonNullable<TillStatus['load']> }) {
  const say = useWords();
  const { loadedCount, totalCount } = load;
  const count = pts(loadedCount);
  if (totalCount === null) return <span>{say('state.load', { count })}</span>;
  return (
    <span className="state-drain">
      <progress max={totalCount} value={loadedCount} />
      {say('state.load_of', { count, total: pts(totalCount) })}
    </span>
  );
}
