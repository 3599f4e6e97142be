import { type Language, languages } from '../domain/programme/programme.ts';

export const defaultLanguage: Language = 'zh-CN';

/**
 * The product's language that an Accept-Language header (or one language tag) asks for first. Chinese in traditional
 * script is zh-TW, all other Chinese zh-CN; nothing that fits is zh-CN, for that is what a counter here speaks.
 */
export function pickLanguage(asked: string | undefined): Language {
  if (asked === undefined) return defaultLanguage;
  const wishes = asked.split(',').map(readWish);
  for (const { tag, weight } of wishes.toSorted((a, b) => b.weight - a.weight)) {
    const language = weight > 0 ? languageOf(tag) : null;
    if (language !== null) return language;
  }
  return defaultLanguage;
}

function readWish(part: string): { readonly tag: string; readonly weight: number } {
  const [tag = '', ...options] = part.split(';').map((each) => each.trim());
  const weight = options.find((option) => option.startsWith('q='))?.slice('q='.length);
  return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight) };
}

function languageOf(tag: string): Language | null {
  const exact = languages.find((language) => language.toLowerCase() === tag);
  if (exact !== undefined) return exact;
  if (/^zh-(?:hant|hk|mo|tw)/.test(tag)) return 'zh-TW';
  if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN';
  return tag === 'en' || tag.startsWith('en-') ? 'en' : null;
}
