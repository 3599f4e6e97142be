import { type ReactNode, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { DemoGuide } from '../src-shared/contract/till/setup.ts';
import { holdFunctionKeys } from './client/hold-function-keys.ts';
import type { Preferences } from './client/preferences.ts';
import type { RouteName } from './client/route.ts';
import type { ScanTaker } from './client/scan-desk.ts';
import { scansOfNobody } from './client/scans-of-nobody.ts';
import { tellUse } from './client/tell-use.ts';
import { watchIdle } from './client/watch-idle.ts';
import { FullMessage } from './parts/FullMessage.tsx';
import { RefuseIcon, SyncIcon } from './parts/icons.tsx';
import { Settings } from './parts/Settings.tsx';
import { StaffSignIn, type StaffTile } from './parts/StaffSignIn.tsx';
import { useWords, type WordKey } from './parts/words.ts';
import { CameraScan } from './screens/camera/CameraScan.tsx';
import { DeviceScreen } from './screens/device/DeviceScreen.tsx';
import { deviceScans } from './screens/device/scan-policy.ts';
import { EnrolScreen } from './screens/enrol/EnrolScreen.tsx';
import { enrolScans } from './screens/enrol/scan-policy.ts';
import { LockedScreen } from './screens/setup/LockedScreen.tsx';
import { ReadmitScreen, SwitchedOffScreen } from './screens/setup/ReadmitScreen.tsx';
import { readmitScans, recoveryScans, setupScans } from './screens/setup/scan-policy.ts';
import { SetupScreen } from './screens/setup/SetupScreen.tsx';
import { SheetAgainScreen } from './screens/setup/SheetAgainScreen.tsx';
import { openMemberById } from './screens/till/actions/find-member.ts';
import { tillScans } from './screens/till/scan-policy.ts';
import { closeOverlay } from './screens/till/till-room.ts';
import { TillScreen } from './screens/till/TillScreen.tsx';
import type { Shop } from './open-shop.ts';

/** A till nobody touches goes back to the sign-in; the sale waits behind it. */
const IDLE_MS = 120_000;

/** Everything the page shows: the line first, then who stands here, then the screen of the address. */
export function App({ shop }: { readonly shop: Shop }) {
  const say = useWords();
  const { line, till } = useStore(shop.line.store);
  const session = useStore(shop.desk.store);
  const preferences = useStore(shop.preferences);
  const settings = (
    <Settings
      {...preferences}
      onChange={(change) => shop.preferences.setState(change as Partial<Preferences>)}
    />
  );

  const stopped = till?.stopped ?? null;
  if (stopped === 'terminal_revoked') return <SwitchedOff settings={settings} shop={shop} />;
  if (stopped !== null) {
    return (
      <FullMessage
        detail={say('line.stopped_next')}
        icon={<RefuseIcon size={48} />}
        look="stop"
        title={say(stoppedWords[stopped])}
      />
    );
  }
  if ((line === 'connecting' || till === null) && session.status === 'signed_out') {
    return (
      <FullMessage
        detail={say('line.connecting_next')}
        icon={<SyncIcon size={48} />}
        title={say('line.connecting')}
      />
    );
  }
  if (till !== null && till.setup !== 'done') {
    return <FirstRun isLocked={till.setup === 'locked'} settings={settings} shop={shop} />;
  }
  if (session.status === 'signed_out') {
    const place = [till?.storeName, till?.terminalName].filter(Boolean).join(' · ');
    return (
      <SignIn
        demo={till?.demo ?? null}
        place={place}
        reason={session.reason}
        settings={settings}
        shop={shop}
      />
    );
  }
  return <SignedIn settings={settings} shop={shop} who={session.who} />;
}

const stoppedWords = {
  data_folder_old: 'line.data_folder_old',
  identity_shared: 'line.identity_shared',
  data_folder_changed: 'line.data_folder_changed',
} as const satisfies Record<string, WordKey>;

/** Nobody can sign in: a new code of head office is all that helps. */
function SwitchedOff({ shop, settings }: { readonly shop: Shop; readonly settings: ReactNode }) {
  const { scans, setupRoom } = shop;
  useLayoutEffect(() => scans.open(readmitScans(setupRoom)), [scans, setupRoom]);
  return <SwitchedOffScreen room={setupRoom} settings={settings} />;
}

/** Before anybody can sign in: the first run, or the recovery of a till whose key is lost. */
function FirstRun(props: {
  readonly shop: Shop;
  readonly isLocked: boolean;
  readonly settings: ReactNode;
}) {
  const { scans, setupRoom, desk } = props.shop;
  useLayoutEffect(() => scans.open(setupScans(setupRoom)), [scans, setupRoom]);
  // The staff came with head office.
  useEffect(() => () => void desk.readStaff(), [desk]);
  return props.isLocked ? (
    <LockedScreen room={setupRoom} settings={props.settings} />
  ) : (
    <SetupScreen room={setupRoom} settings={props.settings} />
  );
}

const greetings = {
  start: 'staff.hello',
  left: 'staff.hello',
  idle: 'staff.was_idle',
  line: 'staff.was_cut_off',
} as const satisfies Record<string, WordKey>;

const wordsOfOther = {
  payment_code: 'setup.scan_payment',
  bank_card: 'staff.scan_bank_card',
  other: 'staff.scan_again',
} as const satisfies Record<string, WordKey>;

function SignIn(props: {
  readonly shop: Shop;
  readonly place: string;
  readonly demo: DemoGuide | null;
  readonly reason: keyof typeof greetings;
  readonly settings: ReactNode;
}) {
  const say = useWords();
  const { desk } = props.shop;
  const session = useStore(desk.store);
  const [message, setMessage] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [pickedId, setPickedId] = useState<string | null>(null);

  async function signIn(input: { staffId: string; pin: string }) {
    setIsBusy(true);
    const result = await desk.signIn(input);
    setIsBusy(false);
    if (result.status === 'ok') return;
    props.shop.sound('refuse');
    setMessage(result.status === 'refused' ? result.message : say('call.unanswered'));
  }

  useEffect(() => holdFunctionKeys(window), []);
  const { scans, sound } = props.shop;
  // From the first picture on: a scan that comes with it must not be lost.
  useLayoutEffect(
    () =>
      scans.open(
        scansOfNobody({
          onBadge: (staffId) => {
            const session = desk.store.getState();
            const staff = session.status === 'signed_out' ? session.staff : [];
            const isKnown = staff.some((person) => person.staffId === staffId);
            sound(isKnown ? 'ok' : 'refuse');
            setMessage(isKnown ? '' : say('staff.badge_unknown'));
            setPickedId(isKnown ? staffId : null);
          },
          onOther: (kind) => {
            // The till takes no scan from nobody; the cashier signs in and scans again what is of any use.
            sound(kind === 'other' ? 'ask' : 'refuse');
            setMessage(say(wordsOfOther[kind]));
          },
          onDropped: () => {
            sound('refuse');
            setMessage(say('scan.dropped'));
          },
        }),
      ),
    [desk, scans, sound, say],
  );

  return (
    <StaffSignIn
      demo={props.demo}
      greeting={say(greetings[props.reason])}
      isBusy={isBusy}
      message={message}
      onPick={setPickedId}
      onSignIn={(input) => void signIn(input)}
      pickedId={pickedId}
      place={props.place}
      settings={props.settings}
      staff={session.status === 'signed_out' ? session.staff : []}
    />
  );
}

function SignedIn(props: {
  readonly shop: Shop;
  readonly who: StaffTile;
  readonly settings: ReactNode;
}) {
  const { shop, who } = props;
  const { desk, router, tillRoom, enrolRoom, deviceRoom } = shop;
  const { name, from, enrolWith } = useStore(router.store);
  const [isCameraOpen, setIsCameraOpen] = useState(false);
  const lock = useCallback(() => desk.signOut('left'), [desk]);

  useEffect(
    () => watchIdle({ page: window, idleMs: IDLE_MS, onIdle: () => desk.signOut('idle') }),
    [desk],
  );

  const onEnrol = useCallback(
    (unknown: { readonly phone?: string; readonly cardNo?: string }) =>
      router.go({ name: 'enrol', enrolWith: unknown, from: 'till' }),
    [router],
  );
  const onLeave = useCallback(
    (memberId: string | null) => {
      router.go({ name: 'till' });
      if (memberId !== null) void openMemberById(tillRoom, memberId);
    },
    [router, tillRoom],
  );

  // Somebody else may have signed in at the address that a manager left.
  const isManagers = name === 'device' || name === 'recovery' || name === 'readmit';
  const shown = isManagers && who.role !== 'manager' ? 'till' : name;
  useEffect(() => {
    const takesScans = shown === 'till' || shown === 'enrol';
    return tellUse({ page: window, line: shop.line, takesScans });
  }, [shop, shown]);
  const toTill = useCallback(() => router.go({ name: 'till' }), [router]);
  const openCamera = useCallback(() => setIsCameraOpen(true), []);
  const closeCamera = useCallback(() => setIsCameraOpen(false), []);
  useLayoutEffect(() => {
    const uncover = () => {
      closeCamera();
      closeOverlay(tillRoom);
    };
    return shop.scans.open(inSight(scansOf(shop, shown), uncover));
  }, [shop, shown, closeCamera, tillRoom]);
  const toDevices = useCallback(() => router.go({ name: 'device' }), [router]);

  const toRecovery = useCallback(() => router.go({ name: 'recovery' }), [router]);
  const toReadmit = useCallback(() => router.go({ name: 'readmit' }), [router]);
  const cover = { isCovered: isCameraOpen, onCamera: openCamera } as const;

  function screen() {
    if (shown === 'recovery') {
      return <SheetAgainScreen manager={who} onLeave={toTill} room={shop.setupRoom} />;
    }
    if (shown === 'readmit') return <ReadmitScreen onLeave={toTill} room={shop.setupRoom} />;
    if (shown === 'device') return <DeviceScreen {...cover} onLeave={toTill} room={deviceRoom} />;
    if (shown === 'enrol') {
      return (
        <EnrolScreen
          {...cover}
          enrolWith={enrolWith}
          onLeave={from === 'till' ? onLeave : null}
          onLock={lock}
          room={enrolRoom}
          staffName={who.name}
        />
      );
    }
    return (
      <TillScreen
        {...cover}
        onDevices={who.role === 'manager' ? toDevices : null}
        onReadmit={who.role === 'manager' ? toReadmit : null}
        onRecovery={who.role === 'manager' ? toRecovery : null}
        onEnrol={onEnrol}
        onLock={lock}
        room={tillRoom}
        settings={props.settings}
        staffName={who.name}
      />
    );
  }

  return (
    <>
      {screen()}
      {isCameraOpen ? <ShopCamera onClose={closeCamera} shop={shop} /> : null}
    </>
  );
}

/** The camera over whatever screen is in sight; what it reads is a scan like every other. */
function ShopCamera({ shop, onClose }: { readonly shop: Shop; readonly onClose: () => void }) {
  const cameraId = useStore(shop.preferences, (kept) => kept.cameraId);
  return (
    <CameraScan
      cameraId={cameraId}
      onChoose={(chosen) => shop.preferences.setState({ cameraId: chosen })}
      onClose={onClose}
      onRead={(text) => {
        onClose();
        shop.scans.take(text, 'camera');
      }}
    />
  );
}

/** What came of a scan is said on the screen: `uncover` takes away the camera or the dialog that lies over it. */
function inSight(taker: ScanTaker, uncover: () => void): ScanTaker {
  return {
    ...taker,
    accept: (result) => {
      uncover();
      taker.accept(result);
    },
    reject: () => {
      uncover();
      taker.reject();
    },
    wait: (isWaiting) => {
      if (isWaiting) uncover();
      taker.wait(isWaiting);
    },
    giveUp: () => {
      uncover();
      taker.giveUp();
    },
    drop: (reason) => {
      uncover();
      taker.drop(reason);
    },
    fail: (result) => {
      uncover();
      taker.fail(result);
    },
  };
}

/** How the screen in sight takes scans. */
function scansOf(shop: Shop, shown: RouteName): ScanTaker {
  const { tillRoom, enrolRoom, deviceRoom, setupRoom } = shop;
  switch (shown) {
    case 'enrol':
      return enrolScans(enrolRoom);
    case 'device':
      return deviceScans(deviceRoom);
    case 'recovery':
      return recoveryScans(setupRoom);
    case 'readmit':
      return readmitScans(setupRoom);
    case 'till':
      return tillScans(tillRoom);
  }
}
