import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { atMoment, instant } from './source.ts';

export const verdict = z.enum(['pass', 'fail', 'unknown']);
export type Verdict = z.infer<typeof verdict>;
export const systemStatus = z.enum(['operational', 'degraded', 'down', 'unknown', 'not-configured']);
export type SystemStatus = z.infer<typeof systemStatus>;
export const hashState = z.enum(['match', 'mismatch', 'unverified']);
export const targetState = z.enum(['met', 'missed', 'unknown']);
/** The guide's levels as colours: good, warning, critical; unknown never counts as good. */
export const level = z.enum(['good', 'warning', 'critical', 'unknown']);
export type Level = z.infer<typeof level>;

/** One system as `acgs health --json` lists it. */
export const systemReport = z.object({
  id: z.string(),
  status: systemStatus,
  /** The word the system used about itself. */
  reported: z.string().nullable(),
  httpStatus: z.number().nullable(),
  responseTimeMs: z.number().nullable(),
  version: z.string().nullable(),
  hash: hashState,
  observedAt: instant.nullable(),
  /** A sentence whenever status is not operational. */
  reason: z.string().nullable(),
});
export type SystemReport = z.infer<typeof systemReport>;

export const targetReport = z.object({
  id: z.string(),
  title: z.string(),
  /** In `unit`; null when nobody reports it. */
  value: z.number().nullable(),
  target: z.number(),
  unit: z.enum(['ms', 'ratio']),
  state: targetState,
  /** Where the value comes from, in words; for an unknown value, why it is unknown. */
  basis: z.string(),
  observedAt: instant.nullable(),
});

/** The document of `acgs health --json`. */
export const healthReport = z.object({
  checkedAt: instant,
  profile: z.string(),
  environment: z.enum(['production', 'staging', 'sandbox']),
  verdict,
  services: z.object({ operational: z.number(), total: z.number(), systems: z.array(systemReport) }),
  compliance: z.object({ value: z.number().nullable(), state: targetState }),
  targets: z.array(targetReport),
  alerts: z.object({ critical: z.number(), emergency: z.number() }),
  /** The four lines of the guide's morning health check, or their honest negatives; hosts put the mark. */
  lines: z.array(z.object({ state: verdict, text: z.string() })),
});
export type HealthReport = z.infer<typeof healthReport>;

/** A system as the board shows it. */
export const systemTile = systemReport.extend({
  name: z.string(),
  layer: z.enum(['core', 'mlops', 'data']),
  /** Ready and desired pods of its deployment, where it has one and the cluster answers. */
  pods: z.object({ ready: z.number(), desired: z.number() }).nullable(),
  /** One short fact worth a glance: `primary`, `hit rate 94.1 %`. */
  detail: z.string().nullable(),
  /** Since when the status is what it is. */
  since: instant.nullable(),
  /** True when the last look failed or is too old: what is shown is from `observedAt`. */
  stale: z.boolean(),
});
export type SystemTile = z.infer<typeof systemTile>;

/** A point of a chart: epoch milliseconds and the value; null draws a gap. */
export const chartPoint = z.tuple([z.number(), z.number().nullable()]);

export const kpiCard = targetReport.extend({
  level,
  good: z.enum(['below', 'above', 'at-least']),
  warning: z.number().nullable(),
  critical: z.number().nullable(),
  /** The last 24 hours; gaps stay gaps. Empty when nothing is known of them. */
  trend: z.array(chartPoint),
  trendSource: z.string(),
  /** Difference between now and the first known hour of the trend, in `unit`. */
  change: z.number().nullable(),
});
export type KpiCard = z.infer<typeof kpiCard>;

/** What is wrong right now, in a sentence, worst first. */
export const finding = z.object({
  level: z.enum(['warning', 'critical', 'unknown']),
  system: z.string().nullable(),
  title: z.string(),
  text: z.string(),
  since: instant.nullable(),
});
export type Finding = z.infer<typeof finding>;

export const gauge = z.object({
  id: z.enum(['cpu', 'memory']),
  title: z.string(),
  /** 0 to 1; null when nobody reports it. */
  value: z.number().nullable(),
  limit: z.number(),
  level,
  /** `worst of 6 nodes: node-3`. */
  basis: z.string(),
  observedAt: instant.nullable(),
});
export type Gauge = z.infer<typeof gauge>;

/** A change that was seen: a system's status, a pod's fate. `subject text` reads as a sentence. Newest first. */
export const activity = z.object({
  at: instant,
  level,
  subject: z.string(),
  text: z.string(),
});
export type Activity = z.infer<typeof activity>;

export const healthBoard = healthReport.extend({
  /** Null while the first round of probes is still on its way. */
  lastCheckAt: instant.nullable(),
  nextCheckAt: instant.nullable(),
  checking: z.boolean(),
  tiles: z.array(systemTile),
  kpis: z.array(kpiCard),
  findings: z.array(finding),
  gauges: z.array(gauge),
  activity: z.array(activity),
});
export type HealthBoard = z.infer<typeof healthBoard>;

/** One system's own page. */
export const systemDetail = systemTile.extend({
  source: z.string().nullable(),
  hashExpected: z.string(),
  hashSeen: z.array(z.object({ value: z.string(), where: z.string() })),
  parts: z.array(z.object({ name: z.string(), reported: z.string(), good: z.boolean() })),
  figures: z.array(z.object({ name: z.string(), value: z.number() })),
  deployment: z.string().nullable(),
  podList: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      ready: z.boolean(),
      restarts: z.number(),
      node: z.string(),
    }),
  ),
  history: z.array(z.object({ at: instant, status: systemStatus, reason: z.string().nullable() })),
});
export type SystemDetail = z.infer<typeof systemDetail>;

export const healthContract = {
  /** The board, again after every change, at most four times a second. */
  watch: oc.input(atMoment.prefault({})).output(eventIterator(healthBoard)),
  /** Looks at everything now; resolves when every probe has answered or given up. */
  check: oc.output(healthReport),
  system: oc.input(atMoment.extend({ id: z.string() })).output(eventIterator(systemDetail)),
};
