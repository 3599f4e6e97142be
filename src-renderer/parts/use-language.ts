import { useTranslation } from 'react-i18next';

type Language = 'zh-CN' | 'en' | 'zh-TW';

/** The language at hand, for words that the programme brings along. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' || i18n.language === 'zh-TW' ? i18n.language : 'zh-CN';
}
