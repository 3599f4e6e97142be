import { z } from 'zod';
import type { DesktopRequest } from './desktop-messages.ts';
import { keyboardScannerSchema } from './till/reader-settings.ts';

/** What a page asks of the desktop shell, as the shell reads it: the page is never trusted to have kept to its types. */
export const desktopRequestSchema: z.ZodType<DesktopRequest> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('till-port-wanted'), language: z.string().max(20) }),
  z.object({ kind: z.literal('keyboard-scanner'), settings: keyboardScannerSchema.nullable() }),
]);
