import { PromqlError } from './errors.ts';
import type { Expression } from './expression.ts';
import type { SeriesSource } from './series.ts';
import type { InstantValue, RangeValue } from './value.ts';

interface Common {
  expression: Expression;
  source: SeriesSource;
  /** How far back an instant selector looks. Default 5 min, as Prometheus. */
  lookbackMs?: number;
  /** Step of subqueries that name none; Prometheus takes its global evaluation interval. Default 1 min. */
  subqueryStepMs?: number;
}

export function evaluateInstant(_options: Common & { atMs: number }): InstantValue {
  throw new PromqlError('unsupported', 'not here yet');
}

/** At `fromMs`, `fromMs + stepMs`, … up to and including `toMs`. */
export function evaluateRange(
  _options: Common & { fromMs: number; toMs: number; stepMs: number },
): RangeValue {
  throw new PromqlError('unsupported', 'not here yet');
}
