import {
  Labels,
  type Matcher,
  METRIC_NAME,
  parseExpression,
  quote,
  type SeriesSource,
} from '../../../promql/index.ts';
import type { AlertingRule } from '../rule.ts';
import type { ActiveAlert } from './alert.ts';
import { ALERTS_FOR_STATE, seriesLabels } from './alerting.ts';
import type { GroupState, RuleState } from './group.ts';

export interface RestoreOptions {
  source: SeriesSource;
  /** How long an outage may have been; Prometheus: 1 h (--rules.alert.for-outage-tolerance). */
  outageToleranceMs?: number;
  /** Least time between a restored state and its firing; Prometheus: 10 min (--rules.alert.for-grace-period). */
  forGracePeriodMs?: number;
}

interface LastState {
  atMs: number;
  /** Since when the alert was active, epoch milliseconds; null when it had ended. */
  activeAtMs: number | null;
}

/**
 * Takes up the waiting of alerts where it was before a restart, as Prometheus does: the time that the outage took
 * does not count, and what would fire soon waits for the grace period.
 */
export function restoreGroup(state: GroupState, atMs: number, options: RestoreOptions): GroupState {
  return { ...state, rules: state.rules.map((rule) => restoreRule(rule, atMs, options)) };
}

function restoreRule(state: RuleState, atMs: number, options: RestoreOptions): RuleState {
  const { rule } = state;
  const { source, outageToleranceMs = 3_600_000, forGracePeriodMs = 600_000 } = options;
  const restored = { ...state, restored: true };
  // Waiting for the grace period would take longer than starting anew.
  if (rule.kind === 'recording' || rule.forMs < forGracePeriodMs) return restored;
  const last = lastStates(rule, source, atMs - outageToleranceMs, atMs);
  if (last.size === 0) return restored;
  const alerts = new Map<string, ActiveAlert>();
  for (const [key, alert] of state.alerts) {
    const before = last.get(alert.labels.key);
    const activeAtMs =
      before === undefined || before.activeAtMs === null
        ? alert.activeAtMs
        : restoredActiveAt(rule, {
            atMs,
            forGracePeriodMs,
            downAtMs: before.atMs,
            activeAtMs: before.activeAtMs,
          });
    alerts.set(key, { ...alert, activeAtMs });
  }
  return { ...restored, alerts };
}

function restoredActiveAt(
  { forMs }: AlertingRule,
  times: { atMs: number; forGracePeriodMs: number; downAtMs: number; activeAtMs: number },
): number {
  const { atMs, forGracePeriodMs, downAtMs, activeAtMs } = times;
  const remainingMs = forMs - (downAtMs - activeAtMs);
  // It was firing: it fires again with the next evaluation.
  if (remainingMs <= 0) return activeAtMs;
  if (remainingMs < forGracePeriodMs) return atMs + forGracePeriodMs - forMs;
  return activeAtMs + (atMs - downAtMs);
}

/** The last state that was written of each alert of a rule, by the key of the alert's labels. */
function lastStates(
  rule: AlertingRule,
  source: SeriesSource,
  fromMs: number,
  toMs: number,
): ReadonlyMap<string, LastState> {
  const states = new Map<string, LastState>();
  for (const { labels, times, values, count = times.length, stale } of source.select(
    matchersOf(rule),
    fromMs,
    toMs,
  )) {
    let at = count - 1;
    while (at >= 0 && (times[at] ?? Infinity) > toMs) at -= 1;
    const time = times[at];
    const seconds = values[at];
    if (time === undefined || seconds === undefined || time < fromMs) continue;
    // Prometheus keeps it in whole seconds, and reads the moment of the outage in them too.
    const downAtMs = Math.floor(time / 1000) * 1000;
    const ended = stale?.[at] === 1;
    states.set(labels.without(METRIC).key, {
      atMs: downAtMs,
      activeAtMs: ended ? null : Math.trunc(seconds) * 1000,
    });
  }
  return states;
}

const METRIC: ReadonlySet<string> = new Set([METRIC_NAME]);

function matchersOf(rule: AlertingRule): readonly Matcher[] {
  const labels = seriesLabels(rule, Labels.EMPTY);
  const written = [...labels].map(([name, value]) => `${quote(name)}=${quote(value)}`);
  const expression = parseExpression(`${ALERTS_FOR_STATE}{${written.join(',')}}`);
  return expression.kind === 'selector' ? expression.matchers : [];
}
