import { noise } from '../noise.ts';
import { constitutionalHash, type ServiceDefinition, type ServiceId } from '../services/catalogue.ts';
import { replicaSetFor, statusOf } from './controllers/deployment.ts';
import { withContainers } from './controllers/kubelet.ts';
import { podFor } from './controllers/replica-set.ts';
import { written } from './managed-fields.ts';
import { type ConfigMap, type Deployment, timestamp } from './objects.ts';
import type { Cluster } from './resources.ts';
import { dayMs, seedNodes, stamp } from './seed-nodes.ts';

export const productionNamespace = 'acgs-production';
export const productionConfigMap = 'mlops-production-config';

interface SeedOptions {
  services: readonly ServiceDefinition[];
  seed: number;
  /** At least this many pods in all; other teams' deployments fill up. */
  pods: number;
  nowMs: number;
}

type EnvironmentVariable =
  | { name: string; value: string }
  | { name: string; valueFrom: { configMapKeyRef: { name: string; key: string } } };

interface Workload {
  namespace: string;
  name: string;
  image: string;
  /** What it ran before, and can be taken back to. */
  previousImage?: string;
  replicas: number;
  cpu: string;
  memory: string;
  port: number;
  constitutional: boolean;
  /** Beside the constitutional hash. */
  variables?: readonly EnvironmentVariable[];
  ageDays: number;
}

/** What brought the production there, longer ago than anybody's month. */
const DEPLOYER = 'helm';
const productionAgeDays = 48;

/** Pod Security Standards, restricted. */
const restrictedPod = { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } };
const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

const fillerReplicas = 20;
const fillerTeams = [
  'analytics',
  'billing',
  'identity',
  'ingest',
  'search',
  'mobile-api',
  'reporting',
  'edge',
  'batch',
  'labs',
];

/** Fills an empty cluster with a production that has been running for weeks. */
export function seedCluster(cluster: Cluster, options: SeedOptions): void {
  const { services, seed, nowMs } = options;
  seedNodes(cluster, seed, nowMs);
  const workloads = [...services.map(productionWorkload), ...systemWorkloads()];
  const present = workloads.reduce((total, { replicas }) => total + replicas, 0);
  workloads.push(...fillerWorkloads(options.pods - present));
  for (const namespace of ['default', ...new Set(workloads.map((workload) => workload.namespace))]) {
    seedNamespace(cluster, seed, namespace, nowMs);
  }
  for (const workload of workloads) {
    seedWorkload(cluster, seed, workload, nowMs);
  }
  for (const service of services) {
    seedService(cluster, seed, service, nowMs);
  }
  seedConfigMap(cluster, seed, nowMs);
  seedNetworkPolicies(cluster, seed, nowMs);
}

function productionWorkload(service: ServiceDefinition): Workload {
  return {
    namespace: productionNamespace,
    name: service.deployment,
    image: `registry.acgs.local/acgs/${service.deployment}:${service.version}`,
    previousImage: `registry.acgs.local/acgs/${service.deployment}:${versionBefore(service.version)}`,
    replicas: service.replicas,
    cpu: service.cpu,
    memory: service.memory,
    port: service.productionPort,
    constitutional: true,
    variables: productionVariables[service.id] ?? [],
    ageDays: productionAgeDays,
  };
}

function fromConfigMap(name: string, key: string): EnvironmentVariable {
  return { name, valueFrom: { configMapKeyRef: { name: productionConfigMap, key } } };
}

/** The deployment guide's "Production Environment Variables", by whom they concern. */
const productionVariables: Partial<Record<ServiceId, readonly EnvironmentVariable[]>> = {
  'mlops-manager': [
    fromConfigMap('MLOPS_ENABLED', 'mlops_enabled'),
    fromConfigMap('TRAFFIC_PERCENTAGE', 'traffic_percentage'),
    { name: 'MLOPS_STORAGE_ROOT', value: '/opt/mlops/production' },
    { name: 'RESPONSE_TIME_TARGET_MS', value: '2000' },
    { name: 'CONSTITUTIONAL_COMPLIANCE_TARGET', value: '0.95' },
    { name: 'COST_SAVINGS_TARGET', value: '0.74' },
    { name: 'MODEL_ACCURACY_TARGET', value: '0.90' },
  ],
  'artifact-storage': [{ name: 'MLOPS_STORAGE_ROOT', value: '/opt/mlops/production' }],
  'production-integration': [
    { name: 'MLOPS_INTEGRATION_MODE', value: 'production' },
    { name: 'MIGRATION_MODE', value: 'false' },
    { name: 'FALLBACK_ENABLED', value: 'true' },
  ],
};

function versionBefore(version: string): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return patch > 0 ? `${major}.${minor}.${patch - 1}` : `${major}.${Math.max(0, minor - 1)}.0`;
}

function systemWorkloads(): Workload[] {
  const system = (name: string, image: string, replicas: number): Workload => ({
    namespace: 'kube-system',
    name,
    image,
    replicas,
    cpu: '100m',
    memory: '170Mi',
    port: 9153,
    constitutional: false,
    ageDays: 96,
  });
  return [
    system('coredns', 'registry.k8s.io/coredns/coredns:v1.11.1', 2),
    system('metrics-server', 'registry.k8s.io/metrics-server/metrics-server:v0.7.1', 1),
    system('ingress-nginx-controller', 'registry.k8s.io/ingress-nginx/controller:v1.10.1', 2),
  ];
}

function fillerWorkloads(count: number): Workload[] {
  const workloads: Workload[] = [];
  for (let left = count, index = 0; left > 0; left -= fillerReplicas, index += 1) {
    const team = fillerTeams[index % fillerTeams.length] ?? 'labs';
    workloads.push({
      namespace: `team-${team}`,
      name: `${team}-worker-${Math.floor(index / fillerTeams.length) + 1}`,
      image: `registry.acgs.local/teams/${team}:2.${index % 7}.0`,
      replicas: Math.min(left, fillerReplicas),
      cpu: '50m',
      memory: '96Mi',
      port: 8080,
      constitutional: false,
      ageDays: 3 + (index % 40),
    });
  }
  return workloads;
}

function seedNamespace(cluster: Cluster, seed: number, name: string, nowMs: number): void {
  cluster.namespaces.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      ...stamp(seed, undefined, name, nowMs - 96 * dayMs),
      labels: { 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
}

function seedWorkload(cluster: Cluster, seed: number, workload: Workload, nowMs: number): void {
  const bornMs = nowMs - workload.ageDays * dayMs;
  const releasedMs =
    nowMs - Math.min(workload.ageDays, 2 + noise(seed, 'release', workload.name) * 9) * dayMs;
  const wanted = deploymentOf(seed, workload, bornMs);
  const revision = workload.previousImage === undefined ? 1 : 2;
  const set = replicaSetFor(wanted, revision, releasedMs);
  if (workload.previousImage !== undefined) {
    const before = deploymentOf(seed, { ...workload, image: workload.previousImage }, bornMs);
    cluster.replicaSets.create(replicaSetFor(wanted, 1, bornMs, before.spec.template));
  }
  const nodes = cluster.nodes.list().filter((node) => (node.spec.taints ?? []).length === 0);
  const { replicas } = workload;
  const counts = {
    replicas,
    fullyLabeledReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
  };
  const storedSet = cluster.replicaSets.create({
    ...set,
    spec: { ...set.spec, replicas },
    status: { ...counts, observedGeneration: 1 },
  });
  const released = written(wanted, { manager: DEPLOYER, atMs: bornMs });
  cluster.deployments.create({
    ...released,
    metadata: {
      ...released.metadata,
      annotations: {
        ...released.metadata.annotations,
        'deployment.kubernetes.io/revision': String(revision),
      },
    },
    status: statusOf(wanted, [storedSet], storedSet, undefined, releasedMs),
  });
  for (let ordinal = 0; ordinal < replicas; ordinal += 1) {
    const pod = podFor(set, ordinal, releasedMs);
    const node = nodes[Math.floor(noise(seed, 'node', pod.metadata.name) * nodes.length)];
    const scheduled = {
      ...pod,
      spec: { ...pod.spec, nodeName: node?.metadata.name ?? '' },
      status: { ...pod.status, startTime: timestamp(releasedMs) },
    };
    cluster.pods.create(withContainers(scheduled, true, releasedMs));
  }
}

function deploymentOf(seed: number, workload: Workload, bornMs: number): Deployment {
  const { name, namespace, image, cpu, memory, port } = workload;
  const labels = { app: name };
  const annotations = workload.constitutional ? { 'constitutional-hash': constitutionalHash } : {};
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      ...stamp(seed, namespace, name, bornMs),
      generation: 1,
      labels: { ...labels, 'app.kubernetes.io/part-of': workload.constitutional ? 'acgs-pgp' : namespace },
      annotations,
    },
    spec: {
      replicas: workload.replicas,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: {
        metadata: { creationTimestamp: null, labels, annotations },
        spec: {
          restartPolicy: 'Always',
          terminationGracePeriodSeconds: 30,
          dnsPolicy: 'ClusterFirst',
          schedulerName: 'default-scheduler',
          ...(workload.constitutional ? { securityContext: restrictedPod } : {}),
          containers: [
            {
              name,
              image,
              imagePullPolicy: 'IfNotPresent',
              ports: [{ containerPort: port, protocol: 'TCP' }],
              ...(workload.constitutional
                ? {
                    env: [
                      { name: 'CONSTITUTIONAL_HASH', value: constitutionalHash },
                      ...(workload.variables ?? []),
                    ],
                  }
                : {}),
              ...(workload.constitutional ? { securityContext: restrictedContainer } : {}),
              resources: { requests: { cpu, memory }, limits: { cpu: '1', memory: '2Gi' } },
            },
          ],
        },
      },
    },
    status: {},
  };
}

function seedService(cluster: Cluster, seed: number, service: ServiceDefinition, nowMs: number): void {
  const { deployment, productionPort } = service;
  const octet = (part: string) => 1 + Math.floor(noise(seed, deployment, part) * 250);
  cluster.services.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...stamp(seed, productionNamespace, deployment, nowMs - productionAgeDays * dayMs),
      labels: { app: deployment },
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: `10.96.${octet('a')}.${octet('b')}`,
      selector: { app: deployment },
      ports: [{ name: 'http', port: productionPort, targetPort: productionPort, protocol: 'TCP' }],
    },
    status: { loadBalancer: {} },
  });
}

/** The config map of the production deployment guide, with the traffic keys of the real system. */
function seedConfigMap(cluster: Cluster, seed: number, nowMs: number): void {
  const bornMs = nowMs - productionAgeDays * dayMs;
  const configMap: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...stamp(seed, productionNamespace, productionConfigMap, bornMs),
      annotations: { 'constitutional-hash': constitutionalHash },
    },
    data: {
      constitutional_hash: constitutionalHash,
      mlops_enabled: 'true',
      traffic_percentage: '100',
      performance_targets:
        'response_time_ms: 2000\nconstitutional_compliance: 0.95\ncost_savings: 0.74\navailability: 0.999\nmodel_accuracy: 0.90\n',
      storage_config:
        'storage_root: "/opt/mlops/production"\nartifact_retention_days: 90\nenable_compression: true\nbackup_enabled: true\n',
    },
  };
  cluster.configMaps.create(written(configMap, { manager: DEPLOYER, atMs: bornMs }));
}

/** Nothing reaches a pod of production but its neighbours and what watches it. */
function seedNetworkPolicies(cluster: Cluster, seed: number, nowMs: number): void {
  const policy = (name: string, ingress: unknown[]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: stamp(seed, productionNamespace, name, nowMs - productionAgeDays * dayMs),
    spec: { podSelector: {}, policyTypes: ['Ingress'], ingress },
  });
  cluster.networkPolicies.create(policy('default-deny-ingress', []));
  cluster.networkPolicies.create(policy('allow-within-production', [{ from: [{ podSelector: {} }] }]));
}
