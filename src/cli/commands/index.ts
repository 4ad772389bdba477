import type { Command } from '../command.ts';
import {
  alertsAck,
  alertsExplain,
  alertsList,
  alertsLog,
  alertsReopen,
  alertsRules,
  alertsSilence,
  alertsUnsilence,
} from './alerts.ts';
import {
  approvalsApprove,
  approvalsExport,
  approvalsImport,
  approvalsList,
  approvalsReject,
  approvalsReview,
  approvalsShow,
  approvalsWithdraw,
} from './approvals.ts';
import { auditList, auditSearch } from './audit.ts';
import { auditAnchor, auditExport, auditImport, auditKey, auditProve } from './audit-bundle.ts';
import { auditCoverage } from './audit-coverage.ts';
import { auditVerify } from './audit-verify.ts';
import {
  baselinesList,
  baselinesRecord,
  baselinesRemove,
  baselinesShow,
  baselinesUndo,
  baselinesUpdate,
} from './baselines.ts';
import { baselinesCompare } from './baselines-compare.ts';
import { bottlenecks } from './bottlenecks.ts';
import {
  clusterConfigMaps,
  clusterDeployments,
  clusterEvents,
  clusterNodes,
  clusterPods,
} from './cluster.ts';
import {
  clusterConfigMapApply,
  clusterConfigMapDiff,
  clusterConfigMapExport,
  clusterConfigMapGet,
} from './cluster-config-maps.ts';
import { clusterLogs } from './cluster-logs.ts';
import { clusterContexts, clusterNamespaces } from './cluster-places.ts';
import {
  clusterHistory,
  clusterRestart,
  clusterScale,
  clusterStatus,
  clusterUndo,
} from './cluster-rollout.ts';
import { clusterTopNodes, clusterTopPods } from './cluster-top.ts';
import { completion } from './completion.ts';
import { compliance } from './compliance.ts';
import { complianceHistory } from './compliance-history.ts';
import { complianceLog } from './compliance-log.ts';
import { compliancePolicy } from './compliance-policy.ts';
import { complianceEvidence, complianceExport } from './compliance-record.ts';
import { complianceRestore } from './compliance-restore.ts';
import {
  complianceAssign,
  complianceFixed,
  complianceInvestigate,
  complianceViolation,
  complianceViolations,
} from './compliance-violations.ts';
import { configurationSet, configurationShow } from './configuration.ts';
import { doctor } from './doctor.ts';
import { health } from './health.ts';
import { locksBreak, locksList } from './locks.ts';
import { metricsSeries, metricsTargets } from './metrics.ts';
import { metricsQuery } from './metrics-query.ts';
import {
  operatorsAdd,
  operatorsExportKey,
  operatorsImportKey,
  operatorsList,
  operatorsRetire,
} from './operators.ts';
import { profileCheck } from './profile.ts';
import {
  rolloutAbort,
  rolloutEmergency,
  rolloutGradual,
  rolloutPause,
  rolloutPromote,
  rolloutResume,
  rolloutRetry,
  rolloutStart,
  rolloutStatus,
} from './rollout.ts';
import { rolloutArgo } from './rollout-argo.ts';
import { rolloutDriver } from './rollout-driver.ts';
import { rolloutPlan } from './rollout-plan.ts';
import { rolloutList, rolloutReportCommand } from './rollout-report.ts';
import { rulesCheck } from './rules-check.ts';
import { rulesTest } from './rules-test.ts';
import { runbooksLint, runbooksList, runbooksShow } from './runbooks.ts';
import { runbooksCalendar, runbooksCalendarRun, runbooksCalendarSkip } from './runbooks-calendar.ts';
import { runbooksRun, script } from './runbooks-run.ts';
import { runsAbort, runsList, runsResume, runsShow } from './runs.ts';
import { runsReport } from './runs-report.ts';
import { sandboxFault, sandboxFaults, sandboxUp } from './sandbox.ts';
import { serve } from './serve.ts';
import { slo } from './slo.ts';

/** Every command, in the order of the help. What a command needs is loaded when it runs. */
export const COMMANDS: readonly Command[] = [
  health,
  compliance,
  complianceViolations,
  complianceViolation,
  complianceAssign,
  complianceInvestigate,
  complianceFixed,
  complianceLog,
  complianceHistory,
  complianceEvidence,
  complianceExport,
  complianceRestore,
  compliancePolicy,
  clusterPods,
  clusterDeployments,
  clusterNodes,
  clusterEvents,
  clusterNamespaces,
  clusterContexts,
  clusterTopNodes,
  clusterTopPods,
  clusterStatus,
  clusterHistory,
  clusterRestart,
  clusterUndo,
  clusterScale,
  clusterConfigMaps,
  clusterConfigMapGet,
  clusterConfigMapExport,
  clusterConfigMapDiff,
  clusterConfigMapApply,
  clusterLogs,
  alertsList,
  alertsExplain,
  alertsAck,
  alertsReopen,
  alertsSilence,
  alertsUnsilence,
  alertsLog,
  alertsRules,
  metricsQuery,
  metricsSeries,
  metricsTargets,
  slo,
  bottlenecks,
  baselinesList,
  baselinesShow,
  baselinesRecord,
  baselinesCompare,
  baselinesUpdate,
  baselinesUndo,
  baselinesRemove,
  locksList,
  locksBreak,
  operatorsList,
  operatorsAdd,
  operatorsRetire,
  operatorsExportKey,
  operatorsImportKey,
  approvalsList,
  approvalsShow,
  approvalsApprove,
  approvalsReject,
  approvalsWithdraw,
  approvalsExport,
  approvalsImport,
  approvalsReview,
  rulesCheck,
  rulesTest,
  runbooksList,
  runbooksShow,
  runbooksRun,
  runbooksLint,
  runbooksCalendar,
  runbooksCalendarRun,
  runbooksCalendarSkip,
  runsList,
  runsShow,
  runsReport,
  runsResume,
  runsAbort,
  script,
  rolloutStart,
  rolloutPlan,
  rolloutStatus,
  rolloutList,
  rolloutReportCommand,
  rolloutPause,
  rolloutResume,
  rolloutPromote,
  rolloutAbort,
  rolloutRetry,
  rolloutEmergency,
  rolloutGradual,
  rolloutArgo,
  rolloutDriver,
  configurationShow,
  configurationSet,
  auditList,
  auditSearch,
  auditVerify,
  auditCoverage,
  auditExport,
  auditImport,
  auditProve,
  auditAnchor,
  auditKey,
  serve,
  sandboxUp,
  sandboxFault,
  sandboxFaults,
  doctor,
  profileCheck,
  completion,
];

/** What the words in front of commands stand for. */
export const GROUPS: Readonly<Record<string, string>> = {
  cluster: 'what runs in the cluster',
  'cluster top': 'who uses how much',
  'cluster configmap': 'one config map',
  metrics: 'measured figures over time, as series',
  alerts: 'what is wrong, who answers, and why',
  baselines: 'how the systems did once, and how they do against that',
  locks: 'operations that are under way',
  operators: 'who works here, by their keys',
  approvals: 'what a second person has to agree to',
  rules: "rules of alerts, in Prometheus' files",
  runbooks: "the guides' procedures, step by step",
  runs: 'what runbooks did, do, and wait for',
  rollout: 'traffic for the MLOps features, stage by stage, and the ways back',
  configuration: 'environment variables and config map of the MLOps system, beside what they are to be',
  audit: 'the journal: what was done, in a form that shows every change',
  sandbox: 'the practice environment',
  profile: 'what is watched',
};
