import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { operationPreview, operationRequest } from './operations.ts';
import { instant } from './source.ts';

/** A person who works with this control center, known by a key of their own. */
export const operator = z.object({
  /** Short fingerprint of the public key. */
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  /** Where the private key is: `elsewhere` for a person whose public key alone is known here. */
  key: z.enum(['key-store', 'passphrase', 'elsewhere']),
  retiredAt: instant.nullable(),
});

export const operatorsState = z.object({
  operators: z.array(operator),
  /** Who is logged in at this host; null when nobody is. */
  current: z.object({ id: z.string(), name: z.string(), since: instant }).nullable(),
  /** Whether this machine keeps keys in its key store; otherwise a passphrase seals them. */
  keyStore: z.boolean(),
  /** After so many minutes without a sign of them, whoever is logged in is logged out. */
  idleMinutes: z.number(),
});
export type OperatorsState = z.infer<typeof operatorsState>;

/** Somebody wants to do something and a second person has to agree to exactly this. */
export const approvalRequest = z.object({
  id: z.string(),
  /** `invalid`: what is stored is not what was signed, or whoever signed may not; `problem` says why. */
  state: z.enum(['pending', 'approved', 'rejected', 'expired', 'withdrawn', 'used', 'invalid']),
  problem: z.string().nullable(),
  request: operationRequest,
  preview: operationPreview,
  /** The profile that it was asked in. */
  profile: z.string(),
  /** Why, in the requester's words. */
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: instant,
  expiresAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  note: z.string().nullable(),
  /** Whether whoever is logged in may decide it; a sentence says why not. */
  decidable: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
  /** Whether whoever is logged in asked for it and may still take it back. */
  withdrawable: z.boolean(),
});
export type ApprovalRequest = z.infer<typeof approvalRequest>;

/** An act that was done without the approval it needed: somebody else has to look at it. */
export const breakGlassReview = z.object({
  id: z.string(),
  operator: z.string(),
  at: instant,
  summary: z.string(),
  target: z.string(),
  reason: z.string(),
  journalIndex: z.number(),
  reviewedBy: z.string().nullable(),
  reviewedAt: instant.nullable(),
  note: z.string().nullable(),
  decidable: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
});
export type BreakGlassReview = z.infer<typeof breakGlassReview>;

export const approvalsState = z.object({
  /** Open ones first, then the latest decided ones. */
  requests: z.array(approvalRequest),
  reviews: z.array(breakGlassReview),
});
export type ApprovalsState = z.infer<typeof approvalsState>;

const passphrase = z.string().min(1).nullable();
const decision = z.object({ id: z.string(), note: z.string() });

export const operatorsContract = {
  watch: oc.output(eventIterator(operatorsState)),
  /** Makes a key for a person; `passphrase` null keeps it in the key store. */
  add: oc.input(z.object({ name: z.string(), passphrase })).output(operator),
  logIn: oc.input(z.object({ id: z.string(), passphrase })).output(z.void()),
  logOut: oc.output(z.void()),
  /** The operator is still there: the minutes until the log-out begin again. */
  stay: oc.output(z.void()),
};

export const approvalsContract = {
  watch: oc.output(eventIterator(approvalsState)),
  /** Asks for the approval of what was shown; fails with `conflict` when it would be something else by now. */
  request: oc
    .input(operationRequest.extend({ hash: z.string(), reason: z.string().min(1) }))
    .output(z.object({ id: z.string() })),
  approve: oc.input(decision).output(z.void()),
  reject: oc.input(decision).output(z.void()),
  withdraw: oc.input(z.object({ id: z.string() })).output(z.void()),
  /** Closes the review of a broken glass; never by whoever broke it. */
  review: oc.input(decision).output(z.void()),
};
