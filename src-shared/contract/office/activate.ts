import { z } from 'zod';
import { oc } from '@orpc/contract';
import { idSchema } from '../fields.ts';
import { officeErrors } from './office-errors.ts';

/** Who a till is from now on. */
const activatedSchema = z.object({
  terminalId: z.string(),
  terminalName: z.string(),
  storeId: z.string(),
  storeName: z.string(),
  /** Makes this install's member numbers unlike those of any other install. */
  installNo: z.int(),
  /** Bearer token of every later call. */
  terminalToken: z.string(),
  /** Ed25519 public key of the office, SPKI DER, base64url. */
  officeKey: z.string(),
});

/**
 * Turns an activation code into a terminal. The same code with the same key repeats its answer, so that a crash in
 * between strands nobody; with another key it is refused.
 */
export const activateContract = oc
  .route({ method: 'POST', path: '/activate' })
  .errors(officeErrors)
  .input(
    z.object({
      activationCode: z.string().min(1).max(100),
      installId: idSchema,
      /** Ed25519 public key, SPKI DER, base64url. */
      publicKey: z.string().min(1).max(200),
    }),
  )
  .output(activatedSchema);

/**
 * Takes a till back that the office gave its token to and does not know any more: it was activated after the backup that was
 * restored. A person gives it a fresh code for its store; install, terminal and chain stay what they are, and everything it ever
 * did is sent again. Safe to repeat.
 */
export const readmitContract = oc
  .route({ method: 'POST', path: '/readmit' })
  .errors({
    ...officeErrors,
    /** The code is for another store: what the till did would be nobody's there. */
    activation_other_store: { status: 422 as const },
  })
  .input(
    z.object({
      activationCode: z.string().min(1).max(100),
      /** Ed25519 public key, SPKI DER, base64url. */
      publicKey: z.string().min(1).max(200),
      /** What it was activated as. */
      terminalId: idSchema,
      storeId: z.string().min(1).max(100),
      installNo: z.int().min(0),
    }),
  )
  .output(activatedSchema);
