import { useEffect } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { PortProblems } from '../../../parts/PortProblems.tsx';
import { ReaderKindIcon } from '../../../parts/ReaderKindIcon.tsx';
import { ReaderStateWords } from '../../../parts/ReaderStateWords.tsx';
import { inOrder, readerNames } from '../../../parts/reader-names.ts';
import { ScanTry } from '../../../parts/ScanTry.tsx';
import { understoodScan } from '../../../parts/understood-scan.ts';
import { useWords } from '../../../parts/words.ts';
import { followReaders, goToStep } from '../create-setup.ts';
import { useSetup, useSetupRoom } from '../use-setup.ts';

/** Every reader of the till is tried once: scan anything. */
export function ReadersView() {
  const say = useWords();
  const room = useSetupRoom();
  const list = useSetup((state) => state.list);
  const newest = useSetup((state) => state.scans[0]);
  const seenScanNo = useSetup((state) => state.seenScanNo);
  const isBusy = useSetup((state) => state.isBusy);
  useEffect(() => followReaders(room), [room]);
  const readers = inOrder(list?.readers ?? []);
  const names = readerNames(say, readers);
  const nameOf = (readerId: string) => names.get(readerId) ?? readerId;
  const isSeen = newest !== undefined && newest.scanNo > (seenScanNo ?? Infinity);
  return (
    <section className="setup-readers">
      <ScanTry
        hint={say('device.testing_means')}
        look="large"
        seen={
          isSeen
            ? {
                scanNo: newest.scanNo,
                ...understoodScan(say, newest),
                detail: nameOf(newest.readerId),
              }
            : null
        }
        title={say('device.testing')}
      />
      <PortProblems problems={list?.portProblems ?? []} />
      <ul className="setup-reader-list">
        {readers.map((reader) => (
          <li key={reader.readerId}>
            <ReaderKindIcon kind={reader.kind} />
            <span className="one-line">{nameOf(reader.readerId)}</span>
            <ReaderStateWords reader={reader} />
          </li>
        ))}
        <li className="soft">{say('setup.readers_later')}</li>
      </ul>
      <div className="setup-acts">
        <Button
          isDisabled={isBusy}
          keyHint="Enter"
          look="primary"
          onPress={() => void goToStep(room, 'done')}
          size="large"
          takesFocus
        >
          {say('setup.done')}
        </Button>
      </div>
    </section>
  );
}
