import type { LogFrame, LogLine } from '../../src/contract/cluster.ts';
import type { ProblemView } from '../../src/contract/source.ts';
import { isoAgo, type Moment } from './scenario.ts';

const LINES = 400;

/** The log of some pods: requests, a warning now and then, an error, and one very long line. */
export function logOf(at: Moment, pods: readonly string[], problem: ProblemView | null): LogFrame {
  const lines = Array.from({ length: pods.length === 0 ? 0 : LINES }, (_, index): LogLine => {
    const pod = pods[(index * 7) % pods.length] ?? '';
    const agoMs = (LINES - index) * 2000;
    return {
      namespace: 'acgs-production',
      pod,
      container: 'main',
      at: isoAgo(at, agoMs),
      text: textOf(index),
      truncatedBytes: index === 380 ? 10_000_000 : 0,
      note: false,
    };
  });
  const [first, second] = pods;
  if (first !== undefined && second !== undefined) {
    lines.splice(390, 0, {
      namespace: 'acgs-production',
      pod: second,
      container: 'main',
      at: null,
      text: 'The pod has joined.',
      truncatedBytes: 0,
      note: true,
    });
  }
  return {
    stream: 'scripted',
    reset: true,
    phase: 'following',
    lines,
    dropped: 0,
    sources: pods.map((pod) => ({ namespace: 'acgs-production', pod, container: 'main', state: 'reading' })),
    problem,
  };
}

function textOf(index: number): string {
  const request = (index * 2_654_435_761) % 0xffffffff;
  const head = `request=${request.toString(16).padStart(8, '0')}`;
  if (index === 380)
    return `DEBUG body=${'{"policy":"constitutional","weights":[0.25,0.25,0.2,0.2,0.1]}'.repeat(12)}`;
  if (index % 41 === 0)
    return `ERROR ${head} POST /api/v1/validate 500 212ms upstream connection reset, retried`;
  if (index % 17 === 0) return `WARN  ${head} GET /api/v1/policies 429 41ms rate limit reached`;
  if (index % 5 === 0) return `INFO  constitutional validation passed hash=cdd01ef066bc6cf2 score=0.973`;
  return `INFO  ${head} GET /api/v1/models 200 ${20 + (index % 90)}ms`;
}
