import { KubernetesError } from '../connect/kubernetes/index.ts';
import { OperatorError, problemOf } from '../kernel/errors.ts';

/** Only an answer of the server, or never having got through to it, proves that nothing happened. */
export function mayHaveHappened(error: unknown): boolean {
  if (error instanceof NotDone) return false;
  if (error instanceof KubernetesError) return error.status >= 500 || error.status < 400;
  if (!(error instanceof OperatorError)) return true;
  return !NOT_SENT.has(error.code) && !/connection refused$/.test(error.message);
}

const NOT_SENT: ReadonlySet<string> = new Set([
  'conflict',
  'not-found',
  'usage',
  'kubeconfig',
  'credentials',
  'tls',
  'not-configured',
]);

/** The journal failing now must not read as if nothing had happened. */
export function afterTheAct(write: () => number): number {
  try {
    return write();
  } catch (error) {
    // Who is to say that it was done where it is not written down: nothing does it again by itself.
    throw new LeftUnknown('internal', `It was done, but not journaled: ${problemOf(error).message}`, {
      hint: 'Make room for the data folder; at the next start the journal tells it as not known.',
      cause: error,
    });
  }
}

/** Whoever throws this knows that nothing was done: it was not sent, or it was refused as a whole. */
export class NotDone extends OperatorError {}

/** It was sent, and nobody knows whether it was done. */
export class LeftUnknown extends OperatorError {}

export function leftUnknown(error: unknown, summary: string): LeftUnknown {
  const { code, message } = problemOf(error);
  return new LeftUnknown(code, `${message}; it is not known whether this was done: ${lowerFirst(summary)}`, {
    hint: 'It is not repeated by itself: look at the target first, then decide.',
    retryable: false,
    cause: error,
  });
}

export function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
