import { operationSchema } from '../../src-shared/contract/operation-schema.ts';
import { pointsUnderTerms } from '../../src-shared/domain/points/points-under-terms.ts';
import { type AuditFinding, auditReceipt } from '../../src-shared/domain/receipt/audit-receipt.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import type { LoadedProgrammes } from './office-programmes.ts';

/**
 * Decides an earning again, as the till that posted it should have (R102), under the programme of its version: what differs,
 * [] where every byte is the same. A receipt of before, without the facts it was decided from, has its points worked out
 * again from the terms it carries.
 */
export function auditOperation(
  json: string,
  programmes: LoadedProgrammes,
): readonly AuditFinding[] {
  const parsed = operationSchema.safeParse(JSON.parse(json));
  if (!parsed.success || parsed.data.kind !== 'earn') return [];
  const { body, programmeVersion } = parsed.data;
  if (body.benefits === undefined && body.facts === undefined) return auditTerms(body);
  const programme = programmes.ofVersion(programmeVersion);
  if (programme === null) {
    return [{ part: 'programme', recorded: programmeVersion, expected: null }];
  }
  return auditReceipt(programme, body) ?? [];
}

function auditTerms(body: OperationOf<'earn'>['body']): readonly AuditFinding[] {
  const recorded = body.entries
    .filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus')
    .map(({ kind, ruleId, points }) => ({ kind, ruleId, points }));
  const expected = pointsUnderTerms(body.terms, body.lines);
  if (canonicalJson(recorded) === canonicalJson(expected)) return [];
  return [{ part: 'points', recorded, expected }];
}
