import type { FigureConditions } from './load-curve.ts';
import type { ServiceId } from './services/catalogue.ts';

export type HashCondition = 'match' | 'mismatch' | 'missing';

/** What is wrong with one service at the moment. */
export interface ServiceConditions {
  slowMs: number;
  /** The share of requests, 0 to 1, that are answered 500. */
  errorRate: number;
  degraded: boolean;
  hash: HashCondition;
}

/** What is wrong with the sandbox at the moment. Faults write it; everything else only reads. */
export interface Conditions extends FigureConditions {
  auditGap: boolean;
  metricsGone: boolean;
  services: Readonly<Record<ServiceId, ServiceConditions>>;
}

export function createConditions(): Conditions {
  const healthy = (): ServiceConditions => ({ slowMs: 0, errorRate: 0, degraded: false, hash: 'match' });
  return {
    accuracyDrop: false,
    complianceDrop: false,
    auditGap: false,
    metricsGone: false,
    services: {
      authentication: healthy(),
      'constitutional-ai': healthy(),
      integrity: healthy(),
      'feature-validation': healthy(),
      governance: healthy(),
      'policy-generation': healthy(),
      'evolution-control': healthy(),
      'mlops-manager': healthy(),
      'model-versioning': healthy(),
      'git-integration': healthy(),
      'artifact-storage': healthy(),
      'deployment-pipeline': healthy(),
      'monitoring-dashboard': healthy(),
      'production-integration': healthy(),
    },
  };
}
