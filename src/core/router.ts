import type { ControlCenter } from './control-center/capabilities.ts';
import { alertRoutes } from './router/alerts.ts';
import { baselineRoutes } from './router/baselines.ts';
import { bottleneckRoutes } from './router/bottlenecks.ts';
import { calendarRoutes } from './router/calendar.ts';
import { clusterRoutes } from './router/cluster.ts';
import { clusterObjectRoutes } from './router/cluster-objects.ts';
import { complianceRoutes } from './router/compliance.ts';
import { configurationRoutes } from './router/configuration.ts';
import { courseRoutes } from './router/courses.ts';
import { healthRoutes } from './router/health.ts';
import { journalRoutes } from './router/journal.ts';
import { metricsRoutes } from './router/metrics.ts';
import { operationRoutes } from './router/operations.ts';
import { approvalRoutes, operatorRoutes } from './router/operators.ts';
import { policyRoutes } from './router/policies.ts';
import { rolloutRoutes } from './router/rollouts.ts';
import { runbookRoutes, runRoutes } from './router/runbooks.ts';
import { shellRoutes } from './router/shell.ts';
import { sloRoutes } from './router/slo.ts';
import { timeRoutes } from './router/time.ts';
import { type HostInfo, tellingContract } from './router/told.ts';
import { violationRoutes } from './router/violations.ts';

export type { HostInfo } from './router/told.ts';

/** The contract over the capabilities: one file of `router/` for each. */
export function createRouter(center: ControlCenter, host: HostInfo) {
  const telling = tellingContract(center);
  return telling.os.router({
    shell: shellRoutes(telling, center, host),
    health: healthRoutes(telling, center),
    courses: courseRoutes(telling, center),
    journal: journalRoutes(telling, center),
    time: timeRoutes(telling, center),
    compliance: complianceRoutes(telling, center),
    violations: violationRoutes(telling, center),
    policies: policyRoutes(telling, center),
    metrics: metricsRoutes(telling, center),
    slo: sloRoutes(telling, center),
    bottlenecks: bottleneckRoutes(telling, center),
    baselines: baselineRoutes(telling, center),
    cluster: { ...clusterRoutes(telling, center), ...clusterObjectRoutes(telling, center) },
    operations: operationRoutes(telling, center, host),
    operators: operatorRoutes(telling, center),
    approvals: approvalRoutes(telling, center, host),
    alerts: alertRoutes(telling, center),
    calendar: calendarRoutes(telling, center, host),
    runbooks: runbookRoutes(telling, center, host),
    runs: runRoutes(telling, center, host),
    rollouts: rolloutRoutes(telling, center, host),
    configuration: configurationRoutes(telling, center),
  });
}
