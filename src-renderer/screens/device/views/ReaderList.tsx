import type { ReactNode } from 'react';
import { Header } from 'react-aria-components/Header';
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox';
import type { DeviceReader } from '../../../../src-shared/contract/till/device.ts';
import { clock, dayAndClock } from '../../../parts/format.ts';
import { CardIcon, KeyboardIcon, PlusIcon, ReaderIcon } from '../../../parts/icons.tsx';
import { type Say, useWords, type WordKey } from '../../../parts/words.ts';
import { openForm } from '../create-device.ts';
import { inOrder, readerKindWords, readerNames } from '../../../parts/reader-names.ts';
import { useDevice, useDeviceRoom } from '../use-device.ts';

const stateWords = {
  connecting: 'reader.connecting',
  connected: 'reader.connected',
  lost: 'device.lost',
  off: 'reader.off',
} as const satisfies Record<DeviceReader['state'], WordKey>;

/** What to do about a reader that cannot be had. */
const problemWords = {
  gone: 'device.problem_gone',
  no_permission: 'device.problem_no_permission',
  in_use: 'device.problem_in_use',
  failed: 'device.problem_failed',
} as const satisfies Record<NonNullable<DeviceReader['problem']>, WordKey>;

const portProblemWords = {
  hid_unavailable: 'device.hid_unavailable',
  serial_unavailable: 'device.serial_unavailable',
} as const satisfies Record<string, WordKey>;

/** The readers with their states, and the serial ports that could be readers. Enter opens one. */
export function ReaderList() {
  const say = useWords();
  const room = useDeviceRoom();
  const list = useDevice((state) => state.list);
  const newest = useDevice((state) => state.scans[0]);
  const seenScanNo = useDevice((state) => state.seenScanNo);
  const openId = useDevice((state) => state.form?.readerId ?? null);
  const names = readerNames(say, list?.readers ?? []);
  if (list === null) return <section className="device-list" />;
  const isSeen = newest !== undefined && newest.scanNo > (seenScanNo ?? Infinity);
  const lastId = isSeen ? newest.readerId : null;
  return (
    <section className="device-list">
      <ListBox
        aria-label={say('reader.title')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
        autoFocus="first"
        className="device-list-box"
        onAction={(key) => openForm(room, String(key), names.get(String(key)) ?? portName(key))}
      >
        <ListBoxSection>
          <Header className="device-section">{say('reader.title')}</Header>
          {inOrder(list.readers).map((reader) => (
            <ListBoxItem
              className={`device-row${reader.readerId === openId ? ' device-row-open' : ''}`}
              id={reader.readerId}
              key={reader.readerId}
              textValue={names.get(reader.readerId) ?? reader.name}
            >
              <ReaderRow
                isLast={reader.readerId === lastId}
                name={names.get(reader.readerId) ?? reader.name}
                reader={reader}
              />
            </ListBoxItem>
          ))}
        </ListBoxSection>
        {list.freePorts.length === 0 ? null : (
          <ListBoxSection>
            <Header className="device-section">{say('device.free_ports')}</Header>
            {list.freePorts.map((port) => (
              <ListBoxItem
                className={`device-row${port.readerId === openId ? ' device-row-open' : ''}`}
                id={port.readerId}
                key={port.readerId}
                textValue={port.name}
              >
                <span className="device-icon device-icon-off">
                  <PlusIcon size={24} />
                </span>
                <span className="device-words">
                  <strong className="one-line">{port.name}</strong>
                  <span className="soft">{say('device.make_reader')}</span>
                </span>
              </ListBoxItem>
            ))}
          </ListBoxSection>
        )}
      </ListBox>
      {list.readers.every(({ kind }) => kind === 'keyboard') ? (
        <Hint title={say('device.none')}>{say('device.none_means')}</Hint>
      ) : null}
      {list.portProblems.map((problem) => (
        <Hint key={problem} title={say('device.ports_unseen')}>
          {say(portProblemWords[problem])}
        </Hint>
      ))}
    </section>
  );
}

function Hint(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="device-hint">
      <strong>{props.title}</strong>
      <p>{props.children}</p>
    </div>
  );
}

function ReaderRow(props: {
  readonly reader: DeviceReader;
  readonly name: string;
  readonly isLast: boolean;
}) {
  const say = useWords();
  const { reader, name, isLast } = props;
  const { kind, state, problem, usbId, place } = reader;
  return (
    <>
      <span className={`device-icon device-icon-${state}`}>{kindIcon(kind)}</span>
      <span className="device-words">
        <span className="device-name">
          <strong className="one-line">{name}</strong>
          {isLast ? <span className="device-last">{say('device.just_read')}</span> : null}
        </span>
        <span className="device-place soft">
          {[kind === 'keyboard' ? '' : say(readerKindWords[kind]), usbId, place]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className="device-state-line">
          <span className={`device-state device-state-${state}`}>{say(stateWords[state])}</span>
          <span className="soft">{sinceOrCount(say, reader)}</span>
        </span>
        {problem === null ? null : (
          <span className="device-problem">{say(problemWords[problem])}</span>
        )}
      </span>
    </>
  );
}

function kindIcon(kind: DeviceReader['kind']): ReactNode {
  if (kind === 'keyboard') return <KeyboardIcon size={24} />;
  const isCard = kind === 'hid_stripe' || kind === 'serial_stripe' || kind === 'serial_uid';
  return isCard ? <CardIcon size={24} /> : <ReaderIcon size={24} />;
}

/** Of one that works what it has read, of the others since when they do not. */
function sinceOrCount(say: Say, reader: DeviceReader): string {
  const { state, stateSinceMs, readCount, droppedCount, lastReadAtMs } = reader;
  if (state !== 'connected') {
    return stateSinceMs === null ? '' : say('device.since', { time: dayAndClock(stateSinceMs) });
  }
  const parts = [
    say('device.reads', { count: readCount }),
    droppedCount === 0 ? '' : say('device.drops', { count: droppedCount }),
    lastReadAtMs === null ? '' : say('device.last_read', { time: clock(lastReadAtMs) }),
  ];
  return parts.filter(Boolean).join(' · ');
}

function portName(readerId: string | number): string {
  return String(readerId).replace(/^serial:/, '');
}
