import type { z } from 'zod';

/**
 * A `read` changes nothing but the control center's own record, if that: nobody is asked for it, and read-only mode
 * refuses what it would write. A `destructive` act cannot be taken back by another one.
 */
export type Risk = 'read' | 'change' | 'destructive';

/**
 * Something an operator can have done. Whatever asks for it (a button, a command, a step of a runbook)
 * goes through the door, so that all of it is guarded and journaled.
 */
export interface OperationKind<Parameters> {
  /** `cluster.restart`. */
  kind: string;
  title: string;
  /** At least; `prepare` may find that it is graver. */
  risk: Risk;
  parameters: z.ZodType<Parameters>;
  /** The rights it takes, as far as the parameters alone tell: for a control that nobody has pressed yet. */
  permissions(parameters: Parameters): readonly Permission[];
  /**
   * Reads what is needed to say exactly what would be done; changes nothing.
   *
   * @throws OperatorError when it cannot be done: no such target, nothing to change
   */
  prepare(parameters: Parameters, signal: AbortSignal): Promise<Prepared>;
}

/** What will be sent, exactly, or run. */
export interface Call {
  /** Of an HTTP request; `SQL`, `REDIS` and `RUN` for a statement, a command of Redis and a command line. */
  method: (typeof CALL_METHODS)[number];
  /** The path, or the address; the statement, the command, the command line. */
  path: string;
  /** Also the values of a statement. */
  body?: unknown;
}

export const CALL_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'SQL', 'REDIS', 'RUN'] as const;

/** A right that the cluster must grant for the calls to succeed. */
export interface Permission {
  verb: string;
  /** API group; empty for the core group. */
  group: string;
  resource: string;
  subresource?: string;
  namespace: string;
  name: string;
}

export interface Prepared {
  /** What is locked meanwhile: `deployment acgs-production/governance`. */
  target: string;
  /** What will be done, in one sentence. */
  summary: string;
  /** None when it is so already: then nothing is asked, done or journaled. */
  calls: readonly Call[];
  /**
   * The calls without what changes by itself, such as an object's version or the time of day. An approval
   * is for these; left out: for the calls as they are.
   */
  stableCalls?: readonly Call[];
  /** What it is when it is graver than its kind: scaling is a change, scaling to none is destructive. */
  risk?: Risk;
  /** Unified diff of what changes; null where a diff says nothing. */
  diff: string | null;
  /** What else the operator should know before agreeing. */
  notes: readonly string[];
  permissions: readonly Permission[];
  /** Who changed the target last, where that is kept: named when it is no longer what was shown. */
  author: Author | null;
  /** What takes it back, where one operation does. */
  inverse?: Inverse | null;
  /** Has the server go through the motions; its refusal is thrown. Null where it cannot. */
  rehearse: ((signal: AbortSignal) => Promise<void>) | null;
  /**
   * Does it. What is returned goes into the journal.
   *
   * @param signal aborted when the operator stopped, and the last answer has had its time
   * @param progress a line for whoever looks on
   *
   * @throws OperatorError `conflict` when the target is no longer what the preview showed
   */
  execute(signal: AbortSignal, progress?: (line: string) => void): Promise<Record<string, unknown>>;
  /** Looks whether it came about, by observation and not by the answer to the call. */
  verify(progress: (line: string) => void, signal: AbortSignal): Promise<Verification>;
}

/** An operation that takes another one back. Holds no secret: it is offered on the screen. */
export interface Inverse {
  /** As a button says it: `Scale back to 3`. */
  title: string;
  kind: string;
  parameters: Record<string, string | number>;
}

/** By whose hand something became what it is. */
export interface Author {
  name: string;
  /** Epoch milliseconds. */
  at: number;
}

export interface Verification {
  ok: boolean;
  words: string;
}

/** What is shown before an operation, and journaled with it. Holds no secret. */
export interface Preview {
  kind: string;
  title: string;
  risk: Risk;
  target: string;
  summary: string;
  calls: readonly Call[];
  diff: string | null;
  notes: readonly string[];
  permissions: readonly Permission[];
  /** `server`: the server went through the motions and would accept it. */
  dryRun: 'server' | 'none';
  /** What approvals are given for: hexadecimal SHA-256 over operation, parameters and what would be done. */
  hash: string;
}
