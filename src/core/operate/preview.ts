import { createHash } from 'node:crypto';
import { OperatorError } from '../kernel/errors.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { canonicalize } from '../store/journal/canonical.ts';
import type { Ground } from './guards.ts';
import type { OperationKind, Prepared, Preview, Risk } from './operation.ts';

/** @throws OperatorError `usage` that names the parameter */
export function parametersOf<P>(kind: OperationKind<P>, given: unknown): P {
  const parsed = kind.parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'parameters';
  throw new OperatorError('usage', `${kind.title}: ${where}: ${issue?.message ?? 'not as expected'}`);
}

/** What is done may be graver than its kind, never more harmless. */
export function riskOf(kind: Pick<OperationKind<never>, 'risk'>, prepared: Pick<Prepared, 'risk'>): Risk {
  const found = prepared.risk ?? 'read';
  return GRAVITY.indexOf(found) > GRAVITY.indexOf(kind.risk) ? found : kind.risk;
}

const GRAVITY: readonly Risk[] = ['read', 'change', 'destructive'];

export function previewOf<P>(options: {
  kind: OperationKind<P>;
  parameters: P;
  prepared: Prepared;
  ground: Ground;
  redactor: Redactor;
}): Preview {
  const { kind, prepared, redactor } = options;
  const { target, summary, calls, diff, notes, permissions, rehearse } = prepared;
  const shown = redactor.data({
    kind: kind.kind,
    title: kind.title,
    risk: riskOf(kind, prepared),
    target,
    summary,
    calls,
    diff,
    notes,
    permissions,
    dryRun: rehearse === null ? ('none' as const) : ('server' as const),
  });
  return { ...shown, hash: contentHash(options) };
}

/**
 * What an approval is for, as one number: the operation and exactly what it would do, before anything is
 * struck out of it, so that two acts which look the same with their secrets struck out are still two.
 *
 * @returns hexadecimal SHA-256 of the canonical JSON (RFC 8785)
 */
function contentHash<P>(options: {
  kind: OperationKind<P>;
  parameters: P;
  prepared: Prepared;
  ground: Ground;
}): string {
  const { kind, parameters, prepared, ground } = options;
  const { target, summary, diff, calls, stableCalls = calls } = prepared;
  const content = {
    operation: kind.kind,
    parameters,
    risk: riskOf(kind, prepared),
    target,
    summary,
    calls: stableCalls.map(({ method, path, body }) => ({ method, path, body })),
    diff,
    profile: ground.name,
    environment: ground.environment,
  };
  // Once through JSON: what a request would leave out is left out here.
  const plain: unknown = JSON.parse(JSON.stringify(content));
  return createHash('sha256').update(canonicalize(plain)).digest('hex');
}
