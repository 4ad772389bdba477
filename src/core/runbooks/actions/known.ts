import type { z } from 'zod';
import type { Risk } from '../../operate/operation.ts';
import type { JsonObject } from '../../operate/processes/definition.ts';
import * as inputs from './inputs.ts';
import { LATER } from './later.ts';
import * as outputs from './outputs.ts';
import type { Rows } from './row.ts';

/** An action as a runbook may name it, whether it is built or not. */
export interface KnownAction {
  name: string;
  title: string;
  /** At least: an input may make it graver. */
  risk: Risk;
  input: z.ZodType;
  output: z.ZodType;
  /**
   * The part of the control center that will do it, in words for a sentence: `needs the phased rollouts`. Null: it is
   * built.
   */
  part: string | null;
  /**
   * Whether its answer can tell if a change came about: a `check` fails when it did not, a `look` only where it is
   * told to `require` it.
   */
  kind: 'check' | 'look' | 'other';
  /** It puts a question to a person: what is waited for then is not counted as its time. */
  asks: boolean;
}

const CLUSTER = {
  'cluster.restart': ['Restart a deployment', 'change', inputs.restartInput, outputs.changed],
  'cluster.scale': ['Scale a deployment', 'change', inputs.scaleInput, outputs.changed],
  'cluster.undo': ['Take a deployment back', 'change', inputs.undoInput, outputs.changed],
  'cluster.configmap.apply': [
    'Change keys of a config map',
    'change',
    inputs.applyConfigMapInput,
    outputs.changed,
  ],
  'cluster.configmap.get': ['Read a config map', 'read', inputs.configMapInput, outputs.configMapOutput],
  'cluster.pods': ['Look at pods', 'read', inputs.podsInput, outputs.podsOutput, 'look'],
  'cluster.deployments': [
    'Look at deployments',
    'read',
    inputs.deploymentsInput,
    outputs.deploymentsOutput,
    'look',
  ],
  'cluster.nodes': ['Look at nodes', 'read', inputs.nodesInput, outputs.nodesOutput, 'look'],
  'cluster.top': ['Look who uses how much', 'read', inputs.topInput, outputs.topOutput, 'look'],
  'cluster.rollout-status': [
    'Follow a rollout to its end',
    'read',
    inputs.rolloutStatusInput,
    outputs.rolloutStatusOutput,
    'check',
  ],
  'cluster.logs': ['Read logs', 'read', inputs.logsInput, outputs.logsOutput],
} as const satisfies Rows;

const HEALTH = {
  'health.check': [
    'Look at every system',
    'read',
    inputs.healthCheckInput,
    outputs.healthCheckOutput,
    'check',
  ],
  'health.service': [
    'Look at one system',
    'read',
    inputs.healthServiceInput,
    outputs.healthServiceOutput,
    'check',
  ],
  'targets.check': [
    'Compare with the targets',
    'read',
    inputs.targetsCheckInput,
    outputs.targetsCheckOutput,
    'check',
  ],
  'metrics.query': [
    'Evaluate a PromQL expression',
    'read',
    inputs.metricsQueryInput,
    outputs.metricsQueryOutput,
    'check',
  ],
  'metrics.watch': [
    'Watch figures for a while',
    'read',
    inputs.metricsWatchInput,
    outputs.metricsWatchOutput,
    'check',
  ],
  'metrics.targets': [
    'Look whether pages of metrics answer',
    'read',
    inputs.metricsTargetsInput,
    outputs.metricsTargetsOutput,
    'look',
  ],
  'bottlenecks.look': [
    'Find bottlenecks',
    'read',
    inputs.bottlenecksInput,
    outputs.bottlenecksOutput,
    'look',
  ],
  'baselines.compare': [
    'Compare with the baselines',
    'read',
    inputs.baselinesCompareInput,
    outputs.baselinesCompareOutput,
    'look',
  ],
  'baselines.update': ['Record new baselines', 'change', inputs.baselinesUpdateInput, outputs.changed],
} as const satisfies Rows;

const COMPLIANCE = {
  'compliance.hash': [
    'Verify the constitutional hash of every component',
    'read',
    inputs.complianceHashInput,
    outputs.complianceHashOutput,
    'check',
  ],
  'compliance.violations': [
    'Investigate violations',
    'read',
    inputs.complianceWithoutInput,
    outputs.linesOutput,
  ],
  'compliance.halt': [
    'Halt what does not comply',
    'change',
    inputs.complianceWithoutInput,
    outputs.linesOutput,
  ],
  'compliance.fix': ['Apply compliance fixes', 'change', inputs.complianceWithoutInput, outputs.linesOutput],
  'compliance.report': [
    'Write the incident report',
    'read',
    inputs.complianceWithoutInput,
    outputs.linesOutput,
  ],
  'compliance.restore': [
    'Put the constitutional hash back',
    'change',
    inputs.complianceRestoreInput,
    outputs.changed,
  ],
  'compliance.validate': [
    'Validate constitutional compliance',
    'read',
    inputs.complianceValidateInput,
    outputs.complianceOutput,
    'check',
  ],
  'compliance.dgm': [
    'Check DGM safety patterns',
    'read',
    inputs.complianceDgmInput,
    outputs.complianceOutput,
    'check',
  ],
} as const satisfies Rows;

const ALERTS = {
  'alerts.list': ['List alerts', 'read', inputs.alertsListInput, outputs.alertsListOutput, 'look'],
  'alerts.rules': [
    'Look at the rules of alerts',
    'read',
    inputs.alertsRulesInput,
    outputs.alertsRulesOutput,
    'look',
  ],
  // It changes what is written here, and nothing of the system.
  'alerts.acknowledge': ['Acknowledge an alert', 'read', inputs.alertsAcknowledgeInput, outputs.changed],
  'alerts.silence': ['Silence alerts', 'change', inputs.alertsSilenceInput, outputs.changed],
} as const satisfies Rows;

const STORES = {
  'sql.check': ['Check the database', 'read', inputs.sqlCheckInput, outputs.sqlCheckOutput, 'check'],
  'sql.terminate-connections': [
    'End idle connections to the database',
    'change',
    inputs.sqlTerminateInput,
    outputs.changed,
  ],
  'redis.info': ['Look at the cache', 'read', inputs.redisInfoInput, outputs.redisInfoOutput, 'look'],
  // Nothing brings back what was in it.
  'redis.flush': ['Clear the cache', 'destructive', inputs.redisFlushInput, outputs.changed],
  'objects.check': [
    'Check the artifact store',
    'read',
    inputs.objectsCheckInput,
    outputs.objectsCheckOutput,
    'check',
  ],
  'http.get': ['Ask a service', 'read', inputs.httpGetInput, outputs.httpOutput, 'check'],
  'http.post': ['Send to a service', 'change', inputs.httpPostInput, outputs.httpOutput],
  // It changes nothing that is kept, and still is felt by whoever uses the service.
  'load-test': ['Put load on a service', 'change', inputs.loadTestInput, outputs.loadTestOutput],
} as const satisfies Rows;

const STEPS = {
  manual: ['Do something by hand', 'read', inputs.manualInput, outputs.manualOutput, 'asks'],
  decision: ['Decide', 'read', inputs.decisionInput, outputs.decisionOutput, 'asks'],
  approval: [
    "Ask for a second person's approval",
    'read',
    inputs.approvalInput,
    outputs.approvalOutput,
    'asks',
  ],
  // The outbox sends it once for every step, whatever is killed meanwhile.
  notify: ['Tell people', 'read', inputs.notifyInput, outputs.notifyOutput],
  wait: ['Wait', 'read', inputs.waitInput, outputs.waitOutput],
  'wait.until': ['Wait until it is so', 'read', inputs.waitUntilInput, outputs.waitUntilOutput, 'check'],
  exec: ['Run an allowed program', 'change', inputs.execInput, outputs.execOutput],
  'reports.weekly': ['Write the weekly report', 'read', inputs.weeklyReportInput, outputs.weeklyReportOutput],
} as const satisfies Rows;

const ROLLOUTS = {
  'rollout.set': ['Set the share of traffic', 'change', inputs.rolloutSetInput, outputs.rolloutSetOutput],
  'rollout.gradual-rollback': [
    'Roll back step by step',
    'change',
    inputs.rolloutGradualInput,
    outputs.linesOutput,
  ],
  // What of them would change something is not done any more.
  'rollout.end': ['End rollouts that are under way', 'read', inputs.rolloutEndInput, outputs.linesOutput],
} as const satisfies Rows;

const BUILT = { ...CLUSTER, ...HEALTH, ...COMPLIANCE, ...ALERTS, ...STORES, ...ROLLOUTS, ...STEPS };

export type BuiltAction = keyof typeof BUILT;

/** Those that change nothing. */
export type ReadAction = {
  [Name in BuiltAction]: (typeof BUILT)[Name][1] extends 'read' ? Name : never;
}[BuiltAction];

/** What an action is given, once it is checked. */
export type InputOf<Name extends BuiltAction> = z.output<(typeof BUILT)[Name][2]>;

interface Head<Name extends BuiltAction> {
  name: Name;
  title: string;
  risk: Risk;
  input: z.ZodType<InputOf<Name>>;
}

/** `BUILT`, read so that the compiler keeps each name with its input. */
const HEADS: {
  readonly [Name in BuiltAction]: readonly [
    title: string,
    risk: Risk,
    input: z.ZodType<InputOf<Name>>,
    ...rest: readonly unknown[],
  ];
} = BUILT;

/** What an action is and takes, for whoever builds it: its row alone says so, and runbooks are checked by the same. */
export function headOf<Name extends BuiltAction>(name: Name): Head<Name> {
  const row = HEADS[name];
  return { name, title: row[0], risk: row[1], input: row[2] };
}

/**
 * The actions that exist. A runbook that names another one is shown as not available, with the reason: it never
 * pretends.
 */
export const BUILT_ACTIONS: ReadonlySet<string> = new Set(Object.keys(BUILT));

/** Every action that a runbook may name, by its name. */
export const KNOWN_ACTIONS: ReadonlyMap<string, KnownAction> = new Map([
  ...named(BUILT, null),
  ...LATER.flatMap(({ rows, part }) => named(rows, part)),
]);

function named(rows: Rows, part: string | null): [string, KnownAction][] {
  return Object.entries(rows).map(([name, [title, risk, input, output, kind]]) => [
    name,
    {
      name,
      title,
      risk,
      input,
      output,
      part,
      kind: kind === 'check' || kind === 'look' ? kind : 'other',
      asks: kind === 'asks',
    },
  ]);
}

const GRAVITY: Readonly<Record<Risk, number>> = { read: 0, change: 1, destructive: 2 };

/** Of one step, by what it is given as far as that is written out. */
export function riskOf(action: string, input: JsonObject): Risk {
  // Nothing is left to serve anybody.
  if (action === 'cluster.scale' && input.replicas === 0) return 'destructive';
  return KNOWN_ACTIONS.get(action)?.risk ?? 'change';
}

/** The gravest of them. */
export function gravest(risks: readonly Risk[]): Risk {
  return risks.reduce<Risk>((worst, risk) => (GRAVITY[risk] > GRAVITY[worst] ? risk : worst), 'read');
}
