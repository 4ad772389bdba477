import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../kernel/errors.ts';
import { KNOWN_ACTIONS } from '../actions/known.ts';
import { loadCatalogue } from '../catalogue/index.ts';
import { readParameters } from '../format/parameters.ts';
import { resolveScript, scriptName } from './index.ts';

/** Every command line with a script that appears in the two guides. */
const COMMAND_LINES = [
  './scripts/analyze_model_performance.sh --weekly',
  './scripts/analyze_recent_predictions.sh',
  './scripts/apply_compliance_fixes.sh',
  './scripts/apply_mlops_migrations.sh',
  './scripts/backup_artifacts.sh',
  './scripts/backup_configurations.sh',
  './scripts/backup_database.sh',
  './scripts/backup_git_repositories.sh',
  './scripts/backup_mlops_artifacts.sh',
  './scripts/backup_mlops_secrets.sh',
  './scripts/backup_model_versions.sh',
  './scripts/check_all_services_health.sh',
  './scripts/check_artifact_storage.sh',
  './scripts/check_cache_performance.sh',
  './scripts/check_current_performance.sh',
  './scripts/check_database_performance.sh',
  './scripts/check_dgm_safety_patterns.sh',
  './scripts/check_model_versions.sh',
  './scripts/check_network_latency.sh',
  './scripts/check_training_data_quality.sh',
  './scripts/cleanup_old_artifacts.sh --retention-days 90',
  './scripts/clear_redis_cache.sh',
  './scripts/daily_compliance_check.sh',
  './scripts/daily_mlops_health_check.sh',
  './scripts/deploy_mlops_system.sh production',
  './scripts/emergency_compliance_recovery.sh',
  './scripts/emergency_mlops_shutdown.sh',
  './scripts/emergency_model_rollback.sh --all-models',
  './scripts/emergency_model_rollback.sh --model production_model --reason "performance_degradation"',
  './scripts/emergency_procedures.sh --help',
  './scripts/emergency_rollback.sh',
  './scripts/emergency_shutdown.sh',
  './scripts/enable_legacy_ml_optimizer.sh',
  './scripts/enable_mlops_features.sh --percentage 0',
  './scripts/enable_mlops_features.sh --percentage 10',
  './scripts/enable_mlops_features.sh --percentage 100',
  './scripts/enable_mlops_features.sh --percentage 50',
  './scripts/enable_mlops_integration.sh',
  './scripts/generate_business_impact_report.sh',
  './scripts/generate_mlops_deployment_report.sh',
  './scripts/get_current_performance_metrics.sh',
  './scripts/gradual_mlops_rollback.sh --monitor-duration 60m --rollback-percentage 25',
  './scripts/identify_performance_bottlenecks.sh',
  './scripts/investigate_compliance_violations.sh',
  './scripts/load_test_mlops.py --requests 1000 --workers 50',
  './scripts/monitor_mlops_performance.sh --daily',
  './scripts/monitor_mlops_performance.sh --duration 4h',
  './scripts/monitor_mlops_performance.sh --duration 8h',
  './scripts/monitor_system_stability.sh --duration 30m',
  './scripts/provision_mlops_storage.sh',
  './scripts/recover_mlops_system.sh',
  './scripts/repair_artifacts.sh',
  './scripts/resolve_version_conflicts.sh',
  './scripts/restart_db_connections.sh',
  './scripts/restart_dependent_services.sh',
  './scripts/restore_database.sh --backup-date YYYY-MM-DD',
  './scripts/restore_service_config.sh <service-name>',
  './scripts/run_constitutional_compliance_validation.py',
  './scripts/run_constitutional_compliance_validation.py --emergency',
  './scripts/run_constitutional_compliance_validation.py --production',
  './scripts/run_constitutional_compliance_validation.py --quick',
  './scripts/run_performance_validation.py --production',
  './scripts/setup_mlops_monitoring.sh',
  './scripts/test_mlops_integrations.sh',
  './scripts/update_performance_baselines.sh',
  './scripts/validate_production_targets.sh',
  './scripts/verify_backup_integrity.sh',
  './scripts/verify_constitutional_hash.sh',
  './scripts/verify_database_integrity.sh',
  './scripts/verify_legacy_system.sh',
  './scripts/verify_mlops_deployment.sh',
  './scripts/verify_mlops_infrastructure.sh',
  './scripts/verify_mlops_recovery.sh',
  './scripts/verify_mlops_schema.sh',
  './scripts/verify_model_rollback.sh',
  './scripts/verify_service_health.sh <service-name>',
  './scripts/weekly_mlops_report.sh',
  'python3 -m pytest tests/integration/test_end_to_end_mlops.py --production',
  './scripts/emergency_mlops_rollback.sh',
];

const { entries, find } = loadCatalogue({ own: [], actions: new Set(KNOWN_ACTIONS.keys()) });

/** As a shell takes it apart, with something real where the guide has a placeholder. */
function wordsOf(line: string): string[] {
  return line
    .replace('<service-name>', 'governance')
    .replace('YYYY-MM-DD', '2025-06-27')
    .replaceAll('"', '')
    .split(' ');
}

function resolve(line: string) {
  const { runbook, parameters } = resolveScript(wordsOf(line), entries);
  return { runbook, parameters: readParameters(find(runbook)?.parameters ?? {}, parameters, { runbook }) };
}

function refusal(line: string): string {
  try {
    resolve(line);
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'usage')
      return `${error.message}. ${error.hint ?? ''}`;
    throw error;
  }
  throw new Error('it was taken');
}

describe("the guides' scripts", () => {
  it.each(COMMAND_LINES)('%s', (line) => {
    const { runbook } = resolve(line);
    const script = wordsOf(line).find((word) => /\.(sh|py)$/.test(word)) ?? '';
    expect(find(runbook)?.script).toBe(scriptName(script));
  });

  it('are the 68 of the guides, the printed rollback and the end-to-end test, and each has one runbook', () => {
    const scripts = entries.flatMap(({ script }) => script ?? []);
    const named = new Set(COMMAND_LINES.map((line) => /(\w+)\.(?:sh|py)/.exec(line)?.[1] ?? ''));
    expect(named.size).toBe(70);
    expect([...scripts].sort()).toEqual([...named].sort());
  });

  it.each([
    ['./scripts/run_constitutional_compliance_validation.py --quick', { mode: 'quick' }],
    ['./scripts/run_constitutional_compliance_validation.py', { mode: 'default' }],
    ['./scripts/monitor_mlops_performance.sh --daily', { duration: '0s' }],
    ['./scripts/monitor_mlops_performance.sh --duration 4h', { duration: '4h' }],
    [
      './scripts/load_test_mlops.py --requests 1000 --workers 50',
      { system: 'mlops-manager', requests: 1000, workers: 50 },
    ],
    ['./scripts/enable_mlops_features.sh --percentage 10', { percentage: 10 }],
    [
      './scripts/gradual_mlops_rollback.sh --monitor-duration 60m --rollback-percentage 25',
      { monitor: '60m', step: 25 },
    ],
    ['./scripts/restore_database.sh --backup-date YYYY-MM-DD', { date: '2025-06-27' }],
    ['./scripts/verify_service_health.sh <service-name>', { service: 'governance' }],
    ['./scripts/deploy_mlops_system.sh production', { environment: 'production' }],
    [
      './scripts/emergency_model_rollback.sh --all-models',
      { model: 'production_model', reason: 'emergency', all: true },
    ],
  ])('%s becomes the parameters of its runbook', (line, parameters) => {
    expect(resolve(line).parameters).toEqual(parameters);
  });
});

describe('a command line', () => {
  it.each([
    'daily_mlops_health_check',
    'daily_mlops_health_check.sh',
    'scripts/daily_mlops_health_check.py',
    '/opt/acgs/scripts/daily_mlops_health_check.sh',
    'bash ./scripts/daily_mlops_health_check.sh',
    'python3 scripts/daily_mlops_health_check.py',
    'daily-mlops-health-check',
  ])('may be written as %s', (line) => {
    expect(resolve(line).runbook).toBe('daily_mlops_health_check');
  });

  it('may join an option and its value', () => {
    expect(resolve('load_test_mlops --requests=10 --workers=2').parameters).toMatchObject({
      requests: 10,
      workers: 2,
    });
  });

  it.each([
    [
      './scripts/daily_health_check.sh',
      'There is no script daily_health_check. Near it: daily_mlops_health_check',
    ],
    ['./scripts/../../etc/passwd', 'There is no script passwd'],
    [
      './scripts/daily_mlops_health_check.sh --fast',
      'does not take --fast. daily_mlops_health_check takes no arguments.',
    ],
    ['./scripts/daily_mlops_health_check.sh now', 'does not take the argument "now"'],
    [
      './scripts/verify_service_health.sh',
      'verify_service_health needs SERVICE. It takes: verify_service_health SERVICE',
    ],
    ['./scripts/verify_service_health.sh a b', 'does not take the argument "b"'],
    ['./scripts/enable_mlops_features.sh', 'needs --percentage PERCENTAGE'],
    ['./scripts/enable_mlops_features.sh --percentage', '--percentage takes a whole number from 0 to 100'],
    ['./scripts/enable_mlops_features.sh --percentage 110', 'takes a whole number from 0 to 100'],
    [
      './scripts/monitor_mlops_performance.sh --daily --duration 4h',
      '--duration is given twice, or beside what excludes it',
    ],
    ['./scripts/monitor_mlops_performance.sh --daily=yes', '--daily takes no value'],
    ['./scripts/restore_database.sh --backup-date yesterday', 'takes a text that matches latest'],
    ['', 'Which script is not said'],
  ])('is refused: %s', (line, sentence) => {
    expect(refusal(line)).toContain(sentence);
  });
});
