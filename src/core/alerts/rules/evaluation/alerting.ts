import type { Stepwise } from '../../../kernel/slices.ts';
import { Labels, METRIC_NAME, type Sample } from '../../../promql/index.ts';
import type { AlertingRule } from '../rule.ts';
import type { TemplateSample } from '../template/values.ts';
import type { ActiveAlert } from './alert.ts';
import { type QueryOptions, queryingVector, queryVector } from './query.ts';

/** How long a resolved alert is remembered (Prometheus, rules/alerting.go, resolvedRetention). */
const RESOLVED_RETENTION_MS = 15 * 60_000;
export const ALERT_NAME = 'alertname';
const ALERTS = 'ALERTS';
const NAME: ReadonlySet<string> = new Set([METRIC_NAME]);
export const ALERTS_FOR_STATE = 'ALERTS_FOR_STATE';

export interface AlertingSurroundings {
  query: QueryOptions;
  externalLabels: ReadonlyMap<string, string>;
  /** What templates see as `$externalURL`. */
  externalUrl: string;
  queryOffsetMs: number;
  /** 0: none. */
  limit: number;
  /** Whether `for` has been restored: before that no series about the alerts are written. */
  restored: boolean;
}

export type AlertingOutcome =
  | { kind: 'done'; alerts: ReadonlyMap<string, ActiveAlert>; samples: readonly Sample[] }
  /** `alerts` is what they were, or none where the limit was exceeded. */
  | { kind: 'failed'; problem: string; alerts: ReadonlyMap<string, ActiveAlert> };

/**
 * One evaluation of an alerting rule: from its alerts to its next ones, with Prometheus' semantics. An alert fires
 * when `now − activeAt ≥ for`; one that is pending and has no value is dropped; `keep_firing_for` holds while the
 * time since is less.
 *
 * @param before its alerts by the key of their labels
 */
export function* evaluatingAlerting(
  rule: AlertingRule,
  before: ReadonlyMap<string, ActiveAlert>,
  atMs: number,
  around: AlertingSurroundings,
): Stepwise<AlertingOutcome> {
  let found: Map<string, ActiveAlert>;
  try {
    found = yield* foundAlerts(rule, atMs, around);
  } catch (error) {
    return {
      kind: 'failed',
      problem: error instanceof Error ? error.message : String(error),
      alerts: before,
    };
  }
  const alerts = new Map<string, ActiveAlert>();
  const samples: Sample[] = [];
  let active = 0;
  const keep = (key: string, alert: ActiveAlert) => {
    active += 1;
    const fires = alert.state === 'pending' && atMs - alert.activeAtMs >= rule.forMs;
    const next: ActiveAlert = fires ? { ...alert, state: 'firing', firedAtMs: atMs } : alert;
    alerts.set(key, next);
    if (around.restored) samples.push(...samplesOf(rule, next));
  };
  for (const [key, known] of before) {
    const seen = found.get(key);
    if (seen !== undefined) {
      const goesOn = known.state !== 'inactive';
      const { value, annotations } = seen;
      keep(key, goesOn ? { ...known, value, annotations, keepFiringSinceMs: null } : seen);
    } else {
      const rest = afterMissing(rule, known, atMs);
      if (rest === null) continue;
      if (rest.state === 'inactive') alerts.set(key, rest);
      else keep(key, rest);
    }
  }
  for (const [key, seen] of found) if (!before.has(key)) keep(key, seen);
  if (around.limit > 0 && active > around.limit) {
    const problem = `exceeded limit of ${around.limit} with ${active} alerts`;
    return { kind: 'failed', problem, alerts: new Map() };
  }
  return { kind: 'done', alerts, samples };
}

/** What becomes of an alert whose expression has no value now; null when it is forgotten. */
function afterMissing(rule: AlertingRule, alert: ActiveAlert, atMs: number): ActiveAlert | null {
  switch (alert.state) {
    case 'pending':
      return null;
    case 'inactive': {
      const isOld = alert.resolvedAtMs !== null && atMs - alert.resolvedAtMs > RESOLVED_RETENTION_MS;
      return isOld ? null : alert;
    }
    case 'firing': {
      const since = alert.keepFiringSinceMs ?? atMs;
      if (rule.keepFiringForMs > 0 && atMs - since < rule.keepFiringForMs) {
        return { ...alert, keepFiringSinceMs: since };
      }
      return { ...alert, state: 'inactive', resolvedAtMs: atMs };
    }
  }
}

/** The alerts that the expression asks for now, all as if they were new. */
function* foundAlerts(
  rule: AlertingRule,
  atMs: number,
  { query, externalLabels, externalUrl, queryOffsetMs }: AlertingSurroundings,
): Stepwise<Map<string, ActiveAlert>> {
  const vector = yield* queryingVector(rule.expression, atMs - queryOffsetMs, query);
  const found = new Map<string, ActiveAlert>();
  const external = Object.fromEntries(externalLabels);
  // Prometheus asks queries of templates at the evaluation's own time, without the offset.
  const surroundings = { query: (text: string) => queryVector(text, atMs, query).map(templateSample) };
  for (const { labels, value } of vector) {
    const data = { labels: recordOf(labels), externalLabels: external, externalUrl, value };
    const expand = ({ template }: { template: AlertingRule['labels'][number]['template'] }) =>
      template.expand(data, surroundings);
    let named = labels.without(NAME);
    if (rule.labels.length > 0) {
      named = Labels.of([...named, ...rule.labels.map((it) => [it.name, expand(it)] as const)]);
    }
    named = named.with(ALERT_NAME, rule.name);
    if (found.has(named.key)) {
      throw new Error('vector contains metrics with the same labelset after applying alert labels');
    }
    found.set(named.key, {
      labels: named,
      annotations: rule.annotations.map((it) => [it.name, expand(it)]),
      state: 'pending',
      value,
      activeAtMs: atMs,
      firedAtMs: null,
      resolvedAtMs: null,
      keepFiringSinceMs: null,
    });
    yield;
  }
  return found;
}

function templateSample({ labels, value }: Sample): TemplateSample {
  return { labels: recordOf(labels), value };
}

function recordOf(labels: Labels): Readonly<Record<string, string>> {
  return Object.fromEntries(labels);
}

/** The series that tell of an alert: its state, and since when it is active (whole seconds). */
function samplesOf(rule: AlertingRule, alert: ActiveAlert): Sample[] {
  const labels = seriesLabels(rule, alert.labels);
  return [
    { labels: labels.with(METRIC_NAME, ALERTS).with('alertstate', alert.state), value: 1 },
    { labels: labels.with(METRIC_NAME, ALERTS_FOR_STATE), value: Math.floor(alert.activeAtMs / 1000) },
  ];
}

/** Labels that the alert lacks keep the text of their template, as in Prometheus. */
export function seriesLabels(rule: AlertingRule, alert: Labels): Labels {
  const own = rule.labels.map(({ name, text }) => [name, text] as const);
  return Labels.of([...own, ...alert, [ALERT_NAME, rule.name]]);
}
