/**
 * The systems of the handover guide's "Core Components", in its three layers, plus the cluster.
 * Ids are those of the profile and of `acgs health --json`.
 */
export const SERVICE_IDS = [
  'authentication',
  'constitutional-ai',
  'integrity',
  'feature-validation',
  'governance',
  'policy-generation',
  'evolution-control',
  'mlops-manager',
  'model-versioning',
  'git-integration',
  'artifact-storage',
  'deployment-pipeline',
  'monitoring-dashboard',
  'production-integration',
] as const;

export const STORE_IDS = ['postgres', 'redis', 'objects', 'influx'] as const;

/** What carries the constitutional hash and is no service. */
export const OWN_COMPONENTS = ['configuration', 'database', 'artifacts', 'documents'] as const;

export type ServiceId = (typeof SERVICE_IDS)[number];
export type StoreId = (typeof STORE_IDS)[number];
export type SystemId = ServiceId | StoreId | 'cluster';

export type Layer = 'core' | 'mlops' | 'data';

export interface SystemInfo {
  id: SystemId;
  /** Name as the guides write it. */
  name: string;
  layer: Layer;
}

export const SYSTEMS: readonly SystemInfo[] = [
  { id: 'authentication', name: 'Authentication', layer: 'core' },
  { id: 'constitutional-ai', name: 'Constitutional AI', layer: 'core' },
  { id: 'integrity', name: 'Integrity', layer: 'core' },
  { id: 'feature-validation', name: 'Feature Validation', layer: 'core' },
  { id: 'governance', name: 'Governance', layer: 'core' },
  { id: 'policy-generation', name: 'Policy Generation', layer: 'core' },
  { id: 'evolution-control', name: 'Evolution Control', layer: 'core' },
  { id: 'mlops-manager', name: 'MLOps Manager', layer: 'mlops' },
  { id: 'model-versioning', name: 'Model Versioning', layer: 'mlops' },
  { id: 'git-integration', name: 'Git Integration', layer: 'mlops' },
  { id: 'artifact-storage', name: 'Artifact Storage', layer: 'mlops' },
  { id: 'deployment-pipeline', name: 'Deployment Pipeline', layer: 'mlops' },
  { id: 'monitoring-dashboard', name: 'Monitoring Dashboard', layer: 'mlops' },
  { id: 'production-integration', name: 'Production Integration', layer: 'mlops' },
  { id: 'postgres', name: 'PostgreSQL', layer: 'data' },
  { id: 'redis', name: 'Redis', layer: 'data' },
  { id: 'objects', name: 'Artifact store', layer: 'data' },
  { id: 'influx', name: 'InfluxDB', layer: 'data' },
  { id: 'cluster', name: 'Cluster', layer: 'data' },
];

/** As the guides write it; what is no system keeps its own name. */
export function systemName(id: string): string {
  return SYSTEMS.find((system) => system.id === id)?.name ?? id;
}

export function isServiceId(id: string): id is ServiceId {
  return (SERVICE_IDS as readonly string[]).includes(id);
}
