import { useEffect } from 'react';
import { isCameraKey } from '../../client/camera/camera-key.ts';
import { Button } from '../../parts/Button.tsx';
import { BackIcon, CameraIcon, UndoIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useWords } from '../../parts/words.ts';
import {
  type DeviceRoom,
  exportDevices,
  followDevices,
  leaveForm,
  toggleTest,
  undoSettings,
} from './create-device.ts';
import { followLan, openLanForm } from './lan-form.ts';
import { DeviceContext, useDevice, useDeviceRoom } from './use-device.ts';
import { LanFormView } from './views/LanFormView.tsx';
import { LanPanel } from './views/LanPanel.tsx';
import { ReaderFormView } from './views/ReaderFormView.tsx';
import { ReaderList } from './views/ReaderList.tsx';
import { ScanLog } from './views/ScanLog.tsx';
import { TestPanel } from './views/TestPanel.tsx';
import './device.css';

/** The readers of this till, how they are set and a place to try them; and the tills beside it (managers). */
export function DeviceScreen(props: {
  readonly room: DeviceRoom;
  /** Back to the till that waits behind. */
  readonly onLeave: () => void;
  /** Opens the camera as a scanner. */
  readonly onCamera: () => void;
  /** Something lies over the screen and has the keys. */
  readonly isCovered: boolean;
}) {
  const { room, onLeave, onCamera, isCovered } = props;
  useEffect(() => followDevices(room), [room]);
  useEffect(() => followLan(room), [room]);
  useEffect(() => {
    if (isCovered) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey || event.metaKey) return;
      if (isCameraKey(event)) onCamera();
      if (pressDeviceKey(room, event, onLeave)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [room, onLeave, onCamera, isCovered]);
  return (
    <DeviceContext value={room}>
      <DeviceBody onCamera={onCamera} onLeave={onLeave} />
    </DeviceContext>
  );
}

/** Does what a key means on this page; answers whether it meant anything. */
function pressDeviceKey(room: DeviceRoom, event: KeyboardEvent, onLeave: () => void): boolean {
  if (event.ctrlKey) {
    const isField = event.target instanceof HTMLInputElement && event.target.type === 'text';
    if (event.code !== 'KeyZ' || isField) return false;
    void undoSettings(room);
    return true;
  }
  switch (event.key) {
    case 'Escape':
      if (!leaveForm(room)) onLeave();
      return true;
    case 'F5':
      void toggleTest(room);
      return true;
    case 'F6':
      openLanForm(room);
      return true;
    case 'F8':
      void exportDevices(room, window);
      return true;
    case 'F9':
      onLeave();
      return true;
    default:
      // No other function key may reach the browser.
      return /^F([1-9]|1[0-2])$/.test(event.key) && event.key !== 'F11';
  }
}

function DeviceBody(props: { readonly onLeave: () => void; readonly onCamera: () => void }) {
  const say = useWords();
  const room = useDeviceRoom();
  return (
    <div className="device">
      <ScreenHead
        back={
          <Button icon={<BackIcon />} keyHint="Esc" look="quiet" onPress={props.onLeave}>
            {say('device.to_till')}
          </Button>
        }
        title={say('device.title')}
      >
        <Button
          icon={<CameraIcon size={22} />}
          label={say('camera.title')}
          onPress={props.onCamera}
        >
          {say('camera.scan')}
        </Button>
        <Button keyHint="F8" onPress={() => void exportDevices(room, window)}>
          {say('device.export')}
        </Button>
      </ScreenHead>
      <main className="device-main">
        <div className="device-left">
          <ReaderList />
          <LanPanel />
        </div>
        <div className="device-side">
          <DeviceNoticeLine />
          <DeviceSide />
        </div>
      </main>
    </div>
  );
}

/** What is being set, or else what is read. */
function DeviceSide() {
  const form = useDevice((state) => state.form);
  const lanForm = useDevice((state) => state.lanForm);
  if (form !== null) return <ReaderFormView form={form} key={form.readerId} />;
  if (lanForm !== null) return <LanFormView form={lanForm} />;
  return (
    <>
      <TestPanel />
      <ScanLog />
    </>
  );
}

function DeviceNoticeLine() {
  const say = useWords();
  const room = useDeviceRoom();
  const notice = useDevice((state) => state.notice);
  const undo = useDevice((state) => state.undo);
  if (notice === null) return null;
  return (
    <Notice
      action={
        undo === null || notice.tone !== 'ok' ? null : (
          <Button icon={<UndoIcon />} keyHint="Ctrl Z" onPress={() => void undoSettings(room)}>
            {say('device.undo')}
          </Button>
        )
      }
      title={notice.words}
      tone={notice.tone}
    />
  );
}
