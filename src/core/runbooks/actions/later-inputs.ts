import { z } from 'zod';
import { durationInput } from './values.ts';

/**
 * What the actions of parts that are still to be built take, as far as the guides' scripts tell. The runbooks that
 * name them are shown as not available until they exist.
 */
const none = z.strictObject({});
const check = { require: z.boolean().default(true) };
const onlyCheck = z.strictObject(check);
const name = z.string().trim().min(1).max(200);
const reason = z.string().trim().min(1).max(2000);

const model = z.strictObject({ model: name.optional() });
const checkedModel = z.strictObject({ model: name.optional(), ...check });
export const modelsVersionsInput = checkedModel;
export const modelsPerformanceInput = z.strictObject({ window: durationInput.default('7d') });
export const modelsPredictionsInput = model;
export const modelsTrainingDataInput = checkedModel;
export const modelsResolveInput = model;
/** `model` left out: all of them. */
export const modelsRollbackInput = z.strictObject({ model: name.optional(), reason });
export const modelsVerifyRollbackInput = checkedModel;
export const modelsMigrateInput = none;
export const artifactsCleanupInput = z.strictObject({ retentionDays: z.int().min(1).max(3660) });
export const artifactsVerifyInput = onlyCheck;
export const artifactsRepairInput = none;

const component = z.enum([
  'database',
  'artifacts',
  'configurations',
  'logs',
  'model-versions',
  'git',
  'secrets',
]);
export const backupsCreateInput = z.strictObject({ component });
export const backupsVerifyInput = z.strictObject({ component: component.optional(), ...check });
export const backupsRestoreInput = z.strictObject({
  component,
  /** YYYY-MM-DD, or `latest`. */
  date: z
    .string()
    .regex(/^(latest|\d{4}-\d\d-\d\d)$/, 'must be a day as YYYY-MM-DD, or latest')
    .default('latest'),
  /** Of configurations: whose. */
  system: name.optional(),
});

export const deploymentsProvisionInput = none;
export const deploymentsDeployInput = z.strictObject({ environment: name });
export const deploymentsRevertInput = none;
export const deploymentsReportInput = z.strictObject({
  of: z.enum(['deployment', 'rollback', 'business-impact']),
});
export const deploymentsValidateInput = onlyCheck;
