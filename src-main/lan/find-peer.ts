import type { PeerCertificate } from 'node:tls';
import type { Neighbour, TillStore } from '../store/till-store.ts';

/** Who is at the other end of a connection, by its certificate, which TLS has checked to be head office's. */
export type Peer =
  | { readonly kind: 'neighbour'; readonly neighbour: Neighbour }
  | { readonly kind: 'self' }
  /** Of another store, or a terminal that head office does not list for this one: revoked, or not heard of yet. */
  | { readonly kind: 'stranger' };

/** Tells who shows a certificate: only a terminal of this store that head office lists is a neighbour. */
export function findPeer(store: TillStore, { subject }: Pick<PeerCertificate, 'subject'>): Peer {
  const install = store.install.read();
  // Where there is no certificate at all, Node gives an object without a subject.
  const [installId, storeId] = [subject?.CN, subject?.OU];
  const activated = install?.activated ?? null;
  if (install === null || activated === null || storeId !== activated.storeId) {
    return { kind: 'stranger' };
  }
  if (typeof installId !== 'string') return { kind: 'stranger' };
  if (installId === install.installId) return { kind: 'self' };
  const neighbour = store.neighbour.find(installId);
  return neighbour === null ? { kind: 'stranger' } : { kind: 'neighbour', neighbour };
}
