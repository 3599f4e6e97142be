import { CardIcon, KeyboardIcon, ReaderIcon } from './icons.tsx';
import type { StandingReader } from './reader-names.ts';

/** What a reader looks like: a scanner, what cards are swiped through or laid on, or a scanner that types. */
export function ReaderKindIcon({ kind }: { readonly kind: StandingReader['kind'] }) {
  if (kind === 'keyboard') return <KeyboardIcon size={24} />;
  const isCard = kind === 'hid_stripe' || kind === 'serial_stripe' || kind === 'serial_uid';
  return isCard ? <CardIcon size={24} /> : <ReaderIcon size={24} />;
}
