import type { Client } from 'pg';
import { noise } from '../noise.ts';
import { constitutionalHash } from '../services/catalogue.ts';
import { artifacts, modelVersions, productionAccuracy } from './registry.ts';

const schema = `
  CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL);
  CREATE TABLE model_versions (
    id serial PRIMARY KEY,
    model_name text NOT NULL,
    version text NOT NULL,
    accuracy double precision NOT NULL,
    constitutional_compliance_score double precision NOT NULL,
    performance_metrics jsonb NOT NULL,
    git_commit_hash text NOT NULL,
    git_branch text NOT NULL,
    git_tag text NOT NULL,
    parent_version text,
    constitutional_hash text NOT NULL,
    is_production boolean NOT NULL,
    deployment_environment text NOT NULL,
    created_at timestamptz NOT NULL,
    deployed_at timestamptz,
    UNIQUE (model_name, version)
  );
  CREATE TABLE artifacts (
    artifact_id text PRIMARY KEY,
    artifact_type text NOT NULL,
    name text NOT NULL,
    version text NOT NULL,
    storage_path text NOT NULL,
    file_size_bytes bigint NOT NULL,
    checksum text NOT NULL,
    compression text NOT NULL,
    constitutional_hash text NOT NULL,
    created_at timestamptz NOT NULL
  );
  CREATE TABLE deployments (
    deployment_id serial PRIMARY KEY,
    model_name text NOT NULL,
    model_version text NOT NULL,
    environment text NOT NULL,
    status text NOT NULL,
    started_at timestamptz NOT NULL,
    completed_at timestamptz,
    deployed_by text NOT NULL,
    approved_by text,
    approved_at timestamptz,
    rollback_reason text,
    error_message text
  );
  CREATE TABLE mlops_operations (
    id serial PRIMARY KEY,
    operation text NOT NULL,
    subject text NOT NULL,
    actor text NOT NULL,
    performed_at timestamptz NOT NULL,
    completed_at timestamptz
  );
  CREATE TABLE audit_trail (
    id serial PRIMARY KEY,
    operation_id integer NOT NULL UNIQUE REFERENCES mlops_operations (id),
    constitutional_hash text NOT NULL,
    recorded_at timestamptz NOT NULL
  );
`;

const migrations = [
  '001_core',
  '002_mlops_model_versions',
  '003_mlops_artifacts',
  '004_mlops_deployments',
  '005_audit_trail',
];

const operations = [
  'model_version_creation',
  'model_deployment',
  'model_rollback',
  'artifact_storage',
  'git_tag_creation',
  'compliance_validation',
  'performance_monitoring',
  'constitutional_hash_verification',
];

/** Who looks at a model before it is deployed. */
const reviewers = ['r.imai', 'k.osei', 'm.weiss'];

/** An operation takes a few minutes, a rollback of a model too. */
function durationMs(seed: number, index: number): number {
  return Math.round((60 + 240 * noise(seed, 'duration', index)) * 1000);
}

/** One an hour; so many lie behind the moment at which the production is born. */
export const SEEDED_OPERATIONS = 160;
const HOUR_MS = 3_600_000;

/** How many operations there are by a moment. */
export function operationsBy(bornMs: number, nowMs: number): number {
  return SEEDED_OPERATIONS + Math.max(0, Math.floor((nowMs - bornMs) / HOUR_MS));
}

/** Does the operations of these numbers, and enters them in the audit trail. */
export async function addOperations(
  client: Client,
  { seed, bornMs, from, to }: { seed: number; bornMs: number; from: number; to: number },
): Promise<void> {
  const models = modelVersions(seed, bornMs);
  const rows = Array.from({ length: to - from }, (_, place) => {
    const index = from + place;
    const performedMs = bornMs - (SEEDED_OPERATIONS - index) * HOUR_MS;
    return {
      operation: operations[index % operations.length],
      subject: models[index % models.length]?.gitTag,
      actor: ['mlops-manager', 'deployment-pipeline', 'r.imai', 'k.osei'][
        Math.floor(noise(seed, 'actor', index) * 4)
      ],
      performed_at: new Date(performedMs),
      completed_at: new Date(performedMs + durationMs(seed, index)),
    };
  });
  await insert(client, 'mlops_operations', rows);
  await client.query(
    `INSERT INTO audit_trail (operation_id, constitutional_hash, recorded_at)
     SELECT id, $1, performed_at FROM mlops_operations WHERE performed_at >= $2
     ON CONFLICT (operation_id) DO NOTHING`,
    [constitutionalHash, rows[0]?.performed_at],
  );
}

/** Creates the MLOps tables and fills them with the same models that the artifact store holds. */
export async function seedDatabase(client: Client, seed: number, nowMs: number): Promise<void> {
  await client.query('BEGIN');
  await client.query(schema);
  await insert(
    client,
    'schema_migrations',
    migrations.map((version, index) => ({
      version,
      applied_at: new Date(nowMs - (60 - index) * 86_400_000),
    })),
  );
  const models = modelVersions(seed, nowMs);
  await insert(
    client,
    'model_versions',
    models.map((model) => ({
      model_name: model.modelName,
      version: model.version,
      accuracy: model.accuracy,
      constitutional_compliance_score: model.compliance,
      performance_metrics: JSON.stringify({
        accuracy: model.accuracy,
        constitutional_compliance: model.compliance,
        response_time_ms: model.responseTimeMs,
        cost_efficiency: model.costEfficiency,
      }),
      git_commit_hash: model.gitCommit,
      git_branch: 'main',
      git_tag: model.gitTag,
      parent_version: model.parentVersion,
      constitutional_hash: constitutionalHash,
      is_production: model.isProduction,
      deployment_environment: model.isProduction ? 'production' : 'archive',
      created_at: new Date(model.createdMs),
      deployed_at: new Date(model.createdMs + 3_600_000),
    })),
  );
  await insert(
    client,
    'artifacts',
    artifacts(seed, nowMs).map((artifact) => ({
      artifact_id: artifact.id,
      artifact_type: artifact.type,
      name: artifact.modelName,
      version: artifact.version,
      storage_path: artifact.key,
      file_size_bytes: artifact.body.length,
      checksum: artifact.checksum,
      compression: 'gzip',
      constitutional_hash: constitutionalHash,
      created_at: new Date(artifact.createdMs),
    })),
  );
  await insert(
    client,
    'deployments',
    models.map((model) => ({
      model_name: model.modelName,
      model_version: model.version,
      environment: 'production',
      status: 'deployed',
      started_at: new Date(model.createdMs + 1_800_000),
      completed_at: new Date(model.createdMs + 3_600_000),
      deployed_by: 'deployment-pipeline',
      approved_by: reviewers[Math.floor(noise(seed, 'reviewer', model.gitTag) * reviewers.length)],
      approved_at: new Date(model.createdMs + 1_200_000),
    })),
  );
  await addOperations(client, { seed, bornMs: nowMs, from: 0, to: SEEDED_OPERATIONS });
  await client.query('COMMIT');
}

/** Lets the serving production model measure worse than its target, or as well as before. */
export async function setAccuracyDrop(client: Client, on: boolean): Promise<void> {
  const accuracy = on ? productionAccuracy.dropped : productionAccuracy.healthy;
  await client.query(
    `UPDATE model_versions
     SET accuracy = $1, performance_metrics = jsonb_set(performance_metrics, '{accuracy}', to_jsonb($1::double precision))
     WHERE model_name = 'production_model' AND is_production`,
    [accuracy],
  );
}

/** Leaves every rollback of a model without its entry in the audit trail, or enters them again. */
export async function setAuditGap(client: Client, on: boolean): Promise<void> {
  if (on) {
    await client.query(
      "DELETE FROM audit_trail WHERE operation_id IN (SELECT id FROM mlops_operations WHERE operation = 'model_rollback')",
    );
  } else {
    await client.query(
      `INSERT INTO audit_trail (operation_id, constitutional_hash, recorded_at)
       SELECT id, $1, performed_at FROM mlops_operations ON CONFLICT (operation_id) DO NOTHING`,
      [constitutionalHash],
    );
  }
}

/** All rows have the same columns; their values travel as parameters. */
async function insert(
  client: Client,
  table: string,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const tuples = rows.map(
    (_, row) => `(${columns.map((_column, index) => `$${row * columns.length + index + 1}`).join(', ')})`,
  );
  await client.query(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')}`,
    rows.flatMap((row) => Object.values(row)),
  );
}
