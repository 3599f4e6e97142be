import { ORPCError } from '@orpc/client';
import { type AnyContractProcedure, ValidationError } from '@orpc/contract';

/**
 * How an HTTP interface of ours says no: one flat body `{code, message, …numbers}`. A body that cannot be read as what
 * the contract asks for answers 400 `bad_request`; one that can be read, but holds a value beyond its limits, 422
 * `invalid_value` with the `field`, and of a line its `lineNo`: a path counts from 0, and people do not.
 */

/** The parts of a zod issue that tell a wrong shape from a refused value. */
interface Issue {
  readonly code?: string;
  readonly message?: string;
  readonly path?: readonly PropertyKey[];
  readonly expected?: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly values?: readonly unknown[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly issues?: readonly Issue[];
}

interface Checked {
  readonly data: unknown;
  /** Query and path of a GET arrive as text: a number out of range is then still a string. */
  readonly isQuery: boolean;
}

/**
 * An entry for the `clientInterceptors` of any oRPC handler (outermost, so that it sees the plugins' errors too). Turns
 * a failed input check into `bad_request` or `invalid_value`, and passes on everything else.
 */
export async function mapValidation<Output>(call: {
  readonly next: () => Promise<Output>;
  readonly procedure: AnyContractProcedure;
}): Promise<Output> {
  try {
    return await call.next();
  } catch (error) {
    throw readValidation(error, call.procedure['~orpc'].route.method === 'GET');
  }
}

/** The flat body of an error; for `customErrorResponseBodyEncoder`. Data never overwrites code or message. */
export function encodeFlatError(
  error: ORPCError<string, unknown>,
): Readonly<Record<string, unknown>> {
  const code = flatCodes[error.code] ?? error.code;
  const mayShowData = error.defined || ['invalid_value', 'bad_request'].includes(error.code);
  const data = mayShowData && isRecord(error.data) ? error.data : {};
  return { ...data, code, message: error.message };
}

/** How an error answers where oRPC is not reached at all: a wrong token, a body that is no JSON, no such address. */
export function flatError(code: string, message: string): Readonly<Record<string, unknown>> {
  return { code, message };
}

/** The schema of those bodies; for the generator's `customErrorResponseBodySchema`. */
export function flatErrorSchema(
  errors: readonly (readonly [
    code: string,
    message: string,
    isDataRequired: boolean,
    data: unknown,
  ])[],
): { readonly oneOf: object[] } {
  return {
    oneOf: errors.map(([code, message, , data]) => {
      const schema = isRecord(data) && data['type'] === 'object' ? data : {};
      const properties = isRecord(schema['properties']) ? schema['properties'] : {};
      const required = Array.isArray(schema['required']) ? schema['required'] : [];
      return {
        type: 'object',
        properties: {
          ...properties,
          code: { const: code },
          message: { type: 'string', default: message },
        },
        required: ['code', 'message', ...(required as readonly unknown[])],
      };
    }),
  };
}

const flatCodes: Readonly<Record<string, string>> = {
  INTERNAL_SERVER_ERROR: 'internal',
  BAD_REQUEST: 'bad_request',
  NOT_FOUND: 'not_found',
};

function readValidation(error: unknown, isQuery: boolean): unknown {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return error;
  if (!(error.cause instanceof ValidationError)) return error;
  const checked = { data: error.cause.data, isQuery };
  const issues = error.cause.issues as unknown as readonly Issue[]; // the schemas are zod's
  const misshapen = issues.find((issue) => isMisshapen(issue, checked, []));
  const path = (misshapen ?? issues[0])?.path ?? [];
  const lineNo = lineNoAt(checked.data, path);
  const named = (lineNo === undefined ? path : [`line ${lineNo}`, ...path.slice(2)])
    .map(String)
    .join('.');
  const data = { field: path.map(String).join('.'), ...(lineNo === undefined ? {} : { lineNo }) };
  if (misshapen !== undefined) {
    const message = `${named === '' ? 'body' : named}: missing or of the wrong type`;
    return new ORPCError('bad_request', { status: 400, message, data, cause: error });
  }
  const message = `${named}: ${wordsOf(issues[0])}`;
  return new ORPCError('invalid_value', { status: 422, message, data, cause: error });
}

/** The number of the line that a path leads into: its own, or its place from 1 on where it has none that counts. */
function lineNoAt(data: unknown, path: readonly PropertyKey[]): number | undefined {
  const [lines, index] = path;
  if (lines !== 'lines' || typeof index !== 'number') return undefined;
  const line = readAt(data, [lines, index]);
  const lineNo = isIndexable(line) ? line['lineNo'] : undefined;
  return typeof lineNo === 'number' && Number.isSafeInteger(lineNo) ? lineNo : index + 1;
}

/** What is wrong with a value, for whoever wrote the call: no pattern, and nothing of the library that checked it. */
function wordsOf(issue: Issue | undefined): string {
  const counted = { string: ' characters', array: ' items' }[issue?.origin ?? ''] ?? '';
  switch (issue?.code) {
    case 'too_small':
      return `at least ${issue.minimum}${counted}`;
    case 'too_big':
      return `at most ${issue.maximum}${counted}`;
    case 'invalid_type':
      return 'a whole number is needed';
    case 'invalid_value':
      return `one of ${(issue.values ?? []).join(', ')}`;
    case 'invalid_format':
    case 'custom':
      // A message of our own says it in words; the library's quotes its pattern.
      return issue.message?.startsWith('Invalid') === false
        ? issue.message
        : 'not of the right form';
    case undefined:
    default:
      return 'not accepted';
  }
}

/** Tells whether the JSON itself has the wrong shape, or only a value in it is refused. */
function isMisshapen(issue: Issue, checked: Checked, base: readonly PropertyKey[]): boolean {
  const path = [...base, ...(issue.path ?? [])];
  const value = readAt(checked.data, path);
  switch (issue.code) {
    case 'invalid_type':
      // A fraction or an infinity is a number all the same, only not one we take.
      if (issue.expected !== 'int' && issue.expected !== 'number') return true;
      return !(typeof value === 'number' || (checked.isQuery && isNumberText(value)));
    case 'invalid_value':
      // zod says the same of a missing field as of a wrong word.
      return !(issue.values ?? []).some((allowed) => typeof allowed === typeof value);
    case 'unrecognized_keys':
      return true;
    case 'invalid_union': {
      const branches = issue.errors ?? [];
      if (branches.length === 0) return typeof value !== 'string';
      return branches.every((branch) => branch.some((each) => isMisshapen(each, checked, path)));
    }
    case 'invalid_element': {
      const inner = { data: value, isQuery: checked.isQuery };
      return (issue.issues ?? []).some((each) => isMisshapen(each, inner, []));
    }
    case undefined:
    default:
      return false; // too big, too small, a format, a check of ours
  }
}

function readAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) value = isIndexable(value) ? value[key] : undefined;
  return value;
}

function isNumberText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIndexable(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}
