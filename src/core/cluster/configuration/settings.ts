import type { ThresholdId } from '../../connect/profile/thresholds.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { ValueType } from './values.ts';

/** What a setting has to agree with, beside the other places where it stands. */
export type Expectation =
  | { of: 'threshold'; id: ThresholdId }
  | { of: 'hash' }
  /** What the deployment guide has for production. */
  | { of: 'guide'; value: string };

/** One setting of the MLOps system, wherever it is written. */
export interface Setting {
  /** As the command line and the operations name it: its path in the config map, else its variable. */
  id: string;
  title: string;
  /** What it decides, in one sentence without a full stop. */
  says: string;
  type: ValueType;
  /** In the config map: a key, and the name in the text under it where that is a list of names. */
  place: { key: string; name: string | null } | null;
  /** In the environment of containers. */
  variable: string | null;
  expects: Expectation | null;
  /** What the rollouts move is not written by hand. */
  isRollouts: boolean;
}

/** Of the deployment guide's "Production Environment Variables" and its config map, in their order. */
export const SETTINGS: readonly Setting[] = [
  setting('constitutional_hash', 'CONSTITUTIONAL_HASH', 'hash', 'Constitutional hash', {
    says: 'what everything has to carry',
    expects: { of: 'hash' },
  }),
  setting('mlops_enabled', 'MLOPS_ENABLED', 'boolean', 'MLOps features', {
    says: 'whether traffic uses the MLOps features at all',
    isRollouts: true,
  }),
  setting('traffic_percentage', 'TRAFFIC_PERCENTAGE', 'percentage', 'Share of traffic', {
    says: 'how much of the traffic uses them, in percent',
    isRollouts: true,
  }),
  setting(
    'performance_targets.response_time_ms',
    'RESPONSE_TIME_TARGET_MS',
    'milliseconds',
    'Response time',
    {
      says: 'target of the response time, in milliseconds',
      expects: { of: 'threshold', id: 'response-time' },
    },
  ),
  setting(
    'performance_targets.constitutional_compliance',
    'CONSTITUTIONAL_COMPLIANCE_TARGET',
    'ratio',
    'Compliance',
    {
      says: 'target of constitutional compliance, 0 to 1',
      expects: { of: 'threshold', id: 'compliance' },
    },
  ),
  setting('performance_targets.cost_savings', 'COST_SAVINGS_TARGET', 'ratio', 'Cost savings', {
    says: 'target of the cost savings, 0 to 1',
    expects: { of: 'threshold', id: 'cost-savings' },
  }),
  setting('performance_targets.availability', null, 'ratio', 'Availability', {
    says: 'target of the availability, 0 to 1',
    expects: { of: 'threshold', id: 'availability' },
  }),
  setting('performance_targets.model_accuracy', 'MODEL_ACCURACY_TARGET', 'ratio', 'Model accuracy', {
    says: 'target of the accuracy of the models, 0 to 1',
    expects: { of: 'threshold', id: 'model-accuracy' },
  }),
  setting('storage_config.storage_root', 'MLOPS_STORAGE_ROOT', 'path', 'Storage root', {
    says: 'where models and artifacts are kept',
  }),
  setting('storage_config.artifact_retention_days', null, 'days', 'Artifact retention', {
    says: 'how many days artifacts are kept',
    expects: { of: 'guide', value: '90' },
  }),
  setting('storage_config.enable_compression', null, 'boolean', 'Compression', {
    says: 'whether artifacts are stored compressed',
    expects: { of: 'guide', value: 'true' },
  }),
  setting('storage_config.backup_enabled', null, 'boolean', 'Backup', {
    says: 'whether artifacts are backed up',
    expects: { of: 'guide', value: 'true' },
  }),
  setting(null, 'MLOPS_INTEGRATION_MODE', 'mode', 'Integration mode', {
    says: 'which system the integration layer serves',
    expects: { of: 'guide', value: 'production' },
  }),
  setting(null, 'MIGRATION_MODE', 'boolean', 'Migration mode', {
    says: 'whether the old system still decides; false is full MLOps mode',
    expects: { of: 'guide', value: 'false' },
  }),
  setting(null, 'FALLBACK_ENABLED', 'boolean', 'Fallback', {
    says: 'whether the legacy optimizer takes over when MLOps fails',
    expects: { of: 'guide', value: 'true' },
  }),
];

/**
 * By its id, its name in the config map without the key above it, or its variable.
 *
 * @throws OperatorError `usage`, naming what there is
 */
export function settingNamed(name: string): Setting {
  const found = SETTINGS.find(
    ({ id, place, variable }) => id === name || place?.name === name || variable === name,
  );
  if (found) return found;
  throw new OperatorError('usage', `There is no setting ${name}`, {
    hint: `There are ${SETTINGS.map(({ id }) => id).join(', ')}.`,
  });
}

function setting(
  path: string | null,
  variable: string | null,
  type: ValueType,
  title: string,
  more: { says: string; expects?: Expectation; isRollouts?: true },
): Setting {
  const [key = '', name = null] = path?.split('.') ?? [];
  return {
    id: path ?? variable ?? '',
    title,
    says: more.says,
    type,
    place: path === null ? null : { key, name },
    variable,
    expects: more.expects ?? null,
    isRollouts: more.isRollouts === true,
  };
}
