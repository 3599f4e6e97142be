import { createStore, type StoreApi } from 'zustand/vanilla';

export type Theme = 'system' | 'light' | 'dark';
export type ScreenLanguage = 'zh-CN' | 'en' | 'zh-TW';

/** What this screen remembers about itself; nothing of it concerns a member. */
export interface Preferences {
  readonly language: ScreenLanguage;
  readonly theme: Theme;
  readonly sound: 'on' | 'off';
  /** The camera chosen last, as this browser names it; "": none. */
  readonly cameraId: string;
}

const STORAGE_KEY = 'membership-screen';
const themes: readonly Theme[] = ['system', 'light', 'dark'];
const languages: readonly ScreenLanguage[] = ['zh-CN', 'en', 'zh-TW'];

/** Reads the preferences and keeps every change. A storage that refuses only forgets. */
export function createPreferences(storage: Storage): StoreApi<Preferences> {
  const store = createStore<Preferences>(() => read(storage));
  store.subscribe((preferences) => {
    try {
      storage.setItem(STORAGE_KEY, JSON.stringify(preferences));
    } catch {
      // A full or forbidden storage: the choice lasts until the page is loaded again.
    }
  });
  return store;
}

function read(storage: Storage): Preferences {
  const kept = parse(storage);
  return {
    language: languages.find((language) => language === kept['language']) ?? 'zh-CN',
    theme: themes.find((theme) => theme === kept['theme']) ?? 'system',
    sound: kept['sound'] === 'off' ? 'off' : 'on',
    cameraId: typeof kept['cameraId'] === 'string' ? kept['cameraId'] : '',
  };
}

function parse(storage: Storage): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  } catch {
    return {};
  }
}
