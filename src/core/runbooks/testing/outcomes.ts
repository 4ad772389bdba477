import type { Given } from './practice.ts';

/** What comes of a runbook of the catalogue in the practice production when all is well there. */
export interface Outcome {
  runbook: string;
  parameters?: Given;
  /** What is run before it, with its parameters, so that there is something to do. */
  first?: readonly (readonly [runbook: string, parameters: Given])[];
  /** Steps that are not needed then; `restart/` is all of those that begin so. */
  skipped?: readonly string[];
  /** All that it prints, `…` for lines that are not looked at; undefined where it has nothing of its own to say. */
  prints?: readonly (string | RegExp)[];
  /** Objects of the practice cluster that it changes, in alphabetical order. */
  changes?: readonly string[];
}

const HEALTHY = [
  '✅ All services operational',
  /^✅ Constitutional compliance: 9\d(\.\d+)?%$/,
  '✅ Performance targets met',
  '✅ No critical alerts',
];
const NO_BASELINE =
  '❔ No baseline is recorded yet: nothing can be compared. Record one: acgs baselines record';
const OPERATIONAL = (...names: string[]) => names.map((name) => `✅ ${name}: Operational`);
const ACHIEVED = {
  response: /^✅ Response time: <2000ms \(achieved: ~\d+ms\)$/,
  compliance: /^✅ Constitutional compliance: >95% \(achieved: ~9\d(\.\d+)?%\)$/,
  savings: /^✅ Cost savings: >74% \(achieved: ~7\d(\.\d+)?%\)$/,
  accuracy: /^✅ Model accuracy: >90% \(achieved: ~9\d(\.\d+)?%\)$/,
  availability: /^✅ Availability: >99\.9% \(achieved: ~(99\.9\d*|100)%\)$/,
  errors: /^✅ Error rate: <1% \(achieved: ~0(\.\d+)?%\)$/,
  cpu: /^✅ CPU: <80% \(achieved: ~\d+(\.\d+)?%\)$/,
  memory: /^✅ Memory: <85% \(achieved: ~\d+(\.\d+)?%\)$/,
  deployments: /^✅ Deployment success rate: ≥95% \(achieved: ~(9\d(\.\d+)?|100)%\)$/,
};
const NOTHING_FOUND = (where: string) => `✅ No bottleneck found in ${where}`;
const STORE = /^✅ Artifact store: answers, \d+ objects, [\d.]+ [KM]iB, \d+ ms$/;
const DATABASE = [
  /^✅ PostgreSQL [\d.]+ answers in \d+ ms$/,
  /^✅ \d+ of 60 connections in use; in this database /,
];
const CACHE = [
  /^✅ Cache: answers in \d+ ms, \d+ keys$/,
  /^✅ Cache memory: [\d.]+ MiB, of 256\.0 MiB, 0 keys evicted$/,
  /^✅ Cache hit rate since it started: 9\d(\.\d+)? %$/,
];
const CORE = [
  ...['authentication', 'constitutional-ai', 'integrity', 'feature-validation'],
  ...['governance', 'policy-generation', 'evolution-control'],
];
const DEPLOYMENTS_OF_CORE = [
  ...['auth-service', 'ac-service', 'integrity-service', 'fv-service'],
  ...['gs-service', 'pgc-service', 'ec-service'],
];
const MLOPS = [
  'mlops-manager',
  'model-versioning',
  'git-integration',
  'artifact-storage',
  'deployment-pipeline',
  'monitoring-dashboard',
];
const COMPONENTS = OPERATIONAL(
  'MLOps Manager',
  'Model Versioning',
  'Artifact Storage',
  'Deployment Pipeline',
  'Monitoring Dashboard',
  'Git Integration',
);
const REPORT = [
  /^Report of 7d, from \S+ to \S+$/,
  /^✅ Availability: (99\.9\d*|100) %, objective 99\.9 %; \d+ % of the time was recorded$/,
];
/** The share, what goes by it, and the legacy optimizer. */
const ROLLED_BACK = [
  ...['mlops-manager', 'mlops-production-config', 'mlops-production-config', 'production-integration'],
];
const WATCHED = /^✅ .+: kept in \d+ looks \(worst [\d.]+, wanted (above|below) 1\)$/;

const COMPLIANT = [
  '✅ Constitutional Hash: cdd01ef066bc6cf2',
  '✅ Hash integrity: 100% components verified',
  '✅ Compliance scoring: >95% achieved',
  '✅ Audit trail coverage: >98% operations tracked',
  '✅ DGM safety patterns: >95% effectiveness',
  /^✅ Governance: (9\d(\.\d+)?|100)% \(target 90%\)$/,
];
const PATTERNS = [
  ...['Sandbox isolation', 'Human review checkpoint', 'Rollback mechanism'],
  ...['Constitutional compliance check', 'Performance monitoring'],
];

/** Of each entry that can be run: one of the catalogue without a row here fails the test. */
export const OUTCOMES: readonly Outcome[] = [
  { runbook: 'daily_mlops_health_check', prints: HEALTHY },
  {
    runbook: 'check_all_services_health',
    prints: OPERATIONAL(
      ...['Authentication', 'Constitutional AI', 'Integrity', 'Feature Validation', 'Governance'],
      ...['Policy Generation', 'Evolution Control', 'MLOps Manager', 'Model Versioning', 'Git Integration'],
      ...['Artifact Storage', 'Deployment Pipeline', 'Monitoring Dashboard', 'Production Integration'],
      ...['PostgreSQL', 'Redis', 'Artifact store', 'InfluxDB'],
    ),
  },
  { runbook: 'run_constitutional_compliance_validation', prints: COMPLIANT },
  {
    runbook: 'verify_constitutional_hash',
    prints: COMPLIANT.slice(0, 2),
  },
  {
    runbook: 'emergency_compliance_recovery',
    prints: [
      'No run is under way that may change something',
      'Every object of the cluster carries the constitutional hash',
      ...COMPLIANT,
      /^Compliance incident report, /,
      'No violation is recorded of it',
      '…',
    ],
  },
  {
    runbook: 'apply_compliance_fixes',
    prints: ['Every object of the cluster carries the constitutional hash'],
  },
  { runbook: 'investigate_compliance_violations', prints: ['✅ No violation is open'] },
  {
    runbook: 'compliance-violations',
    skipped: ['recover/', 'restart/', 'policies'],
    prints: COMPLIANT,
  },
  { runbook: 'constitutional-compliance', skipped: ['recover/'], prints: COMPLIANT },
  { runbook: 'mlops-compliance-violations', skipped: ['fix/'], prints: COMPLIANT },
  { runbook: 'daily_compliance_check', prints: COMPLIANT },
  {
    runbook: 'check_dgm_safety_patterns',
    prints: ['✅ DGM safety patterns: >95% effectiveness', ...PATTERNS.map((title) => `✅ ${title}`)],
  },
  {
    runbook: 'verify_service_health',
    parameters: { service: 'governance' },
    prints: OPERATIONAL('Governance'),
  },
  { runbook: 'get_current_performance_metrics', prints: Object.values(ACHIEVED) },
  {
    runbook: 'check_current_performance',
    prints: [ACHIEVED.response, ACHIEVED.errors, ACHIEVED.cpu, ACHIEVED.memory, NO_BASELINE],
  },
  {
    runbook: 'run_performance_validation',
    prints: [ACHIEVED.response, ACHIEVED.compliance, ACHIEVED.savings],
  },
  {
    runbook: 'validate_production_targets',
    prints: [
      '✅ Response time: <2000ms (target met)',
      '✅ Constitutional compliance: >95% (target met)',
      '✅ Cost savings: >74% (target met)',
      '✅ Model accuracy: >90% (target met)',
      '✅ Availability: >99.9% (target met)',
    ],
  },
  {
    runbook: 'identify_performance_bottlenecks',
    prints: [NOTHING_FOUND('database, cache, network and pods')],
  },
  {
    runbook: 'load_test_mlops',
    prints: [
      '✅ Load test: 1000+ concurrent requests successful',
      /^✅ Response time \(p95\): [\d.]+ ms, below 2000 ms; p50 .+, p90 .+, p99 .+, max [\d.]+ ms$/,
      /^✅ Error rate: 0 of 1000 failed \(0%\), below 1%; \d+ answers a second$/,
    ],
  },
  { runbook: 'check_database_performance', prints: [...DATABASE, NOTHING_FOUND('database')] },
  { runbook: 'check_cache_performance', prints: [...CACHE, NOTHING_FOUND('cache')] },
  { runbook: 'check_network_latency', prints: [NOTHING_FOUND('network')] },
  { runbook: 'check_artifact_storage', prints: [...OPERATIONAL('Artifact Storage'), STORE] },
  {
    runbook: 'verify_mlops_schema',
    prints: [
      /^✅ model_versions: \d+ columns, none is missing$/,
      /^✅ artifacts: \d+ columns, none is missing$/,
      /^✅ deployments: \d+ columns, none is missing$/,
      /^✅ audit_trail: \d+ columns, none is missing$/,
      /^✅ schema_migrations: \d+ columns, none is missing$/,
      /^✅ \d+ migrations applied, up to \S+$/,
    ],
  },
  {
    runbook: 'verify_database_integrity',
    prints: [
      ...DATABASE,
      '✅ Indexes and constraints are valid and enforced',
      '✅ 1 foreign keys: every row finds what it refers to',
      '✅ model_versions: every row carries the constitutional hash',
      '✅ artifacts: every row carries the constitutional hash',
      '✅ audit_trail: every row carries the constitutional hash',
      '✅ Every deployment names a registered version',
      '✅ Every operation is in the audit trail',
    ],
  },
  {
    runbook: 'verify_mlops_infrastructure',
    prints: [
      '✅ 6 of 6 nodes ready',
      '✅ 14 of 14 deployments available',
      ...DATABASE,
      ...CACHE,
      STORE,
      ...OPERATIONAL('InfluxDB'),
    ],
  },
  { runbook: 'verify_mlops_deployment', prints: COMPONENTS },
  {
    runbook: 'test_mlops_integrations',
    prints: OPERATIONAL(
      ...['Production Integration', 'MLOps Manager', 'Model Versioning'],
      ...['Git Integration', 'Artifact Storage', 'Deployment Pipeline'],
    ),
  },
  {
    runbook: 'verify_mlops_recovery',
    prints: [...OPERATIONAL('MLOps Manager', 'Model Versioning'), ...HEALTHY],
  },
  {
    runbook: 'setup_mlops_monitoring',
    prints: [/^✅ 1\d of 1\d pages of metrics answer$/, /^✅ \d+ rules are loaded$/],
  },
  { runbook: 'weekly_mlops_report', prints: [...REPORT, '…'] },
  {
    runbook: 'emergency_procedures',
    prints: [
      ...HEALTHY,
      /^emergency_shutdown: /,
      /^emergency_mlops_shutdown: /,
      /^emergency_mlops_rollback: /,
      /^emergency_rollback: /,
      /^emergency_model_rollback: /,
      /^emergency_compliance_recovery: /,
      /^recover_mlops_system: /,
    ],
  },
  {
    runbook: 'monitor_mlops_performance',
    skipped: ['watch'],
    prints: Object.values(ACHIEVED),
  },
  {
    runbook: 'monitor_system_stability',
    parameters: { duration: '1m' },
    prints: [WATCHED, WATCHED, WATCHED],
  },
  {
    runbook: 'daily-routine',
    skipped: ['performance/watch'],
    prints: [...HEALTHY, ...Object.values(ACHIEVED), '✅ No alert fires or waits'],
  },
  { runbook: 'weekly-routine', skipped: ['update/'], prints: [...REPORT, '…'] },
  { runbook: 'monthly-routine', prints: [NO_BASELINE, ...HEALTHY] },
  { runbook: 'quarterly-routine', prints: HEALTHY },
  {
    runbook: 'service-down',
    parameters: { service: 'governance' },
    skipped: ['restart', 'rollout'],
    prints: OPERATIONAL('Governance'),
  },
  {
    runbook: 'performance-degradation',
    skipped: ['decide', 'before', 'scale', 'scaled', 'restart/'],
    prints: [
      NOTHING_FOUND('database, cache, network and pods'),
      ...[ACHIEVED.response, ACHIEVED.errors, ACHIEVED.cpu, ACHIEVED.memory],
    ],
  },
  {
    runbook: 'high-response-times',
    skipped: ['connections/', 'clear', 'flush/', 'grow', 'scale', 'scaled'],
    prints: [...['database', 'cache', 'network', 'pods'].map(NOTHING_FOUND), ACHIEVED.response],
  },
  { runbook: 'artifact-storage-issues', skipped: ['restart/', 'repair'], prints: [STORE] },
  {
    runbook: 'restart-service',
    parameters: { service: 'governance' },
    changes: ['gs-service'],
  },
  {
    runbook: 'restart_dependent_services',
    changes: [
      ...['ac-service', 'auth-service', 'gs-service', 'integrity-service'],
      ...['mlops-manager', 'model-versioning', 'pgc-service'],
    ],
  },
  {
    runbook: 'restart_db_connections',
    prints: [/^There are no connections to PostgreSQL at \S+ that have been idle for 300 s or longer$/],
  },
  { runbook: 'clear_redis_cache', prints: [/^Remove every key that matches \* from Redis at \S+$/] },
  {
    runbook: 'update_performance_baselines',
    parameters: { window: '1d' },
    prints: [
      /^Record the baseline default from \S+ to \S+$/,
      /^✅ 4 same of 4 figures, against the baseline, revision 1 of /,
      /^· Authentication: .+: not updated: (\d+ of at least 20|they are of \d+ parts of it, at least 8 are needed)$/,
      '…',
    ],
  },
  {
    runbook: 'enable_legacy_ml_optimizer',
    prints: ['✅ Legacy ML optimizer: enabled'],
    changes: ['mlops-production-config', 'production-integration'],
  },
  {
    runbook: 'verify_legacy_system',
    first: [['enable_legacy_ml_optimizer', {}]],
    prints: ['✅ Legacy system: Operational', ...OPERATIONAL('Production Integration')],
  },
  {
    runbook: 'enable_mlops_features',
    parameters: { percentage: 10 },
    prints: ['✅ MLOps features for 10 % of traffic'],
    changes: ['mlops-manager', 'mlops-production-config'],
  },
  {
    runbook: 'gradual_mlops_rollback',
    parameters: { monitor: '1m', step: 50 },
    first: [['enable_mlops_features', { percentage: 80 }]],
    prints: [
      '✅ MLOps features for 30 % of traffic, all checks well for 1m',
      '✅ MLOps features off, 0 % of traffic, all checks well for 1m',
    ],
    changes: ['mlops-manager', 'mlops-manager', 'mlops-production-config', 'mlops-production-config'],
  },
  {
    runbook: 'emergency_rollback',
    parameters: { duration: '1m' },
    first: [['enable_mlops_integration', {}]],
    prints: [
      '✅ MLOps features off, 0 % of traffic',
      'Every object of the cluster carries the constitutional hash',
      '✅ Legacy ML optimizer: enabled',
      ...[WATCHED, WATCHED, WATCHED],
      '✅ System stable after the rollback',
      /^📄 Rollback report: acgs runs report [0-9a-f-]{36}$/,
    ],
    changes: ROLLED_BACK,
  },
  {
    runbook: 'emergency_mlops_rollback',
    parameters: { duration: '1m' },
    first: [['enable_mlops_integration', {}]],
    prints: [
      '🚨 EMERGENCY MLOPS ROLLBACK INITIATED',
      '✅ Emergency MLOps rollback completed',
      '📊 System reverted to legacy ML optimizer',
      '🔍 Monitor logs for stability confirmation',
    ],
    changes: ROLLED_BACK,
  },
  {
    runbook: 'enable_mlops_integration',
    prints: ['✅ MLOps integration: enabled'],
    changes: ['mlops-manager', 'mlops-production-config', 'production-integration'],
  },
  {
    runbook: 'emergency_mlops_shutdown',
    prints: ['✅ All 6 deployments are shut down'],
    changes: [...MLOPS, 'mlops-production-config', 'production-integration'].toSorted(),
  },
  {
    runbook: 'recover_mlops_system',
    first: [['emergency_mlops_shutdown', {}]],
    skipped: CORE.map((name) => `start-${name}`),
    prints: [...OPERATIONAL('MLOps Manager'), ...HEALTHY],
    changes: [...MLOPS, 'mlops-manager', 'mlops-production-config'].toSorted(),
  },
  {
    runbook: 'emergency_shutdown',
    prints: ['✅ All 14 deployments are shut down'],
    changes: [
      ...DEPLOYMENTS_OF_CORE,
      ...MLOPS,
      'mlops-production-config',
      'production-integration',
    ].toSorted(),
  },
  {
    runbook: 'recover_mlops_system',
    first: [['emergency_shutdown', {}]],
    parameters: { scope: 'all' },
    prints: [...OPERATIONAL('MLOps Manager'), ...HEALTHY],
    changes: [
      ...[...DEPLOYMENTS_OF_CORE, ...MLOPS, 'production-integration'],
      ...['mlops-manager', 'mlops-production-config'],
    ].toSorted(),
  },
];
