/**
 * Why there is no picture. `insecure`: browsers give cameras to secure addresses only. `lost`: it was there and has been
 * pulled, or the system took it away.
 */
export type CameraProblem = 'insecure' | 'none' | 'refused' | 'taken' | 'lost' | 'failed';

const problems: Readonly<Record<string, CameraProblem>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'taken',
  AbortError: 'taken',
};

/** What an error of `getUserMedia` means (W3C Media Capture and Streams, section 10.2). */
export function cameraProblemOf(error: unknown): CameraProblem {
  const name = error instanceof Error ? error.name : '';
  return Object.hasOwn(problems, name) ? (problems[name] ?? 'failed') : 'failed';
}
