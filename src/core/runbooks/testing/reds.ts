import type { Answers, Given } from './practice.ts';

/** Where and why a runbook ends red while a fault is on. */
export interface Red {
  runbook: string;
  parameters?: Given;
  /** What is chosen, by the step that asks. */
  answers?: Answers;
  /** The step that found it, and what it says: the system and the figure. Null: the runbook only tells. */
  step: string | null;
  says: RegExp;
  /** Others that fail beside or after it. */
  also?: readonly string[];
  /** It is made to go on behind it. */
  goesOn?: true;
  /** Objects of the practice cluster that were changed before it was found, in alphabetical order. */
  changes?: readonly string[];
}

const CORE = [
  ...['ac-service', 'auth-service', 'ec-service', 'fv-service', 'gs-service'],
  ...['integrity-service', 'pgc-service'],
];
const MLOPS = [
  ...['artifact-storage', 'deployment-pipeline', 'git-integration', 'mlops-manager'],
  ...['model-versioning', 'monitoring-dashboard'],
];
const GONE = /1 of 18 services not operational: governance \(down: connection refused\)/;
const SLOW = /Response time: <2000ms \(missed: ~[2-9]\d{3}ms\)/;
const WRONG_HASH = /Hash integrity: .*Integrity: .*shows [0-9a-f]{16} instead of cdd01ef066bc6cf2/;
const NO_DATABASE = /^PostgreSQL at 127\.0\.0\.1:\d+: connection refused$/;
const COMPLIANCE = /Constitutional compliance: >95% \(missed: ~8\d(\.\d+)?%\)/;

/** By the fault of the practice production that is on. */
export const REDS: Readonly<Record<string, readonly Red[]>> = {
  'service-down=governance': [
    { runbook: 'daily_mlops_health_check', step: 'check', says: GONE },
    { runbook: 'check_all_services_health', step: 'check', says: GONE },
    {
      runbook: 'daily-routine',
      step: 'health/check',
      says: GONE,
      also: ['compliance/validate'],
      goesOn: true,
    },
    { runbook: 'monthly-routine', step: 'before/check', says: GONE, also: ['after'], goesOn: true },
    { runbook: 'emergency_procedures', step: null, says: /❌ 1 of 18 services not operational: governance/ },
    {
      runbook: 'verify_service_health',
      parameters: { service: 'governance' },
      step: 'check',
      says: /^Governance: Down: connection refused$/,
    },
    {
      runbook: 'check_network_latency',
      step: 'look',
      says: /Governance at 127\.0\.0\.1:\d+: connection refused/,
    },
    {
      runbook: 'monitor_mlops_performance',
      parameters: { duration: '4h' },
      step: 'watch',
      says: /^Services down: beyond its limit 3 times in a row \(worst 1, wanted below 1\)$/,
    },
    {
      runbook: 'monitor_system_stability',
      step: 'watch',
      says: /^Services down: beyond its limit 2 times in a row \(worst 1, wanted below 1\)$/,
    },
    {
      runbook: 'verify_mlops_recovery',
      step: 'deployments',
      says: /^13 of 14 deployments available: gs-service .+\(.*0 of 2/,
    },
    {
      runbook: 'setup_mlops_monitoring',
      step: 'targets',
      says: /governance: Governance at 127\.0\.0\.1:\d+: connection refused/,
    },
    {
      runbook: 'service-down',
      parameters: { service: 'governance' },
      step: 'restart',
      says: /It took longer than 10 min; last seen: Waiting for deployment "gs-service" rollout/,
      changes: ['gs-service'],
    },
    {
      runbook: 'emergency_mlops_rollback',
      step: 'monitor/watch',
      says: /^Services down: beyond its limit 2 times in a row \(worst 1, wanted below 1\)$/,
      changes: [
        ...['mlops-manager', 'mlops-production-config', 'mlops-production-config'],
        'production-integration',
      ],
    },
  ],
  'degraded=governance': [
    {
      runbook: 'emergency_rollback',
      step: 'stable/check',
      says: /1 of 18 services not operational: governance \(degraded/,
      changes: [
        ...['mlops-manager', 'mlops-production-config', 'mlops-production-config'],
        'production-integration',
      ],
    },
    {
      runbook: 'restart-service',
      parameters: { service: 'governance' },
      step: 'health/check',
      says: /^Governance: Degraded: /,
      changes: ['gs-service'],
    },
  ],
  'degraded=integrity': [
    {
      runbook: 'restart_dependent_services',
      step: 'integrity/health/check',
      says: /^Integrity: Degraded: /,
      changes: ['ac-service', 'auth-service', 'integrity-service'],
    },
  ],
  'degraded=production-integration': [
    {
      runbook: 'verify_legacy_system',
      step: 'integration',
      says: /^Production Integration: Degraded: /,
    },
    {
      runbook: 'enable_mlops_integration',
      step: 'integration/health/check',
      says: /^Production Integration: Degraded: /,
      changes: ['mlops-manager', 'mlops-production-config', 'production-integration'],
    },
    {
      runbook: 'enable_legacy_ml_optimizer',
      step: 'integration/health/check',
      says: /^Production Integration: Degraded: /,
      changes: ['mlops-production-config', 'production-integration'],
    },
    {
      runbook: 'emergency_mlops_shutdown',
      step: 'integration/health/check',
      says: /^Production Integration: Degraded: /,
      goesOn: true,
      changes: [...MLOPS, 'mlops-production-config', 'production-integration'].toSorted(),
    },
  ],
  'degraded=mlops-manager': [
    {
      runbook: 'recover_mlops_system',
      step: 'manager/health/check',
      says: /^MLOps Manager: Degraded: /,
      changes: ['mlops-manager', 'mlops-production-config'],
    },
  ],
  'hash-mismatch=integrity': [
    {
      // What is watched fails after the first step: the rest is taken away at once.
      runbook: 'gradual_mlops_rollback',
      parameters: { monitor: '1m' },
      step: 'rollback',
      says: /^Gradual rollback to 75, 50, 25, 0 %: aborted: .*Components with another constitutional hash: 1/,
      changes: ['mlops-manager', 'mlops-manager', 'mlops-production-config', 'mlops-production-config'],
    },
    {
      runbook: 'check_all_services_health',
      step: 'check',
      says: /integrity \(degraded: constitutional hash is /,
    },
    {
      runbook: 'verify_constitutional_hash',
      step: 'hash',
      says: /94\.4% \(target 100%\): Integrity: .*shows [0-9a-f]{16} instead of cdd01ef066bc6cf2/,
    },
    { runbook: 'emergency_compliance_recovery', step: 'validate', says: WRONG_HASH },
    { runbook: 'apply_compliance_fixes', step: 'validate', says: WRONG_HASH },
    { runbook: 'compliance-violations', step: 'recover/validate', says: WRONG_HASH },
    { runbook: 'constitutional-compliance', step: 'recover/validate', says: WRONG_HASH },
    { runbook: 'mlops-compliance-violations', step: 'after', says: WRONG_HASH },
    { runbook: 'investigate_compliance_violations', step: null, says: /❌ integrity: 2 violations/ },
  ],
  'service-down=mlops-manager': [
    {
      // What goes by the share does not start again: the legacy optimizer is turned on all the same.
      runbook: 'emergency_mlops_rollback',
      step: 'disable',
      says: /last seen: Waiting for deployment "mlops-manager" rollout/,
      also: ['monitor/watch'],
      goesOn: true,
      changes: [
        ...['mlops-manager', 'mlops-production-config', 'mlops-production-config'],
        'production-integration',
      ],
    },
    {
      runbook: 'verify_mlops_deployment',
      step: 'manager',
      says: /^MLOps Manager: Down: connection refused$/,
    },
    {
      runbook: 'test_mlops_integrations',
      step: 'components/manager',
      says: /^MLOps Manager: Down: connection refused$/,
    },
    {
      runbook: 'load_test_mlops',
      step: 'load',
      says: /not one of \d+ requests was answered, .*MLOps Manager at .+: connection refused/,
    },
  ],
  'pod-crash=mlops-manager': [
    {
      runbook: 'verify_mlops_infrastructure',
      step: 'deployments',
      says: /^13 of 14 deployments available: mlops-manager .+1 of 2/,
    },
    {
      runbook: 'verify_mlops_deployment',
      step: 'manager',
      says: /^MLOps Manager: Degraded: 1 of 2 pods ready: mlops-manager-\S+ CrashLoopBackOff/,
    },
  ],
  'node-pressure': [
    {
      runbook: 'verify_mlops_infrastructure',
      step: 'nodes',
      says: /^5 of 6 nodes ready: acgs-worker-3 Ready \(kubelet has insufficient memory available\)$/,
    },
    {
      runbook: 'quarterly-routine',
      step: 'before/nodes',
      says: /^5 of 6 nodes ready: acgs-worker-3/,
      also: ['after'],
      goesOn: true,
    },
  ],
  'config-drift': [
    {
      runbook: 'enable_mlops_features',
      parameters: { percentage: 50 },
      step: 'set',
      says: /^config map \S+ carries the constitutional hash deadbeefcafe0000, not cdd01ef066bc6cf2: it gets no more/,
    },
    {
      runbook: 'verify_mlops_infrastructure',
      step: 'config',
      says: /^constitutional_hash of config map \S+ is deadbeefcafe0000, not cdd01ef066bc6cf2$/,
    },
  ],
  'database-down': [
    {
      runbook: 'check_dgm_safety_patterns',
      step: 'patterns',
      says: /^DGM safety patterns: .+: Human review checkpoint: PostgreSQL at 127\.0\.0\.1:\d+: connection refused/,
    },
    { runbook: 'verify_mlops_schema', step: 'schema', says: NO_DATABASE },
    { runbook: 'verify_database_integrity', step: 'connections', says: NO_DATABASE },
    { runbook: 'check_database_performance', step: 'connections', says: NO_DATABASE },
    { runbook: 'restart_db_connections', step: 'terminate', says: NO_DATABASE },
    { runbook: 'restart_dependent_services', step: 'database', says: NO_DATABASE },
    { runbook: 'verify_mlops_infrastructure', step: 'database', says: NO_DATABASE },
    { runbook: 'recover_mlops_system', step: 'stores', says: NO_DATABASE },
    {
      runbook: 'emergency_shutdown',
      step: 'database',
      says: NO_DATABASE,
      goesOn: true,
      changes: [...CORE, ...MLOPS, 'mlops-production-config', 'production-integration'].toSorted(),
    },
  ],
  'audit-gap': [
    { runbook: 'verify_database_integrity', step: 'integrity', says: /\d+ .*audit trail/ },
    {
      runbook: 'run_constitutional_compliance_validation',
      step: 'validate',
      says: /^Audit trail coverage: (8\d|9[0-7])(\.\d+)?% \(target above 98%\): model_rollback: \d+ of \d+ are not audited/,
    },
  ],
  'redis-down': [
    {
      runbook: 'check_cache_performance',
      step: 'look',
      says: /Redis at 127\.0\.0\.1:\d+: connection refused/,
    },
    {
      runbook: 'clear_redis_cache',
      step: 'flush',
      says: /^Redis at 127\.0\.0\.1:\d+: connection refused$/,
    },
    {
      runbook: 'identify_performance_bottlenecks',
      step: 'look',
      says: /Redis at 127\.0\.0\.1:\d+: connection refused/,
    },
    {
      runbook: 'verify_mlops_infrastructure',
      step: 'cache',
      says: /^Redis at 127\.0\.0\.1:\d+: connection refused$/,
    },
  ],
  'objects-down': [
    {
      runbook: 'check_artifact_storage',
      step: 'store',
      says: /^artifact store at 127\.0\.0\.1:\d+: connection refused$/,
    },
    {
      runbook: 'artifact-storage-issues',
      step: 'after',
      says: /^artifact store at 127\.0\.0\.1:\d+: connection refused$/,
    },
    {
      runbook: 'verify_mlops_infrastructure',
      step: 'artifacts',
      says: /^artifact store at 127\.0\.0\.1:\d+: connection refused$/,
    },
  ],
  'influx-down': [
    {
      runbook: 'verify_mlops_infrastructure',
      step: 'monitoring',
      says: /^InfluxDB: Down: connection refused$/,
    },
  ],
  'service-slow=governance:2100': [
    { runbook: 'get_current_performance_metrics', step: null, says: SLOW },
    { runbook: 'check_current_performance', step: 'targets', says: SLOW },
    { runbook: 'run_performance_validation', step: 'targets', says: SLOW },
    {
      runbook: 'performance-degradation',
      answers: { decide: 'scale' },
      step: 'after',
      says: SLOW,
      changes: ['mlops-manager'],
    },
    { runbook: 'high-response-times', step: 'after', says: SLOW },
    { runbook: 'update_performance_baselines', parameters: { window: '1d' }, step: 'targets', says: SLOW },
  ],
  'compliance-drop': [
    {
      runbook: 'daily_compliance_check',
      step: 'validate',
      says: /^Compliance scoring: 8\d(\.\d+)?% \(target above 95%\)/,
    },
    { runbook: 'validate_production_targets', step: 'targets', says: COMPLIANCE },
    { runbook: 'monitor_mlops_performance', step: 'targets', says: COMPLIANCE },
    {
      runbook: 'weekly-routine',
      answers: { baselines: 'update' },
      step: 'update/targets',
      says: COMPLIANCE,
    },
    {
      runbook: 'weekly_mlops_report',
      step: null,
      says: /Constitutional compliance: 9\d(\.\d+)? % in the mean, 8\d/,
    },
  ],
  'accuracy-drop': [
    {
      runbook: 'validate_production_targets',
      step: 'targets',
      says: /Model accuracy: >90% \(missed: ~8\d(\.\d+)?%\)/,
    },
  ],
};
