import i18next, { type i18n } from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { ScreenWordKey } from '../../src-shared/text/screen-words.zh-CN.ts';
import { screenWordsZhCn } from '../../src-shared/text/screen-words.zh-CN.ts';
import { screenWordsEn, screenWordsEnOne } from '../../src-shared/text/screen-words.en.ts';
import { screenWordsZhTw } from '../../src-shared/text/screen-words.zh-TW.ts';

export type WordKey = ScreenWordKey;

/** Says a text of the screens in the language at hand, with its values filled in. */
export type Say = (key: WordKey, values?: Readonly<Record<string, string | number>>) => string;

/** Starts the words of the screens; give the result to react-i18next's provider. */
export function startWords(language: string): i18n {
  const words = i18next.createInstance();
  void words.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh-CN',
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    // React escapes by itself.
    interpolation: { escapeValue: false },
    resources: {
      'zh-CN': { translation: screenWordsZhCn },
      en: { translation: { ...screenWordsEn, ...screenWordsEnOne } },
      'zh-TW': { translation: screenWordsZhTw },
    },
  });
  return words;
}

/** The words of the language at hand; the component follows a change of language. */
export function useWords(): Say {
  const { t } = useTranslation();
  return useCallback<Say>((key, values) => t(key, { ...values }), [t]);
}
