import { verify } from 'node:crypto';
import type { StoredApproval } from '../../store/approvals/index.ts';
import type { Operators } from '../operators/index.ts';
import { nameKeyOf } from '../operators/public-key.ts';
import {
  type DecisionStatement,
  hashOf,
  type RequestStatement,
  readDecision,
  readRequest,
} from './statements.ts';

export type ApprovalState =
  | 'pending'
  | 'approved'
  | 'rejected'
  | 'expired'
  | 'withdrawn'
  | 'used'
  /** What is stored is not what was signed, or whoever signed may not. */
  | 'invalid';

/** A stored approval as its signatures leave it. */
export interface Verdict {
  state: ApprovalState;
  request: RequestStatement;
  decision: DecisionStatement | null;
  /** Why it is invalid; null otherwise. */
  problem: string | null;
}

type Known = Pick<Operators, 'publicKey'>;

/**
 * What a stored approval is worth: what its signatures say, not what its row says.
 *
 * @returns undefined when there is not even a request to be read
 */
export function verdictOn(
  stored: StoredApproval,
  operators: Known,
  isOver: (request: RequestStatement) => boolean,
): Verdict | undefined {
  const request = readRequest(stored.request);
  if (request === undefined) return undefined;
  const decision = stored.decision === null ? null : readDecision(stored.decision);
  const as = (state: ApprovalState, problem: string | null = null): Verdict => ({
    state,
    request,
    decision: decision ?? null,
    problem,
  });

  if (request.id !== stored.id || request.preview.hash !== stored.previewHash) {
    return as('invalid', 'Its row belongs to another request');
  }
  const { requester } = request;
  if (!isSigned(stored.request, stored.requestSignature, requester.id, operators)) {
    return as('invalid', `It is not what ${requester.name} signed`);
  }
  if (decision === undefined) return as('invalid', 'Its decision cannot be read');
  if (decision !== null) {
    const problem = problemOfDecision(stored, request, decision, operators);
    if (problem !== null) return as('invalid', problem);
    if (decision.decision === 'rejected') return as('rejected');
  }
  if (stored.closed === 'used' || stored.closed === 'withdrawn') return as(stored.closed);
  if (stored.closed === 'expired' || isOver(request)) return as('expired');
  const retired = [requester, decision?.decidedBy].find((it) => it && operators.publicKey(it.id)?.retired);
  if (retired) return as('invalid', `${retired.name} is no operator any more`);
  return as(decision === null ? 'pending' : 'approved');
}

function problemOfDecision(
  { request: text, decision: decisionText, decisionSignature }: StoredApproval,
  request: RequestStatement,
  decision: DecisionStatement,
  operators: Known,
): string | null {
  const { decidedBy, decidedAt } = decision;
  if (decision.request !== hashOf(text)) return `${decidedBy.name} decided about something else`;
  if (!isSigned(decisionText ?? '', decisionSignature ?? '', decidedBy.id, operators)) {
    return `The decision is not what ${decidedBy.name} signed`;
  }
  if (isSamePerson(decidedBy, request.requester)) return 'Whoever asked for it decided it too';
  if (Date.parse(decidedAt) >= Date.parse(request.expiresAt)) return 'It was decided after it had expired';
  return null;
}

/** By the key, and by the name: one person with two keys is still one person. */
export function isSamePerson(
  one: { id: string; name: string },
  other: { id: string; name: string },
): boolean {
  return one.id === other.id || nameKeyOf(one.name) === nameKeyOf(other.name);
}

export function isSigned(text: string, signature: string, by: string, operators: Known): boolean {
  const known = operators.publicKey(by);
  return (
    known !== undefined && verify(null, Buffer.from(text), known.key, Buffer.from(signature, 'base64url'))
  );
}
