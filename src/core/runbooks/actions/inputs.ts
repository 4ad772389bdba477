import { z } from 'zod';
import { SERVICE_IDS, STORE_IDS } from '../../connect/profile/systems.ts';
import { durationInput, SECRET_REFERENCE } from './values.ts';

/**
 * What each action takes in a runbook's `with`. The action itself takes the same schema, so that lint and run
 * cannot disagree. Every object is strict: a misspelt key would silently do something else.
 */
const text = z.string().trim().min(1).max(10_000);
const shortText = z.string().trim().min(1).max(200);
/**
 * With `require: true` a step fails when what it looks at is not well, or cannot be told; with false it only tells.
 * A check requires it unless it is told otherwise, a look does not.
 */
const check = { require: z.boolean().default(true) };
const look = { require: z.boolean().default(false) };
const onlyCheck = z.strictObject(check);
const onlyLook = z.strictObject(look);
/** DNS-1123, as the API server wants names. */
const objectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be a name as Kubernetes takes it');
/** The id of one of the profile's systems, which stands for its deployment, or the deployment's own name. */
const deployment = objectName;
/** Left out: the profile's. */
const namespace = objectName.optional();
const path = z
  .string()
  .max(2000)
  .regex(/^\/(?!\/)[^\s\\]*$/, 'must be a path that begins with one /');

/** What a figure has to keep; several have to hold together. */
const limits = {
  above: z.number().optional(),
  below: z.number().optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
};
const hasLimit = (it: { above?: unknown; below?: unknown; atLeast?: unknown; atMost?: unknown }) =>
  it.above !== undefined || it.below !== undefined || it.atLeast !== undefined || it.atMost !== undefined;
const NO_LIMIT = 'must name a limit: above, below, atLeast or atMost';

// The cluster: door operations first.

export const restartInput = z.strictObject({ deployment, namespace });
export const scaleInput = z.strictObject({ deployment, namespace, replicas: z.int().min(0).max(150_000) });
/** Left out, the revision before the present one. */
export const undoInput = z.strictObject({ deployment, namespace, revision: z.int().min(1).optional() });
/** `set` changes these keys and leaves the others as they are. `name` left out: the profile's config map. */
export const applyConfigMapInput = z.strictObject({
  name: objectName.optional(),
  namespace,
  set: z
    .record(z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/, 'is no key of a config map'), z.string().max(100_000))
    .refine((it) => Object.keys(it).length > 0, 'must name at least one key'),
});

/** `deployment` left out: all pods of the namespace. */
export const podsInput = z.strictObject({ deployment: deployment.optional(), namespace, ...look });
export const deploymentsInput = z.strictObject({
  namespace,
  /** What those of the profile shall be; left out, each has as many pods as it is set to have, be it none. */
  want: z.enum(['running', 'shut-down']).optional(),
  /** Of those of the profile; left out, all of them. */
  only: z.array(deployment).min(1).max(100).optional(),
  ...look,
});
export const nodesInput = onlyLook;
/** Who uses how much: `kubectl top`. */
export const topInput = z.strictObject({ of: z.enum(['nodes', 'pods']), namespace, ...look });
/** Follows the rollout to its end. */
export const rolloutStatusInput = z.strictObject({ deployment, namespace, ...check });
export const logsInput = z.strictObject({
  deployment,
  namespace,
  tail: z.int().min(1).max(10_000).default(100),
  /** Counted among the lines: which ones tell of a fault. RE2. */
  search: z.string().max(500).optional(),
});
export const configMapInput = z.strictObject({
  name: objectName.optional(),
  namespace,
  /** Keys that must have these values. */
  expect: z.record(z.string().max(253), z.string().max(100_000)).optional(),
  /** Its `constitutional_hash` must be the profile's. */
  expectHash: z.boolean().default(false),
});

// Health and figures.

export const healthCheckInput = onlyCheck;
/** The id of a system, or the name of its deployment. */
export const healthServiceInput = z.strictObject({ system: objectName, ...check });
export const metricsQueryInput = z
  .strictObject({ expression: text, ...limits, ...check })
  .describe('without limits there is nothing to require');
export const metricsWatchInput = z.strictObject({
  checks: z
    .array(z.strictObject({ name: shortText, expression: text, ...limits }).refine(hasLimit, NO_LIMIT))
    .min(1)
    .max(50),
  for: durationInput,
  every: durationInput.default('30s'),
  /** So many looks in a row have to breach before it fails: one slow answer is no trend. */
  breaches: z.int().min(1).max(1000).default(3),
  ...check,
});
/** The profile's targets. Left out: all that are evaluated. */
export const targetsCheckInput = z.strictObject({
  only: z
    .array(
      z.enum([
        'response-time',
        'compliance',
        'cost-savings',
        'model-accuracy',
        'availability',
        'error-rate',
        'cpu',
        'memory',
      ]),
    )
    .min(1)
    .optional(),
  ...check,
});
export const metricsTargetsInput = onlyLook;
export const bottlenecksInput = z.strictObject({
  /** Left out: all of them. */
  only: z
    .array(z.enum(['database', 'cache', 'network', 'pods']))
    .min(1)
    .optional(),
  ...look,
});
export const baselinesCompareInput = z.strictObject({
  window: durationInput.default('1h'),
  /** Only the figures that the revision in force measured itself; those it did not are named. */
  updatedOnly: z.boolean().default(false),
  ...look,
});
export const baselinesUpdateInput = z.strictObject({
  window: durationInput.default('7d'),
  reason: shortText,
});

// Alerts.

export const alertsListInput = z.strictObject({
  /** And graver. */
  level: z.enum(['info', 'warning', 'critical', 'emergency']).default('info'),
  system: objectName.optional(),
  ...look,
});
/** `default` is what the guide's script does without a flag: everything. */
export const complianceValidateInput = z.strictObject({
  mode: z.enum(['default', 'quick', 'production', 'emergency', 'daily']).default('default'),
  ...check,
});
export const complianceDgmInput = onlyCheck;

/** What is required is that every rule can be evaluated; those that are blind are told. */
export const alertsRulesInput = onlyLook;
export const alertsAcknowledgeInput = z.strictObject({
  id: shortText,
  note: z.string().max(2000).default(''),
});
export const alertsSilenceInput = z.strictObject({
  matchers: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is no name of a label'),
        operator: z.enum(['=', '!=', '=~', '!~']).default('='),
        value: z.string().max(1000),
      }),
    )
    .min(1),
  for: durationInput,
  reason: shortText,
});

// Stores.

/** Read-only checks with a name; there is no place for SQL of one's own. */
export const sqlCheckInput = z.strictObject({
  check: z.enum(['schema', 'integrity', 'connections']),
  ...check,
});
/** Those of the profile's database that are idle for longer, never one's own. */
export const sqlTerminateInput = z.strictObject({
  idleFor: durationInput.default('5m'),
  application: shortText.optional(),
});
export const redisInfoInput = onlyLook;
/** A glob as Redis' SCAN takes it; a lone star empties it all and has to be written so. */
export const redisFlushInput = z.strictObject({ pattern: shortText });
export const objectsCheckInput = onlyCheck;

// HTTP. Where to: a system of the profile and a path; other addresses are not asked.

const request = {
  system: z.enum(SERVICE_IDS),
  path,
  /** Left out: 200 to 299. */
  expectStatus: z.int().min(100).max(599).optional(),
  /** Sent as Bearer. Names where it is kept, never the token. */
  token: z
    .string()
    .regex(SECRET_REFERENCE, 'must name where it is kept: env:NAME, keychain:NAME or file:PATH')
    .optional(),
};
export const httpGetInput = z.strictObject({ ...request, ...check });
export const httpPostInput = z.strictObject({ ...request, body: z.json().optional() });
export const loadTestInput = z.strictObject({
  system: z.enum(SERVICE_IDS),
  /** Left out: what its health is asked at. */
  path: path.optional(),
  requests: z.int().min(1).max(10_000_000).default(1000),
  /** Connections at once. */
  workers: z.int().min(1).max(1000).default(50),
  ...check,
});

export const rolloutEndInput = z.strictObject({ reason: z.string().max(2000).default('') });
export const rolloutGradualInput = z.strictObject({ step: z.int().min(1).max(100), monitor: durationInput });
export const rolloutSetInput = z.strictObject({ percentage: z.int().min(0).max(100) });

// People, time, programs.

export const manualInput = z.strictObject({
  text,
  /** What was found has to be written down, at least so many characters. */
  minNoteLength: z.int().min(0).max(1000).default(10),
});
export const decisionInput = z
  .strictObject({
    text,
    choices: z
      .array(z.strictObject({ id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/), title: shortText }))
      .min(2)
      .max(20),
    /** What is chosen where nobody is asked, as in the sandbox with --yes. */
    recommended: z.string().max(61).optional(),
  })
  .refine(
    ({ choices }) => new Set(choices.map(({ id }) => id)).size === choices.length,
    'has two choices of one id',
  )
  .refine(
    ({ choices, recommended }) => recommended === undefined || choices.some(({ id }) => id === recommended),
    'recommends what is no choice',
  );
export const approvalInput = z.strictObject({ text });
export const notifyInput = z.strictObject({
  text,
  level: z.enum(['info', 'warning', 'critical', 'emergency']).default('info'),
});
export const waitInput = z.strictObject({ for: durationInput });
export const waitUntilInput = z
  .strictObject({
    /** All pods of it are ready. */
    pods: z.strictObject({ deployment, namespace }).optional(),
    /** It is operational, judged by what it answers. */
    system: z
      .enum([...SERVICE_IDS, ...STORE_IDS])
      .or(objectName)
      .optional(),
    metric: z
      .strictObject({ expression: text, ...limits })
      .refine(hasLimit, NO_LIMIT)
      .optional(),
    every: durationInput.default('5s'),
    /** It has to hold for so long. */
    steadyFor: durationInput.default('0s'),
  })
  .refine(
    ({ pods, system, metric }) => [pods, system, metric].filter((it) => it !== undefined).length === 1,
    'must name one of pods, system or metric',
  );
/** A program that the profile allows, by the name it has there, and its arguments one by one: no shell. */
export const execInput = z.strictObject({
  command: z
    .string()
    .regex(/^[\w.-]{1,60}$/, 'must be the name of a command that the profile allows, not a line for a shell'),
  arguments: z.array(z.string().max(4096)).max(100).default([]),
});
export const complianceHashInput = z.strictObject({ ...check });
/** One object after the other: what is wrong of a component first in its deployment, then in its config maps. */
export const complianceRestoreInput = z.strictObject({
  component: z.string().trim().min(1).max(200).default('configuration'),
});
export const complianceWithoutInput = z.strictObject({});
/** Of the last days: figures, alerts, runs. */
export const weeklyReportInput = z.strictObject({ window: durationInput.default('7d') });
