import { z } from 'zod';
import { oc } from '@orpc/contract';
import { idSchema } from '../fields.ts';
import { officeErrors } from './office-errors.ts';

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
  .output(
    z.object({
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
    }),
  );
