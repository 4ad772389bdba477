import type { z } from 'zod';
import type { Risk } from '../../operate/operation.ts';
import type { JsonObject } from '../../operate/processes/definition.ts';
import * as inputs from './inputs.ts';
import * as later from './later-inputs.ts';
import * as outputs from './outputs.ts';

/** An action as a runbook may name it, whether it is built or not. */
export interface KnownAction {
  name: string;
  title: string;
  /** At least: an input may make it graver. */
  risk: Risk;
  input: z.ZodType;
  output: z.ZodType;
  /** The part of the control center that does it, in words for a sentence: `needs the phased rollouts`. */
  part: string;
  /**
   * Whether its answer can tell if a change came about: a `check` fails when it did not, a `look` only where it is
   * told to `require` it.
   */
  kind: 'check' | 'look' | 'other';
  /** It puts a question to a person: what is waited for then is not counted as its time. */
  asks: boolean;
}

type Row = readonly [
  title: string,
  risk: Risk,
  input: z.ZodType,
  output: z.ZodType,
  kind?: 'check' | 'look' | 'asks',
];

const CLUSTER: Readonly<Record<string, Row>> = {
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
};

const HEALTH: Readonly<Record<string, Row>> = {
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
};

const ALERTS: Readonly<Record<string, Row>> = {
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
};

const STORES: Readonly<Record<string, Row>> = {
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
};

const STEPS: Readonly<Record<string, Row>> = {
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
};

const COMPLIANCE: Readonly<Record<string, Row>> = {
  'compliance.validate': [
    'Validate constitutional compliance',
    'read',
    later.complianceValidateInput,
    outputs.checkOutput,
    'check',
  ],
  'compliance.hash': [
    'Verify the constitutional hash of every component',
    'read',
    later.complianceHashInput,
    outputs.checkOutput,
    'check',
  ],
  'compliance.dgm': [
    'Check DGM safety patterns',
    'read',
    later.complianceDgmInput,
    outputs.checkOutput,
    'check',
  ],
  'compliance.violations': [
    'Investigate violations',
    'read',
    later.complianceViolationsInput,
    outputs.linesOutput,
  ],
  'compliance.fix': ['Apply compliance fixes', 'change', later.complianceFixInput, outputs.linesOutput],
  'compliance.halt': [
    'Halt what does not comply',
    'destructive',
    later.complianceHaltInput,
    outputs.linesOutput,
  ],
  'compliance.restore': [
    'Restore the compliant configuration',
    'change',
    later.complianceRestoreInput,
    outputs.linesOutput,
  ],
  'compliance.report': [
    'Write the incident report',
    'read',
    later.complianceReportInput,
    outputs.linesOutput,
  ],
};

const ROLLOUTS: Readonly<Record<string, Row>> = {
  'rollout.set': ['Set the share of traffic', 'change', later.rolloutSetInput, outputs.linesOutput],
  'rollout.emergency-rollback': [
    'Roll back at once',
    'destructive',
    later.rolloutEmergencyInput,
    outputs.linesOutput,
  ],
  'rollout.gradual-rollback': [
    'Roll back step by step',
    'change',
    later.rolloutGradualInput,
    outputs.linesOutput,
  ],
};

const MODELS: Readonly<Record<string, Row>> = {
  'models.versions': [
    'Check model versions',
    'read',
    later.modelsVersionsInput,
    outputs.checkOutput,
    'check',
  ],
  'models.performance': [
    'Analyze the performance of models',
    'read',
    later.modelsPerformanceInput,
    outputs.linesOutput,
  ],
  'models.predictions': [
    'Analyze recent predictions',
    'read',
    later.modelsPredictionsInput,
    outputs.linesOutput,
  ],
  'models.training-data': [
    'Check training data',
    'read',
    later.modelsTrainingDataInput,
    outputs.checkOutput,
    'check',
  ],
  'models.resolve-conflicts': [
    'Resolve version conflicts',
    'change',
    later.modelsResolveInput,
    outputs.linesOutput,
  ],
  'models.rollback': ['Roll a model back', 'change', later.modelsRollbackInput, outputs.linesOutput],
  'models.verify-rollback': [
    'Verify the rollback of a model',
    'read',
    later.modelsVerifyRollbackInput,
    outputs.checkOutput,
    'check',
  ],
  'models.migrate': [
    'Apply migrations of the registry',
    'change',
    later.modelsMigrateInput,
    outputs.linesOutput,
  ],
  'models.artifacts.cleanup': [
    'Remove old artifacts',
    'destructive',
    later.artifactsCleanupInput,
    outputs.linesOutput,
  ],
  'models.artifacts.verify': [
    'Compare artifacts with their checksums',
    'read',
    later.artifactsVerifyInput,
    outputs.checkOutput,
    'check',
  ],
  'models.artifacts.repair': ['Repair artifacts', 'change', later.artifactsRepairInput, outputs.linesOutput],
};

const BACKUPS: Readonly<Record<string, Row>> = {
  'backups.create': ['Make a backup', 'change', later.backupsCreateInput, outputs.linesOutput],
  'backups.verify': ['Verify backups', 'read', later.backupsVerifyInput, outputs.checkOutput, 'check'],
  'backups.restore': ['Restore a backup', 'destructive', later.backupsRestoreInput, outputs.linesOutput],
};

const DEPLOYMENTS: Readonly<Record<string, Row>> = {
  'deployments.provision': [
    'Provision storage volumes',
    'change',
    later.deploymentsProvisionInput,
    outputs.linesOutput,
  ],
  'deployments.deploy': [
    'Deploy the MLOps system',
    'change',
    later.deploymentsDeployInput,
    outputs.linesOutput,
  ],
  'deployments.revert': [
    'Revert to the previous stable version',
    'change',
    later.deploymentsRevertInput,
    outputs.linesOutput,
  ],
  'deployments.validate': [
    'Validate the deployment end to end',
    'read',
    later.deploymentsValidateInput,
    outputs.checkOutput,
    'check',
  ],
  'deployments.report': ['Write a report', 'read', later.deploymentsReportInput, outputs.linesOutput],
};

/** Every action that a runbook may name, by its name. */
export const KNOWN_ACTIONS: ReadonlyMap<string, KnownAction> = new Map([
  ...named(CLUSTER, 'the actions on the cluster'),
  ...named(HEALTH, 'the checks of health and figures'),
  ...named(ALERTS, 'the actions on alerts'),
  ...named(STORES, 'the actions on stores and services'),
  ...named(STEPS, 'the steps of people, time and programs'),
  ...named(COMPLIANCE, 'the compliance validation'),
  ...named(ROLLOUTS, 'the phased rollouts'),
  ...named(MODELS, 'the model registry'),
  ...named(BACKUPS, 'the backups'),
  ...named(DEPLOYMENTS, 'the deployment plans'),
]);

function named(rows: Readonly<Record<string, Row>>, part: string): [string, KnownAction][] {
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
