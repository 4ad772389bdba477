import type { ErrorCode, Problem } from '../kernel/errors.ts';
import { RESTART_CONNECTIONS } from './advice.ts';
import { type Suspect, said } from './finding.ts';

/** What the other side did, or did not: whoever needs it stands still, too. The rest is about who asks. */
const THEIRS: ReadonlySet<ErrorCode> = new Set([
  'unreachable',
  'timeout',
  'tls',
  'server-error',
  'throttled',
]);

export function isTrouble({ code }: Problem): boolean {
  return THEIRS.has(code);
}

/** A store that does not answer as the suspect that it is. */
export function troubleSuspect(
  problem: Problem,
  of: Pick<Suspect, 'id' | 'area' | 'about' | 'observedAt'> & { source: string },
): Suspect {
  const { source, ...shared } = of;
  // All that it has is in use: whoever waits for it waits in vain.
  const isFull = problem.code === 'server-error';
  return {
    ...shared,
    kind: isFull ? 'saturation' : 'errors',
    level: 'critical',
    sentence: `${problem.message}.`,
    utilisation: isFull ? 1 : null,
    delayMs: null,
    explains: null,
    evidence: [
      said('What went wrong', problem.message, source),
      ...(problem.hint ? [said('What may help', problem.hint, source)] : []),
    ],
    advice: isFull
      ? [RESTART_CONNECTIONS]
      : [{ says: 'See whether it is down, and since when', command: 'acgs health --verbose' }],
  };
}
