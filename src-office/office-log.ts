import { destination, type Logger, pino } from 'pino';

/** Logs to stderr, one JSON object per line. Never a person's data: errors are told without the values they quote. */
export function openOfficeLog(): Logger {
  return pino(
    { base: null, serializers: { err: describeError } },
    destination({ dest: 2, sync: true }),
  );
}

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack: string;
  readonly cause?: DescribedError;
}

/**
 * An error for the log. The words of a database error quote the row it is about, and drizzle's the parameters: of those only
 * the code and the place are told.
 */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error', stack: '' };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause instanceof Error ? { cause: describeError(error.cause) } : {};
  const isOfDatabase = 'severity' in error || error.name.startsWith('Drizzle') || 'query' in error;
  return {
    type: error.name,
    message: isOfDatabase ? placeOf(error) : error.message,
    ...code,
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...cause,
  };
}

function placeOf(error: Error): string {
  const fields = error as unknown as Readonly<Record<string, unknown>>; // only looked at as text
  const names = ['table', 'column', 'constraint', 'routine'];
  return ['a statement failed', ...names.map((name) => fields[name])]
    .filter((part) => typeof part === 'string')
    .join(' ');
}
