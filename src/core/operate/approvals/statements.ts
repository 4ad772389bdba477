import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalize } from '../../store/journal/canonical.ts';
import { CALL_METHODS } from '../operation.ts';

/**
 * What is signed. Each is kept, sent and verified as the text that was signed: canonical JSON (RFC 8785)
 * that begins with its purpose, so that a signature under one can never be shown as one under another.
 */
const person = z.strictObject({ id: z.string(), name: z.string() });
const instant = z.iso.datetime();

const requestStatement = z.strictObject({
  acgs: z.literal('approval request 1'),
  id: z.uuid(),
  operation: z.strictObject({ kind: z.string(), parameters: z.record(z.string(), z.json()) }),
  preview: z.strictObject({
    kind: z.string(),
    title: z.string(),
    risk: z.enum(['read', 'change', 'destructive']),
    target: z.string(),
    summary: z.string(),
    calls: z.array(
      z.strictObject({
        method: z.enum(CALL_METHODS),
        path: z.string(),
        body: z.json().optional(),
      }),
    ),
    diff: z.string().nullable(),
    notes: z.array(z.string()),
    dryRun: z.enum(['server', 'none']),
    hash: z.string(),
  }),
  profile: z.string(),
  environment: z.string(),
  /** The control center that it was asked in, and can be used in: nowhere else is known whether it was. */
  place: z.string(),
  requester: person,
  reason: z.string(),
  requestedAt: instant,
  expiresAt: instant,
});
export type RequestStatement = z.infer<typeof requestStatement>;

const decisionStatement = z.strictObject({
  acgs: z.literal('approval decision 1'),
  /** Hexadecimal SHA-256 of the request's text: exactly what is approved. */
  request: z.string(),
  decision: z.enum(['approved', 'rejected']),
  decidedBy: person,
  decidedAt: instant,
  note: z.string(),
});
export type DecisionStatement = z.infer<typeof decisionStatement>;

const reviewStatement = z.strictObject({
  acgs: z.literal('broken glass review 1'),
  /** Hexadecimal SHA-256 of the act's text. */
  act: z.string(),
  reviewedBy: person,
  reviewedAt: instant,
  note: z.string(),
});
export type ReviewStatement = z.infer<typeof reviewStatement>;

const brokenGlassAct = z.strictObject({
  operator: person,
  at: instant,
  operationId: z.string(),
  summary: z.string(),
  target: z.string(),
  reason: z.string(),
  journalIndex: z.int(),
});
export type BrokenGlassAct = z.infer<typeof brokenGlassAct>;

/** The text to be signed. Once through JSON: what is left out of a request is left out here. */
export function textOf(
  statement: RequestStatement | DecisionStatement | ReviewStatement | BrokenGlassAct,
): string {
  const plain: unknown = JSON.parse(JSON.stringify(statement));
  return canonicalize(plain);
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const readRequest = (text: string) => read(requestStatement, text);
export const readDecision = (text: string) => read(decisionStatement, text);
export const readReview = (text: string) => read(reviewStatement, text);
export const readBrokenGlass = (text: string) => read(brokenGlassAct, text);

/** Undefined when it is not such a statement, or not written as we write it. */
function read<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const parsed = schema.safeParse(value);
    return parsed.success && canonicalize(value) === text ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
