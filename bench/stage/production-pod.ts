import type { Json } from '../../test/servers/kubernetes-api.ts';

/** A pod as production has it: with a sidecar, probes, secrets, volumes. With its managed fields it has about 8 kB. */
export interface ProductionPod {
  /** Of the deployment it would belong to. */
  app: string;
  name: string;
  node: string;
  crashing: boolean;
}

const TEMPLATE_HASH = '6d5f8c9b74';
const HASH = 'cdd01ef066bc6cf2';

export function podName(app: string, suffix: string): string {
  return `${app}-${TEMPLATE_HASH}-${suffix}`;
}

/** What is posted to the API server. */
export function podObject({ app, name, node }: ProductionPod): Json {
  return {
    metadata: {
      name,
      labels: {
        app,
        'app.kubernetes.io/name': app,
        'app.kubernetes.io/part-of': 'acgs',
        'pod-template-hash': TEMPLATE_HASH,
        tier: 'backend',
        version: 'v2.14.3',
      },
      annotations: {
        'acgs.io/constitutional-hash': HASH,
        'checksum/config': '3f0c5a3c0e7f4a5e9b1d6c8e2f7a9b4c5d6e7f8091a2b3c4d5e6f708192a3b4c',
        'prometheus.io/scrape': 'true',
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${app}-${TEMPLATE_HASH}`,
          uid: '7b0c4e8e-58a1-4f39-9c1b-2d3e4f506172',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      nodeName: node,
      serviceAccountName: app,
      terminationGracePeriodSeconds: 30,
      securityContext: { runAsNonRoot: true, runAsUser: 10_001, fsGroup: 10_001 },
      containers: [mainContainer(app), sidecar()],
      volumes: [
        { name: 'config', configMap: { name: `${app}-config` } },
        { name: 'scratch', emptyDir: { sizeLimit: '512Mi' } },
      ],
    },
  };
}

/** What its kubelet reports. The address is as long for every pod. */
export function podStatus({ app, crashing }: ProductionPod, podIP: string): Json {
  const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const ready = crashing ? 'False' : 'True';
  const condition = (type: string, status: string) => ({ type, status, lastTransitionTime: at });
  return {
    phase: 'Running',
    startTime: at,
    hostIP: '10.0.0.1',
    podIP,
    podIPs: [{ ip: podIP }],
    conditions: [
      condition('Initialized', 'True'),
      condition('Ready', ready),
      condition('ContainersReady', ready),
      condition('PodScheduled', 'True'),
    ],
    containerStatuses: [
      {
        ...containerStatus('main', `registry.acgs.example/${app}:2.14.3`),
        ...(crashing ? crash(at) : running(at)),
      },
      { ...containerStatus('proxy', 'registry.acgs.example/mesh/proxy:1.22.1'), ...running(at) },
    ],
  };
}

function mainContainer(app: string): Json {
  const probe = (path: string) => ({
    httpGet: { path, port: 'http' },
    periodSeconds: 10,
    timeoutSeconds: 3,
    failureThreshold: 3,
  });
  const secret = (name: string, key: string) => ({
    name,
    valueFrom: { secretKeyRef: { name: `${app}-credentials`, key } },
  });
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    name: 'main',
    image: `registry.acgs.example/${app}:2.14.3`,
    args: ['--config=/etc/acgs/service.yaml', '--log-format=json', '--metrics-address=:9090'],
    ports: [
      { name: 'http', containerPort: 8080 },
      { name: 'metrics', containerPort: 9090 },
    ],
    env: [
      field('POD_NAME', 'metadata.name'),
      field('POD_NAMESPACE', 'metadata.namespace'),
      secret('DATABASE_URL', 'database-url'),
      { name: 'CONSTITUTIONAL_HASH', value: HASH },
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://otel-collector.monitoring.svc:4317' },
      { name: 'MAX_CONCURRENT_REQUESTS', value: '256' },
    ],
    resources: {
      requests: { cpu: '250m', memory: '512Mi' },
      limits: { cpu: '1', memory: '1Gi' },
    },
    livenessProbe: probe('/health'),
    readinessProbe: probe('/ready'),
    volumeMounts: [
      { name: 'config', mountPath: '/etc/acgs', readOnly: true },
      { name: 'scratch', mountPath: '/tmp' },
    ],
  };
}

function sidecar(): Json {
  return {
    name: 'proxy',
    image: 'registry.acgs.example/mesh/proxy:1.22.1',
    args: ['sidecar', '--concurrency=2'],
    env: [{ name: 'MESH_CLUSTER', value: 'production' }],
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
  };
}

function containerStatus(name: string, image: string) {
  return {
    name,
    image,
    imageID: `${image.slice(0, image.indexOf(':'))}@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`,
    containerID: 'containerd://4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce',
  };
}

function running(at: string) {
  return {
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: at } },
    lastState: {},
  };
}

function crash(at: string) {
  return {
    ready: false,
    started: false,
    restartCount: 7,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: 'back-off 5m0s restarting failed container=main',
      },
    },
    lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', startedAt: at, finishedAt: at } },
  };
}
