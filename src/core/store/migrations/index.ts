import { factsAndSamples } from './0001-facts-and-samples.ts';
import { operationLocks } from './0002-operation-locks.ts';
import { moments } from './0003-moments.ts';
import { operatorsAndApprovals } from './0004-operators-and-approvals.ts';
import { sampleChunks } from './0005-sample-chunks.ts';
import { alerts } from './0006-alerts.ts';
import { processes } from './0007-processes.ts';
import { ruleProblems } from './0008-rule-problems.ts';
import { baselines } from './0009-baselines.ts';
import { calendar } from './0010-calendar.ts';
import { compliance } from './0011-compliance.ts';
import { processOutput } from './0012-process-output.ts';
import { complianceViolations } from './0013-compliance-violations.ts';
import { artifactHashes } from './0014-artifact-hashes.ts';
import { complianceHours } from './0015-compliance-hours.ts';
import { rollouts } from './0016-rollouts.ts';
import { complianceItems } from './0017-compliance-items.ts';

/** In the order they are applied; never changed once released, only added to. */
export const MIGRATIONS: readonly { name: string; sql: string }[] = [
  factsAndSamples,
  operationLocks,
  moments,
  operatorsAndApprovals,
  sampleChunks,
  alerts,
  processes,
  ruleProblems,
  baselines,
  calendar,
  compliance,
  processOutput,
  complianceViolations,
  artifactHashes,
  complianceHours,
  rollouts,
  complianceItems,
];
