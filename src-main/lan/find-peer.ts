import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { Neighbour, TillStore } from '../store/till-store.ts';

/** Who is at the other end of a connection, by its certificate, which TLS has checked to be head office's. */
export type Peer =
  | { readonly kind: 'neighbour'; readonly neighbour: Neighbour }
  | { readonly kind: 'self' }
  /** Of another store, or a terminal that head office does not list for this one: revoked, or not heard of yet. */
  | { readonly kind: 'stranger' };

/** Tells who shows a certificate: only a terminal of this store that head office lists is a neighbour. */
export function findPeer(store: TillStore, socket: Pick<TLSSocket, 'getPeerCertificate'>): Peer {
  // null of a socket that has ended, whatever the types say; without a subject where nothing was shown.
  const certificate = socket.getPeerCertificate() as Partial<PeerCertificate> | null;
  const subject = certificate?.subject;
  const install = store.install.read();
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
