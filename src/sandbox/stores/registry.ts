import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { round } from '../load-curve.ts';
import { noise, steadyUuid } from '../noise.ts';
import { constitutionalHash } from '../services/catalogue.ts';

/** The accuracy of the serving production model, and what it falls to when a fault says so. */
export const productionAccuracy = { healthy: 0.924, dropped: 0.862 };

export interface ModelVersion {
  modelName: string;
  version: string;
  accuracy: number;
  compliance: number;
  responseTimeMs: number;
  costEfficiency: number;
  gitCommit: string;
  gitTag: string;
  createdMs: number;
  isProduction: boolean;
  parentVersion: string | null;
}

export interface Artifact {
  id: string;
  type: 'model' | 'config' | 'metrics';
  modelName: string;
  version: string;
  key: string;
  contentType: string;
  body: Buffer;
  /** SHA-256 of the stored, compressed bytes, in hex. */
  checksum: string;
  createdMs: number;
}

const dayMs = 86_400_000;
const lines = [
  {
    modelName: 'production_model',
    versions: ['1.3.0', '1.3.1', '1.4.0', '1.4.1', '1.4.2'],
    top: productionAccuracy.healthy,
  },
  { modelName: 'policy_classifier', versions: ['2.0.0', '2.1.0', '2.1.1'], top: 0.938 },
  { modelName: 'cost_optimizer', versions: ['0.9.0', '1.0.0', '1.1.0'], top: 0.917 },
];

/** The models that this production has released; the last version of each serves. */
export function modelVersions(seed: number, nowMs: number): ModelVersion[] {
  return lines.flatMap(({ modelName, versions, top }) =>
    versions.map((version, index) => {
      const age = versions.length - index;
      const draw = (what: string) => noise(seed, modelName, version, what);
      return {
        modelName,
        version,
        accuracy: round(top - 0.006 * (age - 1), 4),
        compliance: round(0.968 + 0.006 * draw('compliance'), 4),
        responseTimeMs: round(360 + 60 * draw('response') + 10 * age, 1),
        costEfficiency: round(0.76 + 0.01 * draw('cost'), 4),
        gitCommit: createHash('sha1').update(`${modelName}@${version}`).digest('hex'),
        gitTag: `${modelName}-v${version}`,
        createdMs: nowMs - (age * 9 + draw('age')) * dayMs,
        isProduction: age === 1,
        parentVersion: versions[index - 1] ?? null,
      };
    }),
  );
}

/** The stored files of every model version. */
export function artifacts(seed: number, nowMs: number): Artifact[] {
  return modelVersions(seed, nowMs).flatMap((model) =>
    (['model', 'config', 'metrics'] as const).map((type) => {
      const body = gzipSync(contentOf(seed, model, type), { level: 6 });
      return {
        id: steadyUuid(seed, model.modelName, model.version, type),
        type,
        modelName: model.modelName,
        version: model.version,
        key: `artifacts/${type}/${model.modelName}/${model.version}/${type}.${type === 'model' ? 'bin' : 'json'}.gz`,
        contentType: 'application/gzip',
        body,
        checksum: createHash('sha256').update(body).digest('hex'),
        createdMs: model.createdMs,
      };
    }),
  );
}

function contentOf(seed: number, model: ModelVersion, type: Artifact['type']): string | Buffer {
  if (type === 'model') {
    const weights = Float32Array.from({ length: 4096 }, (_, index) => noise(seed, model.gitTag, index) - 0.5);
    return Buffer.from(weights.buffer);
  }
  return JSON.stringify({
    model: model.modelName,
    version: model.version,
    constitutional_hash: constitutionalHash,
    ...(type === 'config'
      ? { learning_rate: 0.001, layers: 6, features: 42 }
      : {
          accuracy: model.accuracy,
          constitutional_compliance: model.compliance,
          response_time_ms: model.responseTimeMs,
        }),
  });
}
