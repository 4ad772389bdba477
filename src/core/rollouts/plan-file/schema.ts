import { z } from 'zod';
import { SERVICE_IDS } from '../../connect/profile/systems.ts';
import { durationOrNone } from '../../promql/index.ts';
import { TARGETS } from '../default-checks.ts';

/** A plan of a rollout as it is written: YAML, version 1. Every object is strict: a misspelt key would not be watched. */
export const API_VERSION = 'acgs.dev/rollout/v1';

const LONGEST_MS = 14 * 86_400_000;

/** Milliseconds of `30s`, `4h` or `1h30m`; undefined when it is none, or longer than a rollout takes. */
export function spanMs(text: string): number | undefined {
  const milliseconds = durationOrNone(text);
  return milliseconds !== undefined && milliseconds <= LONGEST_MS ? milliseconds : undefined;
}

const span = z
  .string()
  .refine(
    (text) => spanMs(text) !== undefined,
    'must be a span of time up to two weeks, such as 30s, 10m or 4h',
  );
const moment = span.refine((text) => (spanMs(text) ?? 1) > 0, 'must be more than nothing');
const count = z.int().min(1).max(1000);

const limits = z
  .strictObject({
    above: z.number().optional(),
    below: z.number().optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
  })
  .refine((it) => Object.keys(it).length > 0, 'must hold a limit such as { below: 1 }');

const check = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,79}$/, 'must be small letters, digits, - and _, at most 80')
    .describe(
      'one that another check has replaces it: hash, compliance, response-time, error-rate, availability',
    ),
  title: z.string().trim().min(1).max(200).optional().describe('left out: what its measure is called'),
  expression: z.string().trim().min(1).max(4000).optional().describe('PromQL that gives one figure'),
  target: z.enum(TARGETS).optional().describe('a target of the profile, with its limits'),
  operational: z
    .string()
    .min(1)
    .optional()
    .describe('the id of a system, or all: how many are not operational'),
  budget: z
    .enum(['left', 'burn'])
    .optional()
    .describe(
      'of the availability objective: the share of the error budget that is left, or how fast it burns',
    ),
  over: z.enum(['1h', '6h', '1d', '3d']).optional().describe('of a burn: measured over so long (default 1h)'),
  hash: z.literal(true).optional().describe('components with another constitutional hash'),
  unit: z.enum(['ms', 'ratio']).optional().describe('of an expression; ratio: from 0 to 1'),
  success: limits.optional().describe('a figure that keeps these passes'),
  failure: limits.optional().describe('one that keeps these fails; left out: every one that does not pass'),
  every: moment.optional().describe('how often it is measured (default 60s)'),
  failures: count.optional().describe('so many failed measurements turn the rollout back (default 3)'),
  within: moment.optional().describe('within so long (default: as many intervals)'),
  inconclusive: count.optional().describe('so many inconclusive ones wait for a person (default 3)'),
  errorsInARow: count.optional().describe('so many that could not be made wait for a person (default 3)'),
  staleAfter: moment.optional().describe('an older figure says nothing (default 2m)'),
});
export type WrittenCheck = z.infer<typeof check>;

const limit = limits.optional();
const gate = z.strictObject({
  system: z.enum(SERVICE_IDS).optional().describe('default mlops-manager'),
  path: z.string().startsWith('/').max(1000).optional().describe("left out: where the system's probe asks"),
  requests: z.int().min(1).max(1_000_000).optional().describe('default 1000'),
  workers: z.int().min(1).max(1000).optional().describe('that send at once (default 50)'),
  limits: z
    .strictObject({
      p50: limit,
      p90: limit,
      p95: limit,
      p99: limit,
      max: limit,
      errors: limit,
      perSecond: limit,
    })
    .refine((it) => Object.keys(it).length > 0, 'must hold a limit such as p95: { below: 500 }')
    .optional()
    .describe('milliseconds, the share that failed, answers a second; left out: the targets of the profile'),
});
export type WrittenGate = z.infer<typeof gate>;

const defaults = z
  .union([z.enum(['all', 'none']), z.array(z.enum(TARGETS))])
  .describe('which targets of the profile are watched, too (default all); the constitutional hash always is');
const checks = z.array(check).max(50);

export const planFileSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  defaults: defaults.optional(),
  checks: checks.optional().describe('watched in every stage, beside the defaults'),
  stages: z
    .array(
      z.strictObject({
        percentage: z.int().min(1).max(100).describe('share of the traffic, rising from stage to stage'),
        monitor: span.describe('how long it is watched; 0s for the last one alone'),
        defaults: defaults.optional().describe('of this stage, in place of those of the plan'),
        checks: checks.optional().describe('of this stage, beside those of the plan'),
        gate: z
          .strictObject({ 'load-test': gate })
          .optional()
          .describe('what it has to stand once the share is set, before it is watched'),
      }),
    )
    .min(1)
    .max(100),
});
export type PlanFile = z.infer<typeof planFileSchema>;

/** For editors and for `resources/schemas/rollout-v1.schema.json`. */
export function planJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(planFileSchema, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    title: 'Plan of a rollout of the ACGS Control Center',
    description: 'Shares of traffic, how long each is watched, and what has to stay well meanwhile.',
    ...rest,
  };
}
