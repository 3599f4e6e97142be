import { clock } from '../../../../src-shared/values/shop-time.ts';
import { memo } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { CardIcon, LockIcon } from '../../../parts/icons.tsx';
import { useWords } from '../../../parts/words.ts';
import { useLine, useTillNow } from '../use-till.ts';

const REFRESH_MS = 10_000;

/** Where we are, who stands here, what time it is by this till. */
export const TopBar = memo(function TopBar(props: {
  readonly staffName: string;
  readonly onLock: () => void;
}) {
  const say = useWords();
  const nowMs = useTillNow(REFRESH_MS);
  const till = useLine((state) => state.till);
  return (
    <header className="top-bar">
      <span className="brand-mark brand-mark-small">
        <CardIcon size={20} />
      </span>
      <strong className="one-line top-bar-store">{till?.storeName}</strong>
      <span className="soft one-line">{till?.terminalName}</span>
      <span className="top-bar-gap" />
      <span className="top-bar-clock">{clock(nowMs)}</span>
      <Button icon={<LockIcon />} look="quiet" onPress={props.onLock}>
        {say('staff.lock', { name: props.staffName })}
      </Button>
    </header>
  );
});
