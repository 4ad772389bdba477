import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionFlaws } from '../../operate/processes/definition.ts';
import { BUILT_ACTIONS, KNOWN_ACTIONS } from '../actions/known.ts';
import { lintRunbook } from '../lint/index.ts';
import { runbookText } from '../testing/runbook-text.ts';
import { loadCatalogue } from './index.ts';

const SHIPPED = new URL('../../../../resources/runbooks/', import.meta.url);
const all = new Set(KNOWN_ACTIONS.keys());
/** Without what the parts of later issues do. */
const now = BUILT_ACTIONS;

describe('the shipped runbooks', () => {
  const catalogue = loadCatalogue({ own: [], actions: all });

  it('are all read, under the names of their files', async () => {
    const files = (await readdir(SHIPPED)).map((name) => name.replace(/\.yaml$/, '')).sort();
    expect(catalogue.problems).toEqual([]);
    expect(catalogue.entries.map(({ id }) => id).sort()).toEqual(files);
  });

  it('have nothing wrong with them', async () => {
    for (const { id, definition } of catalogue.entries) {
      const { findings } = lintRunbook(await readFile(new URL(`${id}.yaml`, SHIPPED)), catalogue.source);
      expect(findings, id).toEqual([]);
      expect(definitionFlaws(definition), id).toEqual([]);
    }
  });

  it('can all be run once every part is built', () => {
    expect(catalogue.entries.filter(({ available }) => !available)).toEqual([]);
  });

  it('hold procedures, decision trees and routines beside the scripts', () => {
    const ids = catalogue.entries.filter(({ script }) => script === null).map(({ id }) => id);
    expect(ids).toEqual([
      'artifact-storage-issues',
      'compliance-violations',
      'constitutional-compliance',
      'daily-routine',
      'high-response-times',
      'mlops-compliance-violations',
      'model-performance',
      'model-version-conflicts',
      'monthly-routine',
      'performance-degradation',
      'quarterly-routine',
      'restart-service',
      'service-down',
      'weekly-routine',
    ]);
    expect(catalogue.entries.flatMap(({ routine }) => routine ?? []).sort()).toEqual([
      'daily',
      'monthly',
      'quarterly',
      'weekly',
    ]);
  });

  it('say how grave they are by their gravest step', () => {
    const risk = (id: string) => catalogue.find(id)?.risk;
    expect(risk('daily_mlops_health_check')).toBe('read');
    expect(risk('service-down')).toBe('change');
    expect(risk('clear_redis_cache')).toBe('destructive');
    expect(risk('emergency_shutdown')).toBe('destructive');
    expect(risk('restore_database')).toBe('destructive');
  });

  it('do the service-down procedure step by step as the guide lists it', () => {
    expect(catalogue.find('service-down')?.definition.steps.map(({ action }) => action)).toEqual([
      'cluster.pods',
      'cluster.logs',
      'health.service',
      'cluster.restart',
      'cluster.rollout-status',
      'cluster.pods',
      'health.service',
    ]);
  });
});

describe('what is available', () => {
  const catalogue = loadCatalogue({ own: [], actions: now });

  it('is what has all its parts', () => {
    const missing = catalogue.entries.filter(({ available }) => !available).map(({ id }) => id);
    expect(missing).toEqual([
      'analyze_model_performance',
      'analyze_recent_predictions',
      'apply_mlops_migrations',
      'backup_artifacts',
      'backup_configurations',
      'backup_database',
      'backup_git_repositories',
      'backup_mlops_artifacts',
      'backup_mlops_secrets',
      'backup_model_versions',
      'check_model_versions',
      'check_training_data_quality',
      'cleanup_old_artifacts',
      'deploy_mlops_system',
      'emergency_model_rollback',
      'generate_business_impact_report',
      'generate_mlops_deployment_report',
      'model-performance',
      'model-version-conflicts',
      'provision_mlops_storage',
      'repair_artifacts',
      'resolve_version_conflicts',
      'restore_database',
      'restore_service_config',
      'test_end_to_end_mlops',
      'verify_backup_integrity',
      'verify_model_rollback',
    ]);
  });

  it('names the part that is missing', () => {
    expect(catalogue.find('restore_database')?.reason).toBe(
      'Not available yet: "Verify the backups of the database" needs the backups (backups.verify)',
    );
  });

  it('has done by hand what it cannot do, where the runbook says how', () => {
    const steps = catalogue.find('emergency_shutdown')?.definition.steps ?? [];
    const backup = steps.find(({ id }) => id === 'backup-database');
    expect(backup).toMatchObject({ title: 'Back up the database', action: 'manual' });
    const built = loadCatalogue({ own: [], actions: all }).find('emergency_shutdown');
    expect(built?.definition.steps.map(({ id }) => id)).toContain('backup-database/backup/verify');
    expect(built?.definitionHash).not.toBe(catalogue.find('emergency_shutdown')?.definitionHash);
  });

  it('is nothing as long as nothing is built', () => {
    const none = loadCatalogue({ own: [], actions: new Set() });
    expect(none.entries.filter(({ available }) => available)).toEqual([]);
  });
});

describe('own runbooks', () => {
  let folder = '';
  const step = '- { id: look, title: Look, action: cluster.pods, timeout: 1m }';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'acgs-runbooks-'));
    await mkdir(join(folder, 'team'));
    await writeFile(
      join(folder, 'team', 'a.yaml'),
      runbookText({ id: 'ours', steps: `${step}\n- { id: check, runbook: daily_mlops_health_check }` }),
    );
    await writeFile(join(folder, 'team', 'b.yml'), runbookText({ id: 'ours', steps: step }));
    await writeFile(join(folder, 'team', 'c.yaml'), runbookText({ id: 'service-down', steps: step }));
    await writeFile(
      join(folder, 'team', 'd.yaml'),
      runbookText({ id: 'wrong', steps: '- { id: a, title: T, action: nothing, timeout: 1s }' }),
    );
    await writeFile(join(folder, 'team', 'e.yaml'), '{');
    await writeFile(join(folder, 'team', 'notes.txt'), 'no runbook');
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('stand beside the shipped ones and may call them; what is wrong or taken is left out and told', () => {
    const catalogue = loadCatalogue({ own: [join(folder, 'team'), join(folder, 'gone')], actions: now });
    expect(catalogue.entries.filter(({ from }) => from === 'own').map(({ id }) => id)).toEqual(['ours']);
    expect(catalogue.find('ours')).toMatchObject({ available: true, risk: 'read' });
    expect(catalogue.find('ours')?.definition.steps.map(({ id }) => id)).toEqual(['look', 'check/check']);
    expect(catalogue.find('service-down')?.from).toBe('shipped');
    expect(catalogue.problems.map(({ message }) => message)).toEqual([
      'gone, which the profile names for runbooks, is not there',
      'The runbook b.yml is left out: its id ours is that of the one in a.yaml',
      'The runbook c.yaml is left out: its id service-down is that of a shipped runbook',
      expect.stringMatching(/^The runbook e\.yaml is left out: line 1: Not YAML: /),
      'The runbook d.yaml is left out: line 6: There is no action nothing',
    ]);
    // By their id, or by the name of a file in which none can be read.
    expect(['wrong', 'e', 'c'].map((id) => catalogue.leftOut(id)?.message.slice(0, 31))).toEqual([
      'The runbook d.yaml is left out:',
      'The runbook e.yaml is left out:',
      'The runbook c.yaml is left out:',
    ]);
    expect(catalogue.leftOut('ours')).toBeUndefined();
  });

  it('are pinned by what they do, not by how they are written', async () => {
    const text = runbookText({ id: 'pinned', steps: step });
    const hashOf = async (written: string) => {
      const file = join(folder, 'pinned.yaml');
      await writeFile(file, written);
      return loadCatalogue({ own: [file], actions: now }).find('pinned')?.definitionHash;
    };
    const hash = await hashOf(text);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf(`# a comment\n${text}`)).toBe(hash);
    expect(await hashOf(text.replace('1m', '2m'))).not.toBe(hash);
  });
});
