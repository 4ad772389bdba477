import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { operationPreview } from './operations.ts';
import { questionKind, runSummary } from './runbooks.ts';
import { instant, problem } from './source.ts';

/** `gradual-rollback` and `emergency-rollback` take traffic away; a `phased` rollout gives it. */
export const rolloutKind = z.enum(['phased', 'gradual-rollback', 'emergency-rollback']);

/**
 * `inconclusive`: a person has to decide. `aborted`: turned back, the share is 0 %. `degraded`: it has ended, and the
 * share is not where it should be or nobody knows.
 */
export const rolloutState = z.enum([
  'progressing',
  'paused',
  'inconclusive',
  'rolling-back',
  'aborted',
  'completed',
  'degraded',
]);

/** What a rollout waits for a person to say. */
export const rolloutQuestion = z.object({
  step: z.string(),
  /** `decision`: what the measurements could not tell. The others are asked by whatever drives it. */
  kind: questionKind,
  text: z.string(),
  since: instant.nullable(),
  /** Of a decision: `watch-on`, `next-stage`, `roll-back`. */
  choices: z.array(z.object({ id: z.string(), title: z.string() })),
});

export const rolloutSummary = z.object({
  id: z.string(),
  kind: rolloutKind,
  title: z.string(),
  state: rolloutState,
  /** Why it is as it is, in one sentence; null while it simply goes on. */
  why: z.string().nullable(),
  /** What the traffic is moved with: `configmap`. */
  driver: z.string(),
  /** The share that it last set; null before it set one. */
  percentage: z.number().nullable(),
  percentageAt: instant.nullable(),
  startedAt: instant,
  startedBy: z.string(),
  endedAt: instant.nullable(),
  /** Who drives it; null when it has ended or nobody does. */
  owner: runSummary.shape.owner,
  /** Index of the stage that it is in; null when it has ended. */
  stage: z.number().nullable(),
  stageCount: z.number(),
  asks: rolloutQuestion.nullable(),
});
export type RolloutSummary = z.infer<typeof rolloutSummary>;

export const rolloutOutcome = z.enum(['pass', 'fail', 'inconclusive']);

const limits = z.object({
  above: z.number().optional(),
  below: z.number().optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
});

/** Something that is watched in a stage, with its latest measurements. */
export const rolloutCheck = z.object({
  id: z.string(),
  title: z.string(),
  /** `ratio`: from 0 to 1. Empty: a count, or what an expression gives. */
  unit: z.enum(['ms', 'ratio', '']),
  /** What it wants, such as `at most 0.01`. */
  limit: z.string(),
  /** A figure that keeps these passes; one that keeps `failure` fails; one that keeps neither tells nothing. */
  success: limits,
  failure: limits,
  everyMs: z.number(),
  /** The latest 500, the oldest first. */
  measurements: z.array(
    z.object({
      at: instant,
      value: z.number().nullable(),
      outcome: rolloutOutcome,
      words: z.string(),
    }),
  ),
  /** All that were taken. */
  total: z.number(),
  /** Failed ones within `withinMs` up to now; so many as `limit` turn the rollout back. */
  failures: z.object({ count: z.number(), limit: z.number(), withinMs: z.number() }),
  /** Inconclusive ones since it is watched; so many as `limit` have it wait for a person. */
  inconclusive: z.object({ count: z.number(), limit: z.number() }),
  nextAt: instant.nullable(),
});
export type RolloutCheck = z.infer<typeof rolloutCheck>;

export const rolloutStage = z.object({
  percentage: z.number(),
  monitorMs: z.number(),
  state: z.enum(['pending', 'setting', 'watching', 'passed', 'failed', 'inconclusive', 'skipped']),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** When its window is over; null while it is not watched. */
  endsAt: instant.nullable(),
  /** What came of it, in one sentence. */
  words: z.string().nullable(),
  checks: z.array(rolloutCheck),
});
export type RolloutStage = z.infer<typeof rolloutStage>;

export const rolloutView = rolloutSummary.extend({
  stages: z.array(rolloutStage),
  /** What can be done with it now; everything else means nothing in its state. */
  can: z.object({
    pause: z.boolean(),
    resume: z.boolean(),
    promote: z.boolean(),
    promoteFull: z.boolean(),
    abort: z.boolean(),
    retry: z.boolean(),
  }),
  /** What happened, the oldest first. */
  report: z.array(z.object({ at: instant, by: z.string(), line: z.string() })),
  /** What it was started for; of an emergency rollback. */
  reason: z.string().nullable(),
});
export type RolloutView = z.infer<typeof rolloutView>;

/** What can be said to what moves the traffic, beside a share: the orders of Argo Rollouts. */
export const trafficOrder = z.enum(['pause', 'promote', 'promote-full', 'abort', 'retry', 'undo']);
export type TrafficOrder = z.infer<typeof trafficOrder>;

/** The share of traffic as it is now, whoever set it. */
export const trafficView = z.object({
  percentage: z.number().nullable(),
  /** Where it is written: `config map acgs-production/mlops-production-config`. */
  source: z.string(),
  observedAt: instant.nullable(),
  /** Why it does not tell, or is not in force; null: it tells, and it is. */
  note: z.string().nullable(),
  /** By whose hand it is what it is; null where the cluster does not keep it. */
  movedBy: z.object({ name: z.string(), at: instant }).nullable(),
  /** The orders (operation `rollout.argo`) that mean something as it is; none where it takes none. */
  can: z.array(trafficOrder),
  /** What metrics say of it; null: it is not verified by metrics, or nobody has looked yet. */
  metrics: z
    .object({
      /** Percent that was seen; null: they do not tell. */
      percentage: z.number().nullable(),
      observedAt: instant.nullable(),
      /** PromQL. */
      source: z.string(),
      /** Percentage points. */
      tolerance: z.number(),
      /** `settling`: it may still count what was before. `unknown`: nobody can tell. */
      verdict: z.enum(['as-written', 'settling', 'more', 'less', 'unknown']),
      words: z.string(),
    })
    .nullable(),
  problem: problem.nullable(),
});
export type TrafficView = z.infer<typeof trafficView>;

export const rolloutsFrame = z.object({
  /** Those that go on, and the latest that have ended, the newest first. */
  items: z.array(rolloutSummary),
  traffic: trafficView,
});
export type RolloutsFrame = z.infer<typeof rolloutsFrame>;

const id = z.string().min(1).max(200);
const note = z.string().max(2000);
const confirm = z.string().max(200).nullable();
/** As an operator writes it: `10,50,100` and `4h,8h,0s`. */
const wanted = z.object({
  percentages: z.string().max(500),
  monitor: z.string().max(500),
  /** Empty: the one that the profile names. */
  driver: z.string().max(50).default(''),
  /** The text of a plan's file, which then says the stages in place of the two above; empty: there is none. */
  plan: z.string().max(300_000).default(''),
});

/** What moves the traffic, and what it can. */
export const trafficDriver = z.object({
  /** `configmap`, `nginx`, `gateway`, `istio`, `argo`. */
  id: z.string(),
  /** `Weight of a canary ingress (ingress-nginx)` */
  title: z.string(),
  /** Where the share is written. */
  source: z.string(),
  /** What it can and cannot do, in a sentence. */
  can: z.string(),
  /** Each share replaces pods. */
  restarts: z.boolean(),
  /** PromQL by which the share is verified; null: it is not verified by metrics. */
  verifiedBy: z.string().nullable(),
  /** Whole percentages that it can set as it is now; null: every one, or `problem` says why nobody knows. */
  shares: z.array(z.number()).nullable(),
  /** Why not the others. */
  why: z.string().nullable(),
  problem: problem.nullable(),
});
export type TrafficDriver = z.infer<typeof trafficDriver>;

export const rolloutPlan = z.object({
  /** None when there are problems. */
  stages: z.array(
    z.object({
      percentage: z.number(),
      monitorMs: z.number(),
      checks: z.array(
        z.object({
          ...{ id: z.string(), title: z.string(), limit: z.string(), everyMs: z.number() },
          /** What is measured, such as its PromQL. */
          measures: z.string(),
          /** What turns the rollout back: `3 failed within 3m`. */
          fails: z.string(),
          /** What waits for a person: `3 inconclusive, or 3 errors in a row`. */
          pauses: z.string(),
        }),
      ),
    }),
  ),
  /** The first change, exactly as it would be sent; null where it cannot be told. */
  preview: operationPreview.nullable(),
  driver: trafficDriver,
  /** What keeps it from being started, or has to be known before; a sentence each. */
  problems: z.array(problem),
});
export type RolloutPlan = z.infer<typeof rolloutPlan>;

export const rolloutsContract = {
  /** All of them, with the share that there is; again after every change. */
  watch: oc.output(eventIterator(rolloutsFrame)),
  /** One rollout; again after every change and measurement. */
  follow: oc.input(z.object({ id })).output(eventIterator(rolloutView)),
  /** What one did and why, from the record alone: as a page that prints, or as text. */
  report: oc
    .input(z.object({ id, format: z.enum(['html', 'md']) }))
    .output(z.object({ name: z.string(), text: z.string() })),
  /** What a rollout would do, without doing it. What is mistyped is a problem in the answer, and no error. */
  plan: oc.input(wanted).output(rolloutPlan),
  /** `confirm`: the profile's name as typed, in production; all changes of the rollout are agreed to by it. */
  start: oc.input(wanted.extend({ confirm })).output(z.object({ id: z.string() })),
  /** The share stays, and is watched on; the next stage waits. */
  pause: oc.input(z.object({ id, why: note })).output(z.void()),
  resume: oc.input(z.object({ id })).output(z.void()),
  /**
   * The next stage without waiting for the window's end; `full`: 100 %, which a second person has to approve. Fails
   * with `refused` until they have, and has asked them then.
   */
  promote: oc.input(z.object({ id, full: z.boolean() })).output(z.void()),
  /** Back to 0 %, whatever stage it is in. */
  abort: oc.input(z.object({ id, why: note })).output(z.void()),
  /** A new rollout of the same plan, after one that was turned back. */
  retry: oc.input(z.object({ id, confirm })).output(z.object({ id: z.string() })),
  /** Answers what it asks. */
  answer: oc
    .input(
      z.object({ id, step: id, choice: z.string().max(100), note, typed: z.string().max(200).nullable() }),
    )
    .output(z.void()),
  /** 0 % at once, whatever else runs, then the legacy optimizer, verified and watched. */
  emergencyRollback: oc
    .input(z.object({ reason: z.string().trim().min(1).max(2000), confirm }))
    .output(z.object({ id: z.string() })),
  /** Down to 0 % in steps of so many percent, each watched for `monitor` such as `60m`. */
  gradualRollback: oc
    .input(z.object({ step: z.int().min(1).max(100), monitor: z.string().max(50), confirm }))
    .output(z.object({ id: z.string() })),
};
