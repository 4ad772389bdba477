import { fieldAt, listAt, numberAt, textAt } from '../../connect/kubernetes/fields.ts';
import { OperatorError } from '../../kernel/errors.ts';

/** A pod as far as its logs go. */
export interface LogPod {
  uid: string;
  namespace: string;
  name: string;
  containers: LogContainer[];
  /** What `kubectl.kubernetes.io/default-container` says. */
  defaultContainer: string | null;
  /** It will not run again. */
  finished: boolean;
}

export interface LogContainer {
  name: string;
  /** Runs before the others, and is read only when it is named. */
  init: boolean;
  state: 'waiting' | 'running' | 'ended';
  /** Why it waits, or how it ended, as the cluster says it. */
  reason: string | null;
  exitCode: number | null;
  restarts: number;
  /** A run before this one has left its log. */
  hasPrevious: boolean;
}

/** Null for something that is not a pod. */
export function readPod(object: unknown): LogPod | null {
  const uid = textAt(object, 'metadata', 'uid');
  const name = textAt(object, 'metadata', 'name');
  if (uid === null || name === null) return null;
  const statuses = new Map(
    [
      ...listAt(object, 'status', 'containerStatuses'),
      ...listAt(object, 'status', 'initContainerStatuses'),
    ].map((status) => [textAt(status, 'name'), status]),
  );
  const read = (init: boolean) => (spec: unknown) => {
    const container = textAt(spec, 'name') ?? '';
    return readContainer(container, init, statuses.get(container), object);
  };
  const phase = textAt(object, 'status', 'phase');
  return {
    uid,
    namespace: textAt(object, 'metadata', 'namespace') ?? '',
    name,
    containers: [
      ...listAt(object, 'spec', 'containers').map(read(false)),
      ...listAt(object, 'spec', 'initContainers').map(read(true)),
    ],
    defaultContainer: textAt(object, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container'),
    finished: phase === 'Succeeded' || phase === 'Failed',
  };
}

function readContainer(name: string, init: boolean, status: unknown, pod: unknown): LogContainer {
  const terminated = fieldAt(status, 'state', 'terminated');
  const before = fieldAt(status, 'lastState', 'terminated');
  const running = fieldAt(status, 'state', 'running') !== undefined;
  // Between two runs (back-off) the log of the last one is there to be read.
  const ended = terminated ?? (running ? undefined : before);
  const waiting = textAt(status, 'state', 'waiting', 'reason');
  return {
    name,
    init,
    state: running ? 'running' : ended === undefined ? 'waiting' : 'ended',
    reason: running ? null : (waiting ?? textAt(ended, 'reason') ?? notPlaced(pod)),
    exitCode: numberAt(ended, 'exitCode'),
    restarts: numberAt(status, 'restartCount') ?? 0,
    hasPrevious: before !== undefined,
  };
}

function notPlaced(pod: unknown): string | null {
  return textAt(pod, 'spec', 'nodeName') === null ? 'the pod has no node yet' : null;
}

/**
 * The container whose log is meant.
 *
 * @throws OperatorError `usage`, with the names to choose from
 */
export function chooseContainer(pod: LogPod, wanted: string | null): LogContainer {
  const own = pod.containers.filter(({ init }) => !init);
  const name = wanted ?? (own.length === 1 ? own[0]?.name : null) ?? pod.defaultContainer;
  const chosen = pod.containers.find((container) => container.name === name);
  if (chosen) return chosen;
  const names = pod.containers.map((container) => container.name).join(', ');
  throw wanted === null
    ? new OperatorError('usage', `The pod ${pod.name} has several containers: ${names}`, {
        hint: 'Choose one with --container, or in the list of containers.',
      })
    : new OperatorError(
        'usage',
        `The pod ${pod.name} has no container ${JSON.stringify(wanted)}, but ${names}`,
      );
}
