import type { z } from 'zod';
import { type Problem, type ProblemCode, problemCodes } from './problem.ts';

/**
 * What a schema of ours found wrong, as problems, each told once: of a choice between a word and a group what is wrong within
 * the group, where one was written. The schema must have been asked with `reportInput`, or nothing is told to be missing.
 * A refinement's own message is a problem code, see `problem`.
 */
export function schemaProblems(error: z.ZodError): readonly Problem[] {
  const { issues } = error;
  const isTold = ({ path }: Issue): boolean =>
    issues.some(
      (other) => other.code !== 'custom' && path.every((key, at) => key === other.path[at]),
    );
  // What a group of values amounts to says nothing new where one of them is wrong by itself.
  return issues
    .filter((issue) => issue.code !== 'custom' || !isTold(issue))
    .flatMap((issue) => problemsOf(issue, []));
}

/** A problem code as the message of a refinement or a pattern, and the numbers that its words hold. */
export function problem(code: ProblemCode, params: Record<string, string | number> = {}) {
  return { error: code, params };
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, above: readonly PropertyKey[]): readonly Problem[] {
  const path = [...above, ...issue.path];
  const one = (code: ProblemCode, data?: Problem['data']): readonly Problem[] => [
    data === undefined ? { path, code } : { path, code, data },
  ];
  if (issue.code === 'invalid_union') return unionProblems(issue, path);
  if (issue.code !== 'custom' && issue.input === undefined) return one('missing');
  if (isProblemCode(issue.message)) {
    const params = issue.code === 'custom' ? issue.params : undefined;
    return one(issue.message, params);
  }
  switch (issue.code) {
    case 'invalid_type':
      return one(codeOfType(issue.expected));
    case 'too_small':
      return one(lowLimitCode(issue.origin), { limit: Number(issue.minimum) });
    case 'too_big':
      return one(highLimitCode(issue.origin), { limit: Number(issue.maximum) });
    case 'unrecognized_keys':
      return one('unknown_keys', { keys: issue.keys.join(', ') });
    case 'invalid_value':
      return one('not_a_choice', { choices: choicesText(issue.values) });
    case 'invalid_key':
      return issue.issues.flatMap((each) => problemsOf(each, path));
    default:
      return one('not_accepted');
  }
}

/** A group whose `kind` nobody knows, or a choice between a word and something else. */
function unionProblems(
  issue: z.core.$ZodIssueInvalidUnion,
  path: readonly PropertyKey[],
): readonly Problem[] {
  const { discriminator } = issue;
  if (discriminator !== undefined) {
    const written = (issue.input as Readonly<Record<string, unknown>>)[discriminator];
    if (written === undefined) return [{ path, code: 'missing' }];
    const choices = choicesText('options' in issue ? issue.options : undefined);
    return [{ path, code: 'not_known_kind', data: { choices } }];
  }
  if (issue.input === undefined) return [{ path, code: 'missing' }];
  const within = issue.errors.find((errors) => !errors.some(isOfOtherKind));
  if (within !== undefined) return within.flatMap((each) => problemsOf(each, path));
  const alternatives = issue.errors.flat();
  const choices = alternatives.flatMap((each) =>
    each.code === 'invalid_value' ? [...each.values] : [],
  );
  const isList = alternatives.some(
    (each) => each.code === 'invalid_type' && each.expected === 'array',
  );
  const code = isList ? 'not_choice_or_list' : 'not_choice_or_group';
  return [{ path, code, data: { choices: choicesText(choices) } }];
}

/** An alternative was not meant: the value is not of its type at all. */
function isOfOtherKind(issue: Issue): boolean {
  const isKind = issue.code === 'invalid_type' || issue.code === 'invalid_value';
  return isKind && issue.path.length === 0;
}

function choicesText(choices: readonly unknown[] = []): string {
  return choices.map((each) => JSON.stringify(each)).join(', ');
}

function isProblemCode(message: string): message is ProblemCode {
  return (problemCodes as readonly string[]).includes(message);
}

function codeOfType(expected: string): ProblemCode {
  switch (expected) {
    case 'int':
      return 'not_whole_number';
    case 'number':
      return 'not_number';
    case 'string':
      return 'not_text';
    case 'boolean':
      return 'not_flag';
    case 'array':
      return 'not_list';
    case 'object':
    case 'record':
      return 'not_group';
    default:
      return 'not_accepted';
  }
}

function lowLimitCode(origin: string): ProblemCode {
  if (origin === 'string') return 'too_short';
  return origin === 'array' ? 'too_few_items' : 'too_small';
}

function highLimitCode(origin: string): ProblemCode {
  if (origin === 'string') return 'too_long';
  return origin === 'array' ? 'too_many_items' : 'too_large';
}
