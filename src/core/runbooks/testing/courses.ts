/** How a runbook of the catalogue is driven on a practice system, so that it does what it is for. */
export interface Course {
  parameters?: Readonly<Record<string, string | number>>;
  /** Faults it is about, each with what ends it: the first `change`, or the step that somebody answers. */
  faults?: Readonly<Record<string, string>>;
  /** What decisions take; left out: what is recommended. */
  choices?: Readonly<Record<string, string>>;
  /**
   * What there is before: every deployment scaled to none, a day of samples with a baseline in force, idle
   * connections to the database that come again when they are ended.
   */
  before?: 'shut-down' | 'history' | 'connections';
  /** Limits of the profile that make it act. */
  thresholds?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What it does to the practice system is not put back: the next run gets another. */
  changesForGood?: true;
  /** It judges all changes that were made to the practice system, so that it gets one that no run has changed. */
  judgesChanges?: true;
  /** Why it cannot end well in practice. */
  fails?: string;
}

/** It only looks, and finds nothing wrong. */
const LOOKS: Course = {};
/** The same, and what others changed is among it. */
const VALIDATES: Course = { judgesChanges: true };

/** By runbook, every one that can be run. */
export const COURSES: Readonly<Record<string, Course>> = {
  apply_compliance_fixes: { ...VALIDATES, faults: { 'config-drift': 'change' } },
  'artifact-storage-issues': {
    faults: { 'service-down=artifact-storage': 'change', 'artifact-corrupt': 'repair' },
  },
  check_all_services_health: LOOKS,
  check_artifact_storage: LOOKS,
  check_cache_performance: LOOKS,
  check_current_performance: LOOKS,
  check_database_performance: LOOKS,
  check_dgm_safety_patterns: LOOKS,
  check_network_latency: LOOKS,
  clear_redis_cache: { parameters: { pattern: 'prediction:*' }, changesForGood: true },
  'compliance-violations': VALIDATES,
  'constitutional-compliance': VALIDATES,
  'daily-routine': VALIDATES,
  daily_compliance_check: VALIDATES,
  daily_mlops_health_check: LOOKS,
  emergency_compliance_recovery: { ...VALIDATES, faults: { 'config-drift': 'change' } },
  emergency_mlops_rollback: { parameters: { duration: '1s' } },
  emergency_mlops_shutdown: {},
  emergency_procedures: LOOKS,
  emergency_rollback: { parameters: { duration: '1s' } },
  emergency_shutdown: {},
  enable_legacy_ml_optimizer: {},
  enable_mlops_features: { parameters: { percentage: 10 } },
  enable_mlops_integration: {},
  get_current_performance_metrics: LOOKS,
  gradual_mlops_rollback: { parameters: { step: 50, monitor: '2s' } },
  'high-response-times': { faults: { 'pod-crash=mlops-manager': 'change' }, choices: { grow: 'scale' } },
  identify_performance_bottlenecks: LOOKS,
  investigate_compliance_violations: LOOKS,
  load_test_mlops: { parameters: { requests: 200, workers: 5 } },
  'mlops-compliance-violations': VALIDATES,
  monitor_mlops_performance: { parameters: { duration: '1s' } },
  monitor_system_stability: { parameters: { duration: '1s' } },
  'monthly-routine': { before: 'history' },
  'performance-degradation': {
    faults: { 'service-slow=mlops-manager:1200': 'change' },
    thresholds: { 'response-time': { target: 1000, warning: 1000, critical: 2000 } },
    choices: { decide: 'scale' },
  },
  'quarterly-routine': LOOKS,
  recover_mlops_system: { parameters: { scope: 'all' }, before: 'shut-down' },
  'restart-service': { parameters: { service: 'governance' } },
  restart_db_connections: { parameters: { idle: '1s' }, before: 'connections' },
  restart_dependent_services: {},
  run_constitutional_compliance_validation: VALIDATES,
  run_performance_validation: LOOKS,
  'service-down': { parameters: { service: 'governance' }, faults: { 'service-down=governance': 'change' } },
  setup_mlops_monitoring: LOOKS,
  test_mlops_integrations: LOOKS,
  update_performance_baselines: {
    parameters: { window: '1d' },
    before: 'history',
  },
  validate_production_targets: LOOKS,
  verify_constitutional_hash: LOOKS,
  verify_database_integrity: LOOKS,
  verify_legacy_system: { fails: 'the legacy optimizer does not serve while the MLOps features are on' },
  verify_mlops_deployment: LOOKS,
  verify_mlops_infrastructure: LOOKS,
  verify_mlops_recovery: LOOKS,
  verify_mlops_schema: LOOKS,
  verify_service_health: { parameters: { service: 'governance' } },
  'weekly-routine': { before: 'history' },
  weekly_mlops_report: { before: 'history' },
};

/** Rollouts, driven beside runbooks: each stage is watched for two seconds. */
export const ROLLOUT_COURSES: Readonly<Record<string, Course>> = {
  'rollout/phased': {},
  'rollout/gradual': {},
};

/** @throws Error when nobody has said how it is driven */
export function courseOf(runbook: string): Course {
  const all = { ...COURSES, ...ROLLOUT_COURSES };
  const course = Object.hasOwn(all, runbook) ? all[runbook] : undefined;
  if (course === undefined) throw new Error(`There is no course for ${runbook}`);
  return course;
}
