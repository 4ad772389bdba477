import * as inputs from './later-inputs.ts';
import * as outputs from './outputs.ts';
import type { Rows } from './row.ts';

const MODELS: Rows = {
  'models.versions': [
    'Check model versions',
    'read',
    inputs.modelsVersionsInput,
    outputs.checkOutput,
    'check',
  ],
  'models.performance': [
    'Analyze the performance of models',
    'read',
    inputs.modelsPerformanceInput,
    outputs.linesOutput,
  ],
  'models.predictions': [
    'Analyze recent predictions',
    'read',
    inputs.modelsPredictionsInput,
    outputs.linesOutput,
  ],
  'models.training-data': [
    'Check training data',
    'read',
    inputs.modelsTrainingDataInput,
    outputs.checkOutput,
    'check',
  ],
  'models.resolve-conflicts': [
    'Resolve version conflicts',
    'change',
    inputs.modelsResolveInput,
    outputs.linesOutput,
  ],
  'models.rollback': ['Roll a model back', 'change', inputs.modelsRollbackInput, outputs.linesOutput],
  'models.verify-rollback': [
    'Verify the rollback of a model',
    'read',
    inputs.modelsVerifyRollbackInput,
    outputs.checkOutput,
    'check',
  ],
  'models.migrate': [
    'Apply migrations of the registry',
    'change',
    inputs.modelsMigrateInput,
    outputs.linesOutput,
  ],
  'models.artifacts.cleanup': [
    'Remove old artifacts',
    'destructive',
    inputs.artifactsCleanupInput,
    outputs.linesOutput,
  ],
  'models.artifacts.verify': [
    'Compare artifacts with their checksums',
    'read',
    inputs.artifactsVerifyInput,
    outputs.checkOutput,
    'check',
  ],
  'models.artifacts.repair': ['Repair artifacts', 'change', inputs.artifactsRepairInput, outputs.linesOutput],
};

const BACKUPS: Rows = {
  'backups.create': ['Make a backup', 'change', inputs.backupsCreateInput, outputs.linesOutput],
  'backups.verify': ['Verify backups', 'read', inputs.backupsVerifyInput, outputs.checkOutput, 'check'],
  'backups.restore': ['Restore a backup', 'destructive', inputs.backupsRestoreInput, outputs.linesOutput],
};

const DEPLOYMENTS: Rows = {
  'deployments.provision': [
    'Provision storage volumes',
    'change',
    inputs.deploymentsProvisionInput,
    outputs.linesOutput,
  ],
  'deployments.deploy': [
    'Deploy the MLOps system',
    'change',
    inputs.deploymentsDeployInput,
    outputs.linesOutput,
  ],
  'deployments.revert': [
    'Revert to the previous stable version',
    'change',
    inputs.deploymentsRevertInput,
    outputs.linesOutput,
  ],
  'deployments.validate': [
    'Validate the deployment end to end',
    'read',
    inputs.deploymentsValidateInput,
    outputs.checkOutput,
    'check',
  ],
  'deployments.report': ['Write a report', 'read', inputs.deploymentsReportInput, outputs.linesOutput],
};

/** Actions of parts that are still to be built. Whoever builds one moves its row to those that are built. */
export const LATER: readonly { part: string; rows: Rows }[] = [
  { part: 'the model registry', rows: MODELS },
  { part: 'the backups', rows: BACKUPS },
  { part: 'the deployment plans', rows: DEPLOYMENTS },
];
