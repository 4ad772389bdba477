import type { ErrorCode, Problem } from '../kernel/errors.ts';
import type { Observation, Reading } from './observation.ts';

/** Failures that say the system does not serve, whoever asks. */
const DOWN: ReadonlySet<ErrorCode> = new Set(['unreachable', 'timeout', 'server-error', 'not-found']);

/**
 * What a failed look says about the system: it does not answer (down), or we could not look (unknown:
 * no password, not trusted, refused, stopped).
 */
export function statusOfProblem(problem: Pick<Problem, 'code'>): 'down' | 'unknown' {
  return DOWN.has(problem.code) ? 'down' : 'unknown';
}

/** The reading of an observation, whether it succeeded or not. */
export function readingOf(observation: Observation<Reading>): Reading {
  const { result } = observation;
  if (result.ok) return result.value;
  return {
    status: statusOfProblem(result.problem),
    // The tile already names the system: "PostgreSQL at 127.0.0.1:5432: connection refused".
    reason: result.problem.message.replace(/^[^:]+ at \S+: /, ''),
    reported: null,
    httpStatus: null,
    responseTimeMs: null,
    version: null,
    hash: 'unverified',
    hashSeen: [],
    parts: [],
    detail: null,
    figures: {},
  };
}
