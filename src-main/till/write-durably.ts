/** For the shells, which keep small files of their own and know nothing of the store. */
export { writeDurably } from '../store/write-durably.ts';
