import { noise } from '../../noise.ts';
import type { Pace } from '../../pace.ts';
import { type ContainerStatus, type Node, type Pod, timestamp, withCondition } from '../objects.ts';
import type { Cluster } from '../resources.ts';
import type { RecordEvent } from './events.ts';

/** How a pod's containers fare; anything but `running` is a fault's doing. */
export type PodFate = 'running' | 'unready' | 'crashing';

/** Scheduler and kubelet in one: pods get a node, start, become ready, crash and go. */
export interface Kubelet {
  /** Starts a pod that nobody looks after yet. */
  admit(pod: Pod): void;
  /** Begins the graceful end of a pod; it is gone a little later. */
  terminate(pod: Pod): void;
  /** Brings a pod's containers in line with its fate. */
  settle(pod: Pod): void;
  /** One more restart of every crashing pod. */
  restartCrashing(): void;
}

interface KubeletOptions {
  cluster: Cluster;
  record: RecordEvent;
  pace: Pace;
  seed: number;
  now: () => number;
  fateOf: (pod: Pod) => PodFate;
}

const scheduler = { component: 'default-scheduler' };
const schedulingMs = 80;
const pullingMs = 350;
const startingMs = 400;
const becomingReadyMs = 900;
const stoppingMs = 700;

export function createKubelet({ cluster, record, pace, seed, now, fateOf }: KubeletOptions): Kubelet {
  const current = (pod: Pod) => {
    const stored = cluster.pods.find(pod.metadata.namespace, pod.metadata.name);
    return stored?.metadata.uid === pod.metadata.uid ? stored : undefined;
  };
  const living = (pod: Pod) => {
    const stored = current(pod);
    return stored?.metadata.deletionTimestamp === undefined ? stored : undefined;
  };
  const source = (pod: Pod) => ({ component: 'kubelet', host: pod.spec.nodeName ?? '' });

  const settle = (pod: Pod) => {
    const stored = living(pod);
    if (stored === undefined || stored.status.phase !== 'Running') {
      return;
    }
    const fate = fateOf(stored);
    const crashed =
      stored.status.containerStatuses?.some(({ state }) => state?.waiting !== undefined) ?? false;
    const ready = stored.status.containerStatuses?.every((container) => container.ready) ?? false;
    if (fate === 'crashing' && !crashed) {
      crash(stored);
    } else if (fate === 'unready' && (ready || crashed)) {
      record(stored, 'Warning', 'Unhealthy', 'Readiness probe failed: connection refused', source(stored));
      cluster.pods.replace(withContainers(stored, false, now()));
    } else if (fate === 'running' && (!ready || crashed)) {
      cluster.pods.replace(withContainers(stored, true, now()));
    }
  };

  const crash = (pod: Pod) => {
    const image = pod.spec.containers[0]?.image ?? '';
    record(pod, 'Normal', 'Pulled', `Container image "${image}" already present on machine`, source(pod));
    record(pod, 'Warning', 'BackOff', 'Back-off restarting failed container', source(pod));
    cluster.pods.replace(crashedPod(pod, now()));
  };

  const start = (pod: Pod) => {
    const waiting = living(pod);
    if (waiting === undefined) return;
    const container = waiting.spec.containers[0]?.name ?? '';
    record(waiting, 'Normal', 'Started', `Started container ${container}`, source(waiting));
    const running = { ...waiting, status: { ...waiting.status, phase: 'Running' as const } };
    cluster.pods.replace(withContainers(running, false, now()));
  };

  return {
    admit(pod) {
      pace.after(schedulingMs, () => {
        const unscheduled = living(pod);
        if (unscheduled === undefined || unscheduled.spec.nodeName !== undefined) {
          return;
        }
        const node = nodeFor(cluster.nodes.list(), noise(seed, 'schedule', pod.metadata.uid));
        if (node === undefined) {
          record(
            unscheduled,
            'Warning',
            'FailedScheduling',
            'no nodes available to schedule pods',
            scheduler,
          );
          return;
        }
        const bound = cluster.pods.replace(scheduledPod(unscheduled, node, now()));
        const { namespace, name } = bound.metadata;
        record(
          bound,
          'Normal',
          'Scheduled',
          `Successfully assigned ${namespace ?? ''}/${name} to ${node.metadata.name}`,
          scheduler,
        );
        pace.after(pullingMs, () => {
          const container = bound.spec.containers[0];
          record(
            bound,
            'Normal',
            'Pulled',
            `Successfully pulled image "${container?.image ?? ''}"`,
            source(bound),
          );
          record(bound, 'Normal', 'Created', `Created container ${container?.name ?? ''}`, source(bound));
          // One after the other: on a busy machine timers beside each other can come in another order.
          pace.after(startingMs, () => {
            start(pod);
            pace.after(becomingReadyMs, () => settle(pod));
          });
        });
      });
    },
    terminate(pod) {
      const stored = living(pod);
      if (stored === undefined) {
        return;
      }
      const leave = () => {
        const leaving = current(pod);
        if (leaving !== undefined) {
          cluster.pods.remove(leaving.metadata.namespace, leaving.metadata.name);
        }
      };
      if (stored.spec.nodeName === undefined) {
        leave();
        return;
      }
      const graceSeconds = stored.spec.terminationGracePeriodSeconds ?? 30;
      cluster.pods.replace({
        ...stored,
        metadata: {
          ...stored.metadata,
          deletionTimestamp: timestamp(now() + graceSeconds * 1000),
          deletionGracePeriodSeconds: graceSeconds,
        },
      });
      record(
        stored,
        'Normal',
        'Killing',
        `Stopping container ${stored.spec.containers[0]?.name ?? ''}`,
        source(stored),
      );
      pace.after(stoppingMs, leave);
    },
    settle,
    restartCrashing() {
      for (const pod of cluster.pods.list()) {
        if (pod.status.containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff') {
          crash(pod);
        }
      }
    },
  };
}

function nodeFor(nodes: readonly Node[], share: number): Node | undefined {
  const open = nodes.filter((node) => (node.spec.taints ?? []).length === 0);
  return open[Math.floor(share * open.length)];
}

function scheduledPod(pod: Pod, node: Node, atMs: number): Pod {
  const at = timestamp(atMs);
  return {
    ...pod,
    spec: { ...pod.spec, nodeName: node.metadata.name },
    status: {
      ...pod.status,
      startTime: at,
      conditions: withCondition(
        withCondition(pod.status.conditions, { type: 'PodScheduled', status: 'True' }, atMs),
        { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
        atMs,
      ),
      containerStatuses: pod.spec.containers.map(({ name, image }) => ({
        name,
        image,
        imageID: '',
        ready: false,
        started: false,
        restartCount: 0,
        state: { waiting: { reason: 'ContainerCreating' } },
        lastState: {},
      })),
    },
  };
}

/** The pod with every container running, ready or not; a crash stays on record as the last state. */
export function withContainers(pod: Pod, ready: boolean, atMs: number): Pod {
  const startedAt = timestamp(atMs);
  const known = new Map(pod.status.containerStatuses?.map((container) => [container.name, container]));
  const octet = (part: string) => 1 + Math.floor(noise(9, pod.metadata.uid, part) * 250);
  return {
    ...pod,
    status: {
      ...pod.status,
      phase: 'Running',
      hostIP: `10.10.0.${Number(pod.spec.nodeName?.at(-1) ?? 1) + 10}`,
      podIP: pod.status.podIP ?? `10.244.${octet('a')}.${octet('b')}`,
      conditions: readiness(pod, ready, atMs),
      containerStatuses: pod.spec.containers.map(({ name, image }) => {
        const previous = known.get(name);
        return {
          name,
          image,
          imageID: `docker-pullable://${image}@sha256:${noise(3, image).toString(16).slice(2).padEnd(64, '0')}`,
          ready,
          started: true,
          restartCount: previous?.restartCount ?? 0,
          state: { running: previous?.state?.running ?? { startedAt } },
          lastState: previous?.lastState ?? {},
        };
      }),
    },
  };
}

function crashedPod(pod: Pod, atMs: number): Pod {
  const crashed = (container: ContainerStatus): ContainerStatus => ({
    ...container,
    ready: false,
    started: false,
    restartCount: container.restartCount + 1,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `back-off 40s restarting failed container=${container.name} pod=${pod.metadata.name}`,
      },
    },
    lastState: {
      terminated: {
        exitCode: 137,
        reason: 'OOMKilled',
        startedAt: timestamp(atMs - 20_000),
        finishedAt: timestamp(atMs),
      },
    },
  });
  return {
    ...pod,
    status: {
      ...pod.status,
      conditions: readiness(pod, false, atMs),
      containerStatuses: (pod.status.containerStatuses ?? []).map(crashed),
    },
  };
}

function readiness(pod: Pod, ready: boolean, atMs: number) {
  const status = ready ? 'True' : 'False';
  const reason = ready
    ? {}
    : {
        reason: 'ContainersNotReady',
        message: `containers with unready status: [${pod.spec.containers.map(({ name }) => name).join(' ')}]`,
      };
  return ['Initialized', 'PodScheduled', 'ContainersReady', 'Ready'].reduce(
    (conditions, type) =>
      withCondition(
        conditions,
        type === 'Ready' || type === 'ContainersReady'
          ? { type, status, ...reason }
          : { type, status: 'True' },
        atMs,
      ),
    pod.status.conditions ?? [],
  );
}
