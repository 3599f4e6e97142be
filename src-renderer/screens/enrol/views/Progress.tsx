import { useNow } from '../../../client/use-now.ts';
import { useWords } from '../../../parts/words.ts';
import type { EnrolStep } from '../enrol-state.ts';
import { useEnrol } from '../use-enrol.ts';

const SECOND_MS = 1000;
const stepCount = 3;

const position = {
  phone: 1,
  exists: 1,
  new_holder: 1,
  details: 2,
  pin: 2,
  similar: 2,
  under_fourteen: 2,
  enrolled: 3,
} as const satisfies Record<EnrolStep['status'], number>;

/** How far it is, and how long it has taken. */
export function Progress() {
  const say = useWords();
  const step = useEnrol((state) => state.step);
  const startedAtMs = useEnrol((state) => state.startedAtMs);
  const nowMs = useNow(SECOND_MS);
  const at = position[step.status];
  const tookMs = step.status === 'enrolled' ? step.tookMs : nowMs - (startedAtMs ?? nowMs);
  return (
    <div className="enrol-progress">
      <progress
        aria-label={say('enrol.progress', { at, of: stepCount })}
        max={stepCount}
        value={at}
      />
      <span className="soft">
        {say('enrol.seconds', { count: Math.max(0, Math.round(tookMs / SECOND_MS)) })}
      </span>
    </div>
  );
}
