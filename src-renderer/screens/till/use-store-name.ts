import { useWords } from '../../parts/words.ts';
import { useLine } from './use-till.ts';

/** How a store of the chain is called: a till knows the name of its own; of any other one it has the id. */
export function useStoreName(): (storeId: string) => string {
  const say = useWords();
  const ownId = useLine((state) => state.till?.storeId);
  const ownName = useLine((state) => state.till?.storeName ?? '');
  return (storeId) => (storeId === ownId ? ownName : say('store.other', { storeId }));
}
