import { steadyUuid } from '../noise.ts';
import { timestamp } from './objects.ts';
import type { Cluster } from './resources.ts';

export const dayMs = 86_400_000;

/** One control plane node and five workers, up for months. */
export function seedNodes(cluster: Cluster, seed: number, nowMs: number): void {
  const names = ['acgs-control-1', ...[1, 2, 3, 4, 5].map((number) => `acgs-worker-${number}`)];
  names.forEach((name, index) => {
    const control = index === 0;
    const condition = (type: string, status: 'True' | 'False', reason: string, message: string) => ({
      type,
      status,
      reason,
      message,
      lastHeartbeatTime: timestamp(nowMs),
      lastTransitionTime: timestamp(nowMs - 96 * dayMs),
    });
    cluster.nodes.create({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        ...stamp(seed, undefined, name, nowMs - 96 * dayMs),
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'topology.kubernetes.io/zone': `eu-central-1${'abc'.charAt(index % 3)}`,
          ...(control ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
        },
      },
      spec: control
        ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }
        : {},
      status: {
        capacity: { cpu: '16', memory: '65806404Ki', pods: '250', 'ephemeral-storage': '203070420Ki' },
        allocatable: {
          cpu: '15800m',
          memory: '64674052Ki',
          pods: '250',
          'ephemeral-storage': '187149698763',
        },
        conditions: [
          condition(
            'MemoryPressure',
            'False',
            'KubeletHasSufficientMemory',
            'kubelet has sufficient memory available',
          ),
          condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
          condition(
            'PIDPressure',
            'False',
            'KubeletHasSufficientPID',
            'kubelet has sufficient PID available',
          ),
          condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
        ],
        addresses: [
          { type: 'InternalIP', address: `10.10.0.${index + 10}` },
          { type: 'Hostname', address: name },
        ],
        nodeInfo: {
          kubeletVersion: 'v1.30.4',
          containerRuntimeVersion: 'containerd://1.7.20',
          kernelVersion: '6.1.0-25-amd64',
          osImage: 'Debian GNU/Linux 12 (bookworm)',
          architecture: 'amd64',
          operatingSystem: 'linux',
          bootID: '',
          machineID: '',
          systemUUID: '',
          kubeProxyVersion: 'v1.30.4',
        },
      },
    });
  });
}

/** The metadata of an object that is there from the start. */
export function stamp(seed: number, namespace: string | undefined, name: string, createdAtMs: number) {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: steadyUuid(seed, namespace ?? '', name),
    resourceVersion: '',
    creationTimestamp: timestamp(createdAtMs),
  };
}
