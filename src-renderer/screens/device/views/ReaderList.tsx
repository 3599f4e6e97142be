import { useEffect, useRef } from 'react';
import { Header } from 'react-aria-components/Header';
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox';
import type { DeviceReader } from '../../../../src-shared/contract/till/device.ts';
import { clock, dayAndClock } from '../../../../src-shared/values/shop-time.ts';
import { Hint } from '../../../parts/Hint.tsx';
import { PlusIcon } from '../../../parts/icons.tsx';
import { PortProblems } from '../../../parts/PortProblems.tsx';
import { ReaderKindIcon } from '../../../parts/ReaderKindIcon.tsx';
import { type Say, useWords, type WordKey } from '../../../parts/words.ts';
import { isKeyboardOff, openForm } from '../create-device.ts';
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

/** The readers with their states, and the serial ports that could be readers. Enter opens one. */
export function ReaderList() {
  const say = useWords();
  const room = useDeviceRoom();
  const list = useDevice((state) => state.list);
  const newest = useDevice((state) => state.scans[0]);
  const seenScanNo = useDevice((state) => state.seenScanNo);
  const openId = useDevice((state) => state.form?.readerId ?? null);
  const names = readerNames(say, list?.readers ?? []);
  const box = useRef<HTMLDivElement>(null);
  const openBefore = useRef<string | null>(null);
  const isLanOpen = useDevice((state) => state.lanForm !== null);
  useEffect(() => {
    const closedId = openId === null && !isLanOpen ? openBefore.current : null;
    openBefore.current = openId;
    if (closedId === null) return;
    // The form that had the focus is gone: the keyboard goes on from its row, or from the first where that is gone too.
    const rows = [...(box.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
    (rows.find(({ dataset }) => dataset['key'] === closedId) ?? rows[0])?.focus();
  }, [openId, isLanOpen]);
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
        ref={box}
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
      {list.readers.every(isUnseenKeyboard) ? (
        <Hint title={say('device.none')}>
          {say(isKeyboardOff(list) ? 'device.none_means_off' : 'device.none_means')}
        </Hint>
      ) : null}
      <PortProblems problems={list.portProblems} />
    </section>
  );
}

/** A scanner that types and has read something is one that is plugged in. */
function isUnseenKeyboard({ kind, readCount }: DeviceReader): boolean {
  return kind === 'keyboard' && readCount === 0;
}

function ReaderRow(props: {
  readonly reader: DeviceReader;
  readonly name: string;
  readonly isLast: boolean;
}) {
  const say = useWords();
  const { reader, name, isLast } = props;
  const { kind, state, problem, usbId, place } = reader;
  // Whether a scanner that types is plugged in, nobody knows.
  const look = kind === 'keyboard' && state === 'connected' ? 'enabled' : state;
  return (
    <>
      <span className={`device-icon device-icon-${look}`}>
        <ReaderKindIcon kind={kind} />
      </span>
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
          <span className={`device-state device-state-${look}`}>
            {say(look === 'enabled' ? 'reader.keyboard_on' : stateWords[state])}
          </span>
          <span className="soft">{sinceOrCount(say, reader)}</span>
        </span>
        {problem === null ? null : (
          <span className="device-problem">{say(problemWords[problem])}</span>
        )}
      </span>
    </>
  );
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
