import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { instant } from './source.ts';

/** A `read` changes nothing; a `destructive` act cannot be taken back by another one. */
export const risk = z.enum(['read', 'change', 'destructive']);

/** What an operator may have done: `cluster.restart` with `{ namespace, name }`. */
export const operationRequest = z.object({
  kind: z.string(),
  parameters: z.record(z.string(), z.json()),
});
export type OperationRequest = z.infer<typeof operationRequest>;

/** What is shown before an operation. */
export const operationPreview = z.object({
  kind: z.string(),
  title: z.string(),
  risk,
  target: z.string(),
  summary: z.string(),
  /** The requests as they will be sent; none when it is so already and there is nothing to do. */
  calls: z.array(z.object({ method: z.string(), path: z.string(), body: z.string().nullable() })),
  /** Unified diff; null where a diff says nothing. */
  diff: z.string().nullable(),
  notes: z.array(z.string()),
  /** `server`: the server went through the motions and would accept it. */
  dryRun: z.enum(['server', 'none']),
  /** Hexadecimal SHA-256 over operation, parameters and preview: what approvals are given for. */
  hash: z.string(),
});
export type OperationPreview = z.infer<typeof operationPreview>;

/** What has to be said or given before it is done. */
export const operationTerms = z.object({
  /** `type-name`: the profile's name has to be typed. */
  consent: z.enum(['none', 'yes', 'type-name']),
  profile: z.string(),
  /** `missing`: a second person has to approve exactly this first, or the glass be broken. */
  approval: z.enum(['not-needed', 'missing', 'pending', 'approved', 'rejected']),
  /** Who approved or rejected it. */
  approver: z.string().nullable(),
  /** Whose name will be in the journal; null when somebody has to log in first. */
  actor: z.string().nullable(),
});
export type OperationTerms = z.infer<typeof operationTerms>;

export const operationOutcome = z.object({
  operationId: z.string(),
  target: z.string(),
  summary: z.string(),
  startedAt: instant,
  endedAt: instant,
  /** `ok` is null when it was done and its effect could not be observed. */
  verification: z.object({ ok: z.boolean().nullable(), words: z.string() }),
  /** Indexes of its entries in the journal; null when there was nothing to do. */
  journal: z.object({ intent: z.number(), result: z.number(), verification: z.number() }).nullable(),
  /** What takes it back, as a button says it; null where no single operation does. */
  inverse: z.object({ title: z.string(), request: operationRequest }).nullable(),
});
export type OperationOutcome = z.infer<typeof operationOutcome>;

export const operationStep = z.discriminatedUnion('type', [
  /** Always the first: by `run` it is found again after the line was cut. */
  z.object({ type: z.literal('begun'), run: z.string() }),
  z.object({ type: z.literal('progress'), at: instant, line: z.string() }),
  z.object({ type: z.literal('outcome'), outcome: operationOutcome }),
]);
export type OperationStep = z.infer<typeof operationStep>;

/** Whether a control can be used at all; a sentence says why not: the missing permission by name, read-only mode. */
export const operationRight = z.object({
  allowed: z.boolean(),
  reason: z.string().nullable(),
  /** When the cluster said so; null when it was not asked, or did not answer. */
  observedAt: instant.nullable(),
});
export type OperationRight = z.infer<typeof operationRight>;

/** A change that is under way, here or in another process on the same store. */
export const operationLock = z.object({
  target: z.string(),
  summary: z.string(),
  actor: z.string(),
  since: instant,
  owner: z.enum(['alive', 'silent', 'dead']),
  process: z.number(),
  host: z.string(),
  /** Whether it may have been sent by now. */
  sent: z.boolean(),
});
export type OperationLock = z.infer<typeof operationLock>;

/** A change whose process ended in the middle of it. */
export const interruptedChange = z.object({
  target: z.string(),
  summary: z.string(),
  actor: z.string(),
  startedAt: instant,
  /** Whether it may have been sent, so that nobody knows whether it was done; else it was not done. */
  sent: z.boolean(),
});
export type InterruptedChange = z.infer<typeof interruptedChange>;

export const operationsContract = {
  /** One answer for each request, in order. Asks the cluster itself (SelfSubjectAccessReview). */
  rights: oc.input(z.array(operationRequest).max(50)).output(z.array(operationRight)),
  /** What would be done. Fails with what it would be refused for, but for consent and approval. */
  preview: oc.input(operationRequest).output(z.object({ preview: operationPreview, terms: operationTerms })),
  /**
   * Does it. Fails with `conflict` when what would be done is not what was shown (`hash`) any more.
   * Giving the stream up stops the following, not what was sent.
   */
  perform: oc
    .input(
      operationRequest.extend({
        hash: z.string(),
        /** The profile's name as typed, or null for a plain yes. */
        confirm: z.string().nullable(),
        /** Without the approval that it needs, for this reason; opens a review item. */
        breakGlass: z.string().nullable(),
      }),
    )
    .output(eventIterator(operationStep)),
  /**
   * What was told of an operation that this control center carries out, from its beginning. Fails as
   * `perform` does, and with `not-found` when it is long over: the journal tells what became of it.
   */
  follow: oc.input(z.object({ run: z.string() })).output(eventIterator(operationStep)),
  /** What is under way, again after every change. */
  locks: oc.output(eventIterator(z.array(operationLock))),
  /** Frees a target whose owner is dead or silent; what it had begun is journaled as not known. */
  breakLock: oc.input(z.object({ target: z.string() })).output(z.void()),
  /** Changes that an earlier run began and did not live to finish, found when this one started. */
  interrupted: oc.output(z.array(interruptedChange)),
};
