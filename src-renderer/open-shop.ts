import type { i18n } from 'i18next';
import { flushSync } from 'react-dom';
import type { StoreApi } from 'zustand/vanilla';
import { findDesktopShell } from './client/desktop-shell.ts';
import { ignoreHeldDown } from './client/held-down.ts';
import { listenForScans } from './client/keyboard-scanner.ts';
import { newId } from './client/new-id.ts';
import { createPipeOpener } from './client/pipe.ts';
import { createPreferences, type Preferences } from './client/preferences.ts';
import { createRouter, type Router } from './client/route.ts';
import { createScanDesk, type ScanDesk } from './client/scan-desk.ts';
import { createStaffDesk, type StaffDesk } from './client/staff-session.ts';
import { createTillLine, type TillLine } from './client/till-line.ts';
import { createSounds, type Sound } from './parts/sounds.ts';
import { type Say, startWords } from './parts/words.ts';
import { createDevice, type DeviceRoom } from './screens/device/create-device.ts';
import { createEnrol, hideMember } from './screens/enrol/create-enrol.ts';
import type { EnrolRoom } from './screens/enrol/enrol-room.ts';
import { createSetup, type SetupRoom } from './screens/setup/create-setup.ts';
import { hideMembers } from './screens/till/actions/find-member.ts';
import { askAgain, createTill } from './screens/till/create-till.ts';
import type { TillRoom } from './screens/till/till-room.ts';

/** Everything that lives as long as the page. */
export interface Shop {
  readonly line: TillLine;
  readonly desk: StaffDesk;
  readonly preferences: StoreApi<Preferences>;
  readonly words: i18n;
  readonly router: Router;
  readonly tillRoom: TillRoom;
  readonly enrolRoom: EnrolRoom;
  readonly deviceRoom: DeviceRoom;
  readonly setupRoom: SetupRoom;
  readonly sound: (sound: Sound) => void;
  /** Where every scan arrives; the screen in sight takes them. */
  readonly scans: ScanDesk;
}

/** Opens the line to the till and everything that hangs on it, for one page. */
export function openShop(page: Window): Shop {
  const preferences = createPreferences(page.localStorage);
  const { language } = preferences.getState();
  const words = startWords(language);
  const say: Say = (key, values) => words.t(key, { ...values });
  const line = createTillLine({ opener: createPipeOpener(page), language, random: Math.random });
  const desk = createStaffDesk(line);
  const play = createSounds();
  const sound = (name: Sound) => {
    // The picture first: opening the sound device takes a moment the first time.
    if (preferences.getState().sound === 'on') setTimeout(() => play(name));
  };
  const who = () => {
    const session = desk.store.getState();
    return session.status === 'signed_in' ? session.who : null;
  };
  const tillRoom = createTill({ line, say, sound, newId, who });
  const enrolRoom = createEnrol({ line, say, sound });
  const deviceRoom = createDevice({ line, say, sound });
  const setupRoom = createSetup({ line, say, sound });
  const scans = createScanDesk({ line, nowMs: () => page.performance.now() });
  const keyboard = listenForScans({
    page,
    shell: findDesktopShell(page),
    settled: flushSync,
    onScan: (text, beganAtMs) => scans.take(text, 'keyboard', beganAtMs),
  });
  // After the scanners, which tell a key that is held down from a code.
  ignoreHeldDown(page);
  let heardWith = '';
  line.store.subscribe(({ till }) => {
    // A status comes several times a second; what is being typed is judged anew only where the settings are others.
    const settings = JSON.stringify(till?.keyboard);
    if (till === null || settings === heardWith) return;
    heardWith = settings;
    keyboard.set(till.keyboard);
  });

  const apply = (now: Preferences) => {
    page.document.documentElement.lang = now.language;
    page.document.documentElement.dataset['theme'] = now.theme;
    page.document.title = say('page.title');
  };
  preferences.subscribe((now, before) => {
    void words.changeLanguage(now.language);
    if (now.language !== before.language)
      void line.speak(now.language).then(() => askAgain(tillRoom));
    apply(now);
  });
  desk.store.subscribe((now, before) => {
    if (now.status === before.status) return;
    // Also at the next sign-in: an answer may have been on its way.
    hideMembers(tillRoom);
    hideMember(enrolRoom);
  });
  apply(preferences.getState());

  return {
    line,
    desk,
    preferences,
    words,
    router: createRouter(page),
    tillRoom,
    enrolRoom,
    deviceRoom,
    setupRoom,
    sound,
    scans,
  };
}
