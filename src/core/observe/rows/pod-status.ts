import { fieldAt, listAt, numberAt, textAt } from '../../connect/kubernetes/fields.ts';
import { conditionOf, shorten } from './conditions.ts';

export interface PodStatus {
  status: string;
  ready: number;
  containers: number;
  restarts: number;
  reason: string | null;
}

/**
 * kubectl's STATUS, READY and RESTARTS, by the rules of `printPod` in kubernetes/pkg/printers, so that
 * an operator reads the same word here as there.
 */
export function podStatus(pod: unknown): PodStatus {
  const specs = listAt(pod, 'spec', 'initContainers');
  const sidecars = new Set(
    specs.filter((spec) => fieldAt(spec, 'restartPolicy') === 'Always').map((spec) => fieldAt(spec, 'name')),
  );
  const containers = listAt(pod, 'spec', 'containers').length + sidecars.size;
  const init = initStatus(pod, sidecars, specs.length);
  const main = mainStatus(pod);
  const ready = init.ready + (init.word === null ? main.ready : 0);
  const restarts = init.word === null ? init.sidecarRestarts + main.restarts : init.restarts;
  let status = init.word ?? main.word ?? textAt(pod, 'status', 'reason') ?? phaseOf(pod);
  if (status === 'Completed' && main.running && init.word === null) {
    status = conditionOf(pod, 'Ready')?.status === 'True' ? 'Running' : 'NotReady';
  }
  if (fieldAt(pod, 'metadata', 'deletionTimestamp') !== undefined) {
    const phase = phaseOf(pod);
    if (textAt(pod, 'status', 'reason') === 'NodeLost') status = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') status = 'Terminating';
  }
  return { status, ready, containers, restarts, reason: reasonOf(pod, status, ready, containers) };
}

function initStatus(pod: unknown, sidecars: ReadonlySet<unknown>, total: number) {
  let ready = 0;
  let restarts = 0;
  let sidecarRestarts = 0;
  for (const [index, container] of listAt(pod, 'status', 'initContainerStatuses').entries()) {
    const restartCount = numberAt(container, 'restartCount') ?? 0;
    restarts += restartCount;
    if (sidecars.has(fieldAt(container, 'name'))) {
      sidecarRestarts += restartCount;
      if (fieldAt(container, 'started') === true) {
        if (fieldAt(container, 'ready') === true) ready += 1;
        continue;
      }
    }
    const terminated = fieldAt(container, 'state', 'terminated');
    if (terminated && numberAt(terminated, 'exitCode') === 0) continue;
    const waiting = textAt(container, 'state', 'waiting', 'reason');
    const word = terminated
      ? endedWord(terminated)
      : waiting !== null && waiting !== 'PodInitializing'
        ? waiting
        : `${index}/${total}`;
    return { word: `Init:${word}`, ready, restarts, sidecarRestarts };
  }
  return { word: null, ready, restarts, sidecarRestarts };
}

/** Of several containers in trouble the first one names the status, as in kubectl. */
function mainStatus(pod: unknown) {
  let word: string | null = null;
  let ready = 0;
  let restarts = 0;
  let running = false;
  for (const container of [...listAt(pod, 'status', 'containerStatuses')].reverse()) {
    restarts += numberAt(container, 'restartCount') ?? 0;
    const waiting = textAt(container, 'state', 'waiting', 'reason');
    const terminated = fieldAt(container, 'state', 'terminated');
    if (waiting !== null) word = waiting;
    else if (terminated) word = endedWord(terminated);
    else if (fieldAt(container, 'ready') === true && fieldAt(container, 'state', 'running')) {
      running = true;
      ready += 1;
    }
  }
  return { word, ready, restarts, running };
}

function endedWord(terminated: unknown): string {
  const reason = textAt(terminated, 'reason');
  if (reason !== null) return reason;
  const signal = numberAt(terminated, 'signal') ?? 0;
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}`;
}

/** Why a pod is not well: the cluster's own message, nearest to the cause first. */
function reasonOf(pod: unknown, status: string, ready: number, containers: number): string | null {
  if (status === 'Completed' || status === 'Succeeded' || status === 'Terminating') return null;
  if (status === 'Running' && ready === containers) return null;
  const statuses = [
    ...listAt(pod, 'status', 'initContainerStatuses'),
    ...listAt(pod, 'status', 'containerStatuses'),
  ];
  for (const container of statuses) {
    const waiting = textAt(container, 'state', 'waiting', 'message');
    const ended = fieldAt(container, 'lastState', 'terminated');
    const before = ended
      ? `last ended with ${endedWord(ended)} (exit code ${numberAt(ended, 'exitCode') ?? '?'})`
      : null;
    const now = textAt(container, 'state', 'terminated', 'message');
    const said = [waiting ?? now, before].filter((part) => part !== null).join('; ');
    if (said !== '') return shorten(said);
  }
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return shorten(scheduled.message ?? scheduled.reason ?? 'not scheduled');
  const message = textAt(pod, 'status', 'message');
  if (message !== null) return shorten(message);
  return status === 'Running' ? `${ready} of ${containers} containers ready` : null;
}

function phaseOf(pod: unknown): string {
  return textAt(pod, 'status', 'phase') ?? 'Unknown';
}
