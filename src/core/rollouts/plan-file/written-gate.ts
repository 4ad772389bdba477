import type { Threshold, ThresholdId } from '../../connect/profile/thresholds.ts';
import type { Limits } from '../../kernel/limits.ts';
import type { LoadFigure, StageCheck } from '../check.ts';
import { COMMON, targetCheck } from '../default-checks.ts';
import type { Gate } from '../plan.ts';
import type { WrittenGate } from './schema.ts';
import { otherwise } from './written-check.ts';

const FIGURES: Readonly<
  Record<keyof NonNullable<WrittenGate['limits']>, [LoadFigure, string, StageCheck['unit']]>
> = {
  p50: ['p50', 'p50', 'ms'],
  p90: ['p90', 'p90', 'ms'],
  p95: ['p95', 'p95', 'ms'],
  p99: ['p99', 'p99', 'ms'],
  max: ['max', 'slowest answer', 'ms'],
  errors: ['errors', 'failed requests', 'ratio'],
  perSecond: ['per-second', 'answers a second', ''],
};
/** Of fewer requests a percentile is but the slowest of them. */
const LEAST: Readonly<Partial<Record<LoadFigure, number>>> = { p50: 2, p90: 10, p95: 20, p99: 100 };

/** A load test as it is done; without limits, those of the profile for answers and errors. */
export function gateOf(
  { system = 'mlops-manager', path, requests = 1000, workers = 50, limits }: WrittenGate,
  thresholds: ReadonlyMap<ThresholdId, Threshold>,
): Gate | { key: string; says: string } {
  const checks: StageCheck[] = [];
  const wanted = limits ?? {
    p95: targetCheck(thresholds, 'response-time').success,
    errors: targetCheck(thresholds, 'error-rate').success,
  };
  for (const [key, success] of Object.entries(wanted)) {
    if (success === undefined) continue;
    const figure = FIGURES[key as keyof typeof FIGURES];
    const failure = otherwise(success);
    if (failure === undefined) return { key, says: 'takes one limit, such as { below: 500 }' };
    checks.push(loadCheck(figure, success, failure));
  }
  return { system, path: path ?? null, requests, workers, checks };
}

function loadCheck(
  [figure, title, unit]: [LoadFigure, string, StageCheck['unit']],
  success: Limits,
  failure: Limits,
): StageCheck {
  const most = success.below ?? success.atMost;
  const leastForErrors = most !== undefined && most > 0 ? Math.ceil(1 / most) : 1;
  return {
    ...{ ...COMMON, id: `load-${figure}`, title: `Load test: ${title}`, unit, success, failure },
    ...{ measures: { what: 'load', figure }, everyMs: 1, failures: { count: 1, withinMs: 0 } },
    ...{ inconclusive: 1, errorsInARow: 1 },
    leastRequests: figure === 'errors' ? leastForErrors : (LEAST[figure] ?? null),
  };
}
