/** The ids of a profile's `services`. */
export const serviceIds = [
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

export type ServiceId = (typeof serviceIds)[number];

export function isServiceId(text: string): text is ServiceId {
  return serviceIds.some((id) => id === text);
}

/** How a service words its parts in `/health`; the real ones never agreed. */
export type HealthShape =
  | 'services-booleans'
  | 'dependencies-words'
  | 'dependencies-booleans'
  | 'dependencies-objects'
  | 'components-words'
  | 'components-objects';

export interface ServiceDefinition {
  id: ServiceId;
  deployment: string;
  /** The port it has in production; the sandbox's own is free. */
  productionPort: number;
  /** The `service` field of `/health`. */
  reportedName: string;
  version: string;
  /** The word for "all is well". */
  word: string;
  shape: HealthShape;
  /** The first part is the one that a fault breaks. */
  parts: readonly [string, ...string[]];
  hashIn: 'header' | 'body' | 'both';
  timestamp: 'zoned' | 'naive' | 'epoch' | 'none';
  /** The prefix of its own metric names, the shared `acgs` names, none at all, or a broken exporter. */
  metrics: { kind: 'own'; prefix: string } | { kind: 'shared' } | { kind: 'none' } | { kind: 'broken' };
  /** Mean requests per second over a day. */
  requestsPerSecond: number;
  replicas: number;
  cpu: string;
  memory: string;
  storage: string | undefined;
}

interface Sizing {
  replicas?: number;
  cpu?: string;
  memory?: string;
  storage?: string;
}

const shared = { kind: 'shared' } as const;
const own = (prefix: string) => ({ kind: 'own', prefix }) as const;

function service(
  definition: Omit<ServiceDefinition, 'replicas' | 'cpu' | 'memory' | 'storage'>,
  { replicas = 2, cpu = '200m', memory = '512Mi', storage }: Sizing = {},
): ServiceDefinition {
  return { ...definition, replicas, cpu, memory, storage };
}

/** The seven core services and the seven of MLOps, sized as in the production deployment guide. */
export const serviceCatalogue: readonly ServiceDefinition[] = [
  service({
    id: 'authentication',
    deployment: 'auth-service',
    productionPort: 8000,
    reportedName: 'auth_service',
    version: '3.1.0',
    word: 'healthy',
    shape: 'dependencies-words',
    parts: ['database', 'redis', 'session_store'],
    hashIn: 'header',
    timestamp: 'zoned',
    metrics: own('auth'),
    requestsPerSecond: 24,
  }),
  service({
    id: 'constitutional-ai',
    deployment: 'ac-service',
    productionPort: 8001,
    reportedName: 'ac_service_production',
    version: '3.1.0',
    word: 'healthy',
    shape: 'services-booleans',
    parts: ['constitutional_analyzer', 'principle_store', 'audit_logger'],
    hashIn: 'both',
    timestamp: 'epoch',
    metrics: shared,
    requestsPerSecond: 11,
  }),
  service({
    id: 'integrity',
    deployment: 'integrity-service',
    productionPort: 8002,
    reportedName: 'integrity_service',
    version: '3.0.2',
    word: 'healthy',
    shape: 'components-words',
    parts: ['signature_store', 'hash_chain', 'database'],
    hashIn: 'header',
    timestamp: 'naive',
    metrics: shared,
    requestsPerSecond: 8,
  }),
  service({
    id: 'feature-validation',
    deployment: 'fv-service',
    productionPort: 8003,
    reportedName: 'fv_service',
    version: '2.8.1',
    word: 'healthy',
    shape: 'dependencies-objects',
    parts: ['z3_solver', 'ac_service', 'integrity_service'],
    hashIn: 'body',
    timestamp: 'zoned',
    metrics: { kind: 'broken' },
    requestsPerSecond: 4,
  }),
  service({
    id: 'governance',
    deployment: 'gs-service',
    productionPort: 8004,
    reportedName: 'gs_service',
    version: '3.1.0',
    word: 'operational',
    shape: 'dependencies-objects',
    parts: ['llm_router', 'ac_service', 'database'],
    hashIn: 'both',
    timestamp: 'zoned',
    metrics: own('gs'),
    requestsPerSecond: 6,
  }),
  service({
    id: 'policy-generation',
    deployment: 'pgc-service',
    productionPort: 8005,
    reportedName: 'pgc_service',
    version: '3.1.0',
    word: 'healthy',
    shape: 'dependencies-booleans',
    parts: ['opa', 'policy_store', 'integrity_service'],
    hashIn: 'header',
    timestamp: 'epoch',
    metrics: own('pgc'),
    requestsPerSecond: 18,
  }),
  service({
    id: 'evolution-control',
    deployment: 'ec-service',
    productionPort: 8006,
    reportedName: 'evolutionary_computation',
    version: '2.5.0',
    word: 'active',
    shape: 'components-objects',
    parts: ['oversight_coordinator', 'wina_optimizer', 'dgm_engine'],
    hashIn: 'body',
    timestamp: 'none',
    metrics: { kind: 'none' },
    requestsPerSecond: 2,
  }),
  service(
    {
      id: 'mlops-manager',
      deployment: 'mlops-manager',
      productionPort: 8010,
      reportedName: 'mlops_manager',
      version: '1.4.0',
      word: 'healthy',
      shape: 'components-objects',
      parts: ['model_registry', 'artifact_storage', 'deployment_pipeline'],
      hashIn: 'both',
      timestamp: 'zoned',
      metrics: shared,
      requestsPerSecond: 5,
    },
    { cpu: '300m', memory: '768Mi', storage: '15Gi' },
  ),
  service(
    {
      id: 'model-versioning',
      deployment: 'model-versioning',
      productionPort: 8011,
      reportedName: 'model_versioning',
      version: '1.4.0',
      word: 'healthy',
      shape: 'dependencies-words',
      parts: ['database', 'git_integration'],
      hashIn: 'body',
      timestamp: 'naive',
      metrics: shared,
      requestsPerSecond: 3,
    },
    { storage: '10Gi' },
  ),
  service(
    {
      id: 'git-integration',
      deployment: 'git-integration',
      productionPort: 8012,
      reportedName: 'git_integration',
      version: '1.3.2',
      word: 'connected',
      shape: 'components-words',
      parts: ['repository', 'tag_writer'],
      hashIn: 'header',
      timestamp: 'none',
      metrics: shared,
      requestsPerSecond: 1,
    },
    { replicas: 1, cpu: '100m', memory: '256Mi', storage: '5Gi' },
  ),
  service(
    {
      id: 'artifact-storage',
      deployment: 'artifact-storage',
      productionPort: 8013,
      reportedName: 'artifact_storage',
      version: '1.4.0',
      word: 'healthy',
      shape: 'dependencies-booleans',
      parts: ['object_store', 'lineage_index'],
      hashIn: 'both',
      timestamp: 'epoch',
      metrics: shared,
      requestsPerSecond: 4,
    },
    { replicas: 3, storage: '50Gi' },
  ),
  service(
    {
      id: 'deployment-pipeline',
      deployment: 'deployment-pipeline',
      productionPort: 8014,
      reportedName: 'deployment_pipeline',
      version: '1.4.0',
      word: 'ready',
      shape: 'services-booleans',
      parts: ['traffic_router', 'validator', 'rollback_controller'],
      hashIn: 'header',
      timestamp: 'zoned',
      metrics: shared,
      requestsPerSecond: 1.5,
    },
    { cpu: '300m', memory: '768Mi', storage: '10Gi' },
  ),
  service(
    {
      id: 'monitoring-dashboard',
      deployment: 'monitoring-dashboard',
      productionPort: 8080,
      reportedName: 'monitoring_dashboard',
      version: '1.2.0',
      word: 'alive',
      shape: 'components-words',
      parts: ['metrics_collector', 'websocket'],
      hashIn: 'body',
      timestamp: 'epoch',
      metrics: shared,
      requestsPerSecond: 2,
    },
    { storage: '5Gi' },
  ),
  service({
    id: 'production-integration',
    deployment: 'production-integration',
    productionPort: 8015,
    reportedName: 'production_integration',
    version: '1.4.0',
    word: 'healthy',
    shape: 'dependencies-objects',
    parts: ['mlops_manager', 'legacy_optimizer'],
    hashIn: 'header',
    timestamp: 'naive',
    metrics: shared,
    requestsPerSecond: 7,
  }),
];

/** The hash of the constitution in force (operational guide, "Constitutional Compliance"). */
export const constitutionalHash = 'cdd01ef066bc6cf2';
