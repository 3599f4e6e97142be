import { useEffect, useState } from 'react';
import type { OfflineReason } from '../../../../src-shared/contract/till/sync.ts';
import type { StaffSummary } from '../../../../src-shared/contract/till/session.ts';
import { dayAndClock } from '../../../../src-shared/values/shop-time.ts';
import { Button } from '../../../parts/Button.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { pts, spanInWords } from '../../../parts/format.ts';
import { SyncIcon } from '../../../parts/icons.tsx';
import { Notice } from '../../../parts/Notice.tsx';
import { inOrder, readerNames } from '../../../parts/reader-names.ts';
import { ReaderKindIcon } from '../../../parts/ReaderKindIcon.tsx';
import { ReaderStateWords } from '../../../parts/ReaderStateWords.tsx';
import { Sheet } from '../../../parts/Sheet.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { useLine, useRoom, useTillNow } from '../use-till.ts';
import { CeilingExtension, CeilingPart } from './CeilingPart.tsx';
import { clockNotice } from './clock-words.ts';

interface SetAside {
  readonly operationId: string;
  readonly what: string;
  readonly atMs: number;
  readonly reason: string;
}

const SYNC_TIMEOUT_MS = 17_000;
const SECOND_MS = 1000;

const offlineWords = {
  no_answer: 'sync.no_answer',
  not_head_office: 'sync.not_head_office',
  office_error: 'sync.office_error',
  not_known: 'sync.not_known',
} as const satisfies Record<OfflineReason, WordKey>;

/** F12: how this till stands with head office, its readers, and what has been set aside. */
export function SyncSheet(props: {
  readonly onClose: () => void;
  /** Where head office does not know this till; null for whoever is no manager. */
  readonly onReadmit: (() => void) | null;
}) {
  const { onClose, onReadmit } = props;
  const say = useWords();
  const room = useRoom();
  const till = useLine((state) => state.till);
  const nowMs = useTillNow(SECOND_MS);
  const [isRunning, setIsRunning] = useState(false);
  const [managers, setManagers] = useState<readonly StaffSummary[] | null>(null);
  const setAside = useSetAside(till?.setAsideCount ?? 0);
  if (till === null) return null;

  async function run() {
    setIsRunning(true);
    await room.line.call(({ sync }, withSignal) => sync.run({}, withSignal), SYNC_TIMEOUT_MS);
    setIsRunning(false);
  }

  if (managers !== null) {
    return (
      <Sheet onClose={() => setManagers(null)} size="wide" title={say('ceiling.extend')}>
        <CeilingExtension managers={managers} onDone={() => setManagers(null)} />
      </Sheet>
    );
  }
  const names = readerNames(say, till.readers);
  const keyboard = {
    readerId: 'keyboard',
    kind: 'keyboard',
    name: '',
    state: till.keyboard === null ? 'off' : 'connected',
    problem: null,
  } as const;
  const readmit = till.offlineReason === 'not_known' ? onReadmit : null;
  const clock = clockNotice(say, till.clock, nowMs);
  const offline = spanInWords(nowMs - (till.offlineSinceMs ?? nowMs));
  return (
    <Sheet onClose={onClose} size="wide" title={say('sync.title')}>
      <div className="sync-figures">
        <Figure label={say('sync.line')} look="small" tone={till.online ? 'accent' : 'amber'}>
          {till.online
            ? say('state.online')
            : say(offline.unit === 'minutes' ? 'state.offline_minutes' : 'state.offline_hours', {
                count: offline.count,
              })}
        </Figure>
        <Figure label={say('sync.pending')} look="small">
          {pts(till.pendingCount)}
        </Figure>
        <Figure label={say('sync.members')} look="small">
          {till.memberCount === null ? '—' : pts(till.memberCount)}
        </Figure>
        <Figure label={say('sync.last')} look="small">
          {till.lastSyncAtMs === null ? '—' : dayAndClock(till.lastSyncAtMs)}
        </Figure>
        <Figure label={say('sync.programme')} look="small">
          {till.programmeVersion ?? '—'}
        </Figure>
        <Figure
          label={say('sync.set_aside')}
          look="small"
          tone={till.setAsideCount > 0 ? 'amber' : 'plain'}
        >
          {pts(till.setAsideCount)}
        </Figure>
      </div>
      {clock === null ? null : <Notice {...clock} tone="clock" />}
      {till.offlineReason === null ? null : (
        <Notice title={say(offlineWords[till.offlineReason])} tone="ask" />
      )}
      {readmit === null ? null : (
        <Button look="primary" onPress={readmit} size="large" takesFocus>
          {say('readmit.open')}
        </Button>
      )}
      <CeilingPart ceiling={till.offlineCeiling} onExtend={setManagers} />
      <section>
        <h3>{say('reader.title')}</h3>
        <ul className="reader-list">
          {[...inOrder(till.readers), keyboard].map((reader) => (
            <li key={reader.readerId}>
              <ReaderKindIcon kind={reader.kind} />
              <span className="one-line">{names.get(reader.readerId) ?? reader.name}</span>
              <ReaderStateWords reader={reader} />
            </li>
          ))}
        </ul>
      </section>
      {setAside.length === 0 ? null : (
        <section>
          <h3>{say('sync.set_aside_title')}</h3>
          <p className="soft">{say('sync.set_aside_means')}</p>
          <ul className="set-aside-list">
            {setAside.map((operation) => (
              <li key={operation.operationId}>
                <span>{dayAndClock(operation.atMs)}</span>
                <strong>{operation.what}</strong>
                <span className="one-line soft">{operation.reason}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Button
        icon={<SyncIcon />}
        isDisabled={isRunning}
        look={readmit === null ? 'primary' : 'plain'}
        onPress={() => void run()}
        size="large"
      >
        {say(isRunning ? 'sync.running' : 'sync.run')}
      </Button>
    </Sheet>
  );
}

function useSetAside(count: number): readonly SetAside[] {
  const room = useRoom();
  const [operations, setOperations] = useState<readonly SetAside[]>([]);
  useEffect(() => {
    if (count === 0) return;
    void room.line
      .call(({ sync }, withSignal) => sync.setAside({}, withSignal))
      .then((result) => {
        if (result.status === 'ok') setOperations(result.value.operations);
      });
  }, [room, count]);
  return operations;
}
