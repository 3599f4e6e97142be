import { useNow } from '../../../client/use-now.ts';
import { Button } from '../../../parts/Button.tsx';
import { ScanTry } from '../../../parts/ScanTry.tsx';
import { shapeWords, understoodScan } from '../../../parts/understood-scan.ts';
import { useWords } from '../../../parts/words.ts';
import { isKeyboardOff, isTesting, toggleTest } from '../create-device.ts';
import { readerNames } from '../../../parts/reader-names.ts';
import { useDevice, useDeviceRoom } from '../use-device.ts';

const SECOND_MS = 1000;

/** Scan anything now: what was read, and what it was understood as. */
export function TestPanel() {
  const say = useWords();
  const room = useDeviceRoom();
  const list = useDevice((state) => state.list);
  const newest = useDevice((state) => state.scans[0]);
  const seenScanNo = useDevice((state) => state.seenScanNo);
  const nowMs = useNow(SECOND_MS);
  const names = readerNames(say, list?.readers ?? []);
  const isOn = isTesting(list);
  const testMeans = isKeyboardOff(list) ? 'device.test_means_off' : 'device.test_means';
  const leftSeconds = Math.max(0, Math.ceil(((list?.test.endsAtMs ?? nowMs) - nowMs) / SECOND_MS));
  const isSeen = newest !== undefined && newest.scanNo > (seenScanNo ?? Infinity);
  return (
    <ScanTry
      hint={say(isOn ? 'device.testing_means' : testMeans)}
      seen={
        isSeen
          ? {
              scanNo: newest.scanNo,
              ...understoodScan(say, newest),
              detail: [names.get(newest.readerId) ?? newest.readerId, shapeWords(say, newest)]
                .filter(Boolean)
                .join(' · '),
            }
          : null
      }
      title={say(isOn ? 'device.testing' : 'device.test_title')}
    >
      <Button keyHint="F5" look={isOn ? 'plain' : 'primary'} onPress={() => void toggleTest(room)}>
        {isOn ? say('device.test_end', { count: leftSeconds }) : say('device.test_start')}
      </Button>
    </ScanTry>
  );
}
