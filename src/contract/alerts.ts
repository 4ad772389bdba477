import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { atMoment, instant, problem } from './source.ts';

/** The guide's alert levels. */
export const alertLevel = z.enum(['info', 'warning', 'critical', 'emergency']);
export type AlertLevel = z.infer<typeof alertLevel>;

const texts = z.record(z.string(), z.string());

const called = z.object({ role: z.string(), contact: z.string().nullable() });

export const alertItem = z.object({
  id: z.string(),
  name: z.string(),
  level: alertLevel,
  state: z.enum(['pending', 'firing', 'resolved']),
  labels: texts,
  annotations: texts,
  /** Null: not a number. */
  value: z.number().nullable(),
  activeAt: instant,
  firedAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  /** Until when it is to be answered; null where nobody has to. */
  respondBy: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: instant.nullable(),
  note: z.string().nullable(),
  silencedUntil: instant.nullable(),
  /** Id of the runbook that answers it, and what the guide calls that procedure. */
  runbook: z.string().nullable(),
  procedure: z.string().nullable(),
  system: z.string().nullable(),
  summary: z.string(),
  /** Why it is as it is, true at the frame's time. */
  why: z.string(),
  /** How long it has to hold before it fires; null when its rule is not loaded any more. */
  forMs: z.number().nullable(),
  /** Nobody has measured what it goes by since: whether it still holds is not known. */
  blindSince: instant.nullable(),
  /** How often it fired in the last hour, where that is often. */
  flapping: z.number().nullable(),
  /** The worse alert that is to be answered first. */
  inhibitedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  escalation: z.object({
    priority: z.enum(['P1', 'P2', 'P3', 'P4']),
    path: z.array(called),
    /** How many of the path have been called. */
    reached: z.number(),
    /** When the next one is called; null when nobody is. */
    nextAt: instant.nullable(),
  }),
  rule: z.object({ file: z.string(), group: z.string() }),
});
export type AlertItem = z.infer<typeof alertItem>;

export const alertSilence = z.object({
  id: z.string(),
  /** Each as `system="governance"`. */
  matchers: z.array(z.string()),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: instant,
  until: instant,
  /** How many alerts it silences now. */
  silences: z.number(),
});

export const alertRule = z.object({
  name: z.string(),
  group: z.string(),
  file: z.string(),
  expression: z.string(),
  forMs: z.number(),
  level: alertLevel,
  /** `blind`: nobody exports what it goes by. `stale`: nobody measures it now. `waiting`: not evaluated yet. */
  state: z.enum(['good', 'stale', 'blind', 'failing', 'waiting']),
  why: z.string().nullable(),
  evaluatedAt: instant.nullable(),
  firing: z.number(),
  pending: z.number(),
});
export type AlertRule = z.infer<typeof alertRule>;

/** Alerts of an existing Alertmanager or Prometheus, shown and never changed. */
export const foreignAlerts = z.object({
  id: z.enum(['alertmanager', 'prometheus']),
  name: z.string(),
  state: z.enum(['connecting', 'live', 'stale']),
  observedAt: instant.nullable(),
  problem: problem.nullable(),
  alerts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      level: alertLevel,
      state: z.enum(['pending', 'firing', 'suppressed']),
      labels: texts,
      annotations: texts,
      value: z.number().nullable(),
      activeAt: instant,
    }),
  ),
  warnings: z.array(z.string()),
});

export const alertReceiver = z.object({
  name: z.string(),
  kind: z.enum(['desktop', 'webhook', 'email']),
  from: alertLevel,
  state: z.enum(['idle', 'ok', 'failing', 'unknown']),
  waiting: z.number(),
  lastSentAt: instant.nullable(),
  problem: z.string().nullable(),
  nextTryAt: instant.nullable(),
});

/** Something to tell whoever looks at the page; the same thing has the same number. */
export const alertNotice = z.object({
  id: z.number(),
  at: instant,
  kind: z.enum(['firing', 'resolved', 'escalated']),
  level: alertLevel,
  alert: z.string(),
  title: z.string(),
  text: z.string(),
});
export type AlertNotice = z.infer<typeof alertNotice>;

export const alertsFrame = z.object({
  at: instant,
  /** Who evaluates the rules; `nobody`: what is shown is what was known. */
  evaluator: z.enum(['here', 'elsewhere', 'nobody', 'past']),
  evaluatedAt: instant.nullable(),
  /** The last evaluation is too long ago: nothing that is shown speaks for now. */
  stale: z.boolean(),
  missedEvaluations: z.number(),
  /** The most urgent first. */
  items: z.array(alertItem),
  /** Whose response clock runs out first. */
  urgent: z
    .object({
      id: z.string(),
      name: z.string(),
      level: alertLevel,
      system: z.string().nullable(),
      respondBy: instant.nullable(),
    })
    .nullable(),
  counts: z.object({
    unanswered: z.number(),
    firing: z.number(),
    pending: z.number(),
    silenced: z.number(),
  }),
  worst: alertLevel.nullable(),
  silences: z.array(alertSilence),
  rules: z.array(alertRule),
  /** What is odd about the rules, a sentence each. */
  warnings: z.array(z.string()),
  /** Rule files that are not evaluated. */
  problems: z.array(problem),
  sources: z.array(foreignAlerts),
  receivers: z.array(alertReceiver),
  notices: z.array(alertNotice),
  /** Whom one can call, as the profile says. */
  contacts: z.array(called),
});
export type AlertsFrame = z.infer<typeof alertsFrame>;

export const alertExplanation = z.object({
  alert: alertItem,
  /** Why it is as it is, sentence by sentence. */
  words: z.array(z.string()),
  rule: z.object({
    group: z.string(),
    file: z.string(),
    expression: z.string().nullable(),
    forMs: z.number().nullable(),
    problem: z.string().nullable(),
  }),
  samples: z.array(
    z.object({
      series: z.string(),
      value: z.number().nullable(),
      at: instant,
      ageMs: z.number(),
      state: z.enum(['fresh', 'old', 'ended']),
    }),
  ),
  history: z.array(z.object({ at: instant, kind: z.string(), actor: z.string(), words: z.string() })),
});
export type AlertExplanation = z.infer<typeof alertExplanation>;

export const alertLog = z.object({
  /** `alerts_20250627`. */
  name: z.string(),
  lines: z.array(
    z.object({
      at: instant,
      level: alertLevel,
      kind: z.string(),
      actor: z.string(),
      alert: z.string().nullable(),
      text: z.string(),
    }),
  ),
  leftOut: z.number(),
});
export type AlertLog = z.infer<typeof alertLog>;

export const alertsContract = {
  /** How alerts stand, again after every change. */
  watch: oc.input(atMoment).output(eventIterator(alertsFrame)),
  /** Why one is as it is, with the samples behind it. */
  explain: oc.input(atMoment.extend({ id: z.string() })).output(alertExplanation),
  /** What happened to alerts on a day of UTC. */
  log: oc
    .input(atMoment.extend({ day: z.iso.date(), search: z.string().max(200).default('') }))
    .output(alertLog),
};
