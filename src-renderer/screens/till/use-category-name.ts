import { useCallback } from 'react';
import { useLanguage } from '../../parts/use-language.ts';
import { useLine } from './use-till.ts';

/** Tells how a category is called in the language at hand; null where the programme does not name it. */
export function useCategoryName(): (category: string | null) => string | null {
  const categories = useLine((state) => state.programme?.categories);
  const language = useLanguage();
  return useCallback(
    (wanted) => categories?.find(({ category }) => category === wanted)?.name[language] ?? null,
    [categories, language],
  );
}
