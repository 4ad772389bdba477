import type { ContractRouterClient } from '@orpc/contract';
import { alertsContract } from './alerts.ts';
import { baselinesContract } from './baselines.ts';
import { bottlenecksContract } from './bottlenecks.ts';
import { calendarContract } from './calendar.ts';
import { clusterContract } from './cluster.ts';
import { clusterObjectsContract } from './cluster-objects.ts';
import { complianceContract } from './compliance.ts';
import { configurationContract } from './configuration.ts';
import { coursesContract } from './courses.ts';
import { healthContract } from './health.ts';
import { journalContract } from './journal.ts';
import { metricsContract } from './metrics.ts';
import { operationsContract } from './operations.ts';
import { approvalsContract, operatorsContract } from './operators.ts';
import { policiesContract } from './policies.ts';
import { rolloutsContract } from './rollouts.ts';
import { runbooksContract, runsContract } from './runbooks.ts';
import { shellContract } from './shell.ts';
import { sloContract } from './slo.ts';
import { timeContract } from './time.ts';
import { violationsContract } from './violations.ts';

/** What a screen may ask. Hosts serve it over a WebSocket or a MessagePort; both ends check it. */
export const contract = {
  shell: shellContract,
  health: healthContract,
  courses: coursesContract,
  time: timeContract,
  compliance: complianceContract,
  violations: violationsContract,
  policies: policiesContract,
  metrics: metricsContract,
  slo: sloContract,
  bottlenecks: bottlenecksContract,
  baselines: baselinesContract,
  journal: journalContract,
  cluster: { ...clusterContract, ...clusterObjectsContract },
  operations: operationsContract,
  operators: operatorsContract,
  approvals: approvalsContract,
  alerts: alertsContract,
  calendar: calendarContract,
  runbooks: runbooksContract,
  runs: runsContract,
  rollouts: rolloutsContract,
  configuration: configurationContract,
};

export type Contract = typeof contract;
export type Client = ContractRouterClient<Contract>;
