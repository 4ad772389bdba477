import { STATE_WORDS } from './standing.ts';
import type { RequestStatement } from './statements.ts';
import { type ApprovalState, isSamePerson, type Verdict } from './verdict.ts';

/** A request for approval with what became of it, as its signatures leave it. */
export interface ApprovalView {
  id: string;
  state: ApprovalState;
  operation: RequestStatement['operation'];
  preview: RequestStatement['preview'];
  profile: string;
  reason: string;
  requestedBy: string;
  requestedAt: string;
  expiresAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  note: string | null;
  /** Why it is invalid; null otherwise. */
  problem: string | null;
  /** Whether whoever is logged in may decide it; a sentence says why not. */
  decidable: { allowed: boolean; reason: string | null };
  /** Whether whoever is logged in asked for it and may still take it back. */
  withdrawable: boolean;
}

type Person = { id: string; name: string };

export function viewOf(verdict: Verdict, current: Person | null): ApprovalView {
  const { state, request, decision, problem } = verdict;
  const reason = whyNotDecide(verdict, current);
  return {
    id: request.id,
    state,
    operation: request.operation,
    preview: request.preview,
    profile: request.profile,
    reason: request.reason,
    requestedBy: request.requester.name,
    requestedAt: request.requestedAt,
    expiresAt: request.expiresAt,
    decidedBy: decision?.decidedBy.name ?? null,
    decidedAt: decision?.decidedAt ?? null,
    note: decision?.note ?? null,
    problem,
    decidable: { allowed: reason === null, reason },
    withdrawable: isOpen(state) && current?.id === request.requester.id,
  };
}

/** Why this person may not decide it; null when they may. */
export function whyNotDecide({ state, request, decision }: Verdict, current: Person | null): string | null {
  if (state !== 'pending') return STATE_WORDS[state](decision?.decidedBy.name ?? 'Somebody');
  if (current === null) return 'Log in to decide it';
  if (current.id === request.requester.id) return 'You asked for it yourself';
  return isSamePerson(current, request.requester) ? 'You have the name of whoever asked for it' : null;
}

export function isOpen(state: ApprovalState): boolean {
  return state === 'pending' || state === 'approved';
}
