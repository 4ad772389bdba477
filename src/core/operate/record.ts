import { fieldAt } from '../connect/kubernetes/fields.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { JsonValue } from '../store/journal/canonical.ts';
import { condense } from './condense.ts';

/** An entry for the journal, as the door writes it. */
interface OperationEntry {
  /** Epoch milliseconds. */
  at: number;
  actor: string;
  /** `operation.intent`, `operation.result`, `operation.verification`, `operation.refusal`. */
  kind: string;
  /** The operation's target. */
  subject: string;
  summary: string;
  data: JsonValue;
}

/** What the door needs of the journal: an entry is durable when `append` returns. */
export interface OperationJournal {
  append(entry: OperationEntry): { index: number };
}

/** The journal as the door reads it: the newest entries first, at most so many. */
export interface JournalTail {
  newest(most: number): Iterable<{ kind: string; data: JsonValue }>;
}

/** How an operation ended. `unknown`: it was sent and nobody knows whether it happened. */
export type Result = 'done' | 'failed' | 'unknown';

/** The operation that entries belong to. */
interface Subject {
  operationId: string;
  actor: string;
  target: string;
  kind: string;
}

/** What other processes journal between an intent and the next start is never more than this. */
const MOST_LOOKED_AT = 10_000;

/** Whether the journal says that an operation was about to be done. */
export function isIntended({ newest }: JournalTail, operationId: string): boolean {
  for (const { kind, data } of newest(MOST_LOOKED_AT)) {
    if (kind === 'operation.intent' && fieldAt(data, 'operationId') === operationId) return true;
  }
  return false;
}

/** Writes what becomes of an operation, without secrets. */
export interface OperationRecord {
  intent(of: Subject, summary: string, data: Record<string, unknown>): number;
  result(of: Subject, result: Result, words: string, data?: Record<string, unknown>): number;
  verification(of: Subject, ok: boolean | null, words: string): number;
  refusal(of: Subject, words: string, data: Record<string, unknown>): number;
}

export function createOperationRecord(options: {
  journal: OperationJournal;
  redactor: Redactor;
  now: () => number;
}): OperationRecord {
  const { journal, redactor, now } = options;
  const append = (of: Subject, kind: string, summary: string, data: Record<string, unknown>): number => {
    const { operationId, actor, target } = of;
    return journal.append({
      at: now(),
      actor,
      kind: `operation.${kind}`,
      subject: target,
      summary: redactor.text(summary),
      data: condense(redactor.data({ operationId, operation: of.kind, ...data })),
    }).index;
  };
  return {
    intent: (of, summary, data) => append(of, 'intent', summary, data),
    result: (of, result, words, data = {}) => append(of, 'result', words, { result, ...data }),
    verification: (of, ok, words) => append(of, 'verification', words, { ok }),
    refusal: (of, words, data) => append(of, 'refusal', words, data),
  };
}
