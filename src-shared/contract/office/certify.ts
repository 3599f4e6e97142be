import { z } from 'zod';
import { oc } from '@orpc/contract';
import { officeErrors } from './office-errors.ts';

/**
 * Gives a terminal the certificate that it shows to the other tills of its store. Safe to repeat: each answer is another
 * certificate, and all of them are good until their day.
 */
export const certifyContract = oc
  .route({ method: 'POST', path: '/certify' })
  .errors(officeErrors)
  .input(
    z.object({
      /** The key that the certificate is for: ECDSA on P-256, SPKI DER, base64url. */
      publicKey: z.string().min(1).max(200),
      /** Ed25519 by the install's key over `certificateRequestText`, base64url. */
      signature: z.string().max(200),
    }),
  )
  .output(
    z.object({
      /** X.509, PEM; its subject names the install (CN) and the store (OU). */
      certificate: z.string().max(10_000),
    }),
  );
