import { z } from 'zod';

/** How the office refuses a terminal. `retryAfterMs` is set where coming back helps. */
const data = z.object({ retryAfterMs: z.int().optional() });

export const officeErrors = {
  /** The bearer token is missing, wrong or of another terminal. */
  unauthorised: { status: 401 as const, data },
  /** A person at head office revoked this terminal. Final. */
  terminal_revoked: { status: 403 as const, data },
  activation_unknown: { status: 422 as const, data },
  /** The code was used with another key. */
  activation_used: { status: 422 as const, data },
  /** The head's signature does not belong to this install's key. */
  signature_wrong: { status: 422 as const, data },
  /** This terminal asks too often. A till of before reads the status, and waits as long. */
  rate_limited: { status: 429 as const, data },
  /** Everybody together asks for too much; the same. */
  busy: { status: 503 as const, data },
};
