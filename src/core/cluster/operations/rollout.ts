import { fieldAt, numberAt, textAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { type Clock, patience, sleep } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { conditionOf } from '../../observe/rows/conditions.ts';
import type { Verification } from '../../operate/operation.ts';
import { type ObjectName, readDeployment } from './target.ts';

/** Where a rollout is, in kubectl's words. */
export interface RolloutState {
  phase: 'complete' | 'progressing' | 'failed';
  words: string;
}

/** The order and words of kubectl's DeploymentStatusViewer. */
export function rolloutState(deployment: unknown): RolloutState {
  const name = `deployment "${textAt(deployment, 'metadata', 'name') ?? ''}"`;
  const status = (field: string) => numberAt(deployment, 'status', field) ?? 0;
  const waiting = (words: string): RolloutState =>
    // kubectl waits for ever here; nothing moves before somebody resumes it.
    fieldAt(deployment, 'spec', 'paused') === true
      ? { phase: 'failed', words: `${name} is paused: its rollout does not go on` }
      : { phase: 'progressing', words };
  if ((numberAt(deployment, 'metadata', 'generation') ?? 0) > status('observedGeneration')) {
    return waiting('Waiting for deployment spec update to be observed...');
  }
  if (conditionOf(deployment, 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    return { phase: 'failed', words: `${name} exceeded its progress deadline` };
  }
  const [desired, present] = [numberAt(deployment, 'spec', 'replicas') ?? 1, status('replicas')];
  const [updated, available] = [status('updatedReplicas'), status('availableReplicas')];
  const unfinished = `Waiting for ${name} rollout to finish:`;
  if (updated < desired) {
    return waiting(`${unfinished} ${updated} out of ${desired} new replicas have been updated...`);
  }
  if (present > updated) {
    return waiting(`${unfinished} ${present - updated} old replicas are pending termination...`);
  }
  if (available < updated) {
    return waiting(`${unfinished} ${available} of ${updated} updated replicas are available...`);
  }
  return { phase: 'complete', words: `${name} successfully rolled out` };
}

const LOOK_EVERY_MS = 1000;
/** The API server's default of spec.progressDeadlineSeconds. */
const DEFAULT_DEADLINE_SECONDS = 600;
/** The controller declares a rollout failed at its deadline; past this nobody will any more. */
const GRACE_MS = 60_000;

/**
 * Looks at a deployment until `judge` says that it is over, one way or the other. A server that does
 * not answer for a while is waited for; no change at all for longer than the deployment's own progress
 * deadline ends it too.
 *
 * @throws OperatorError when the deployment is gone or may not be read; the signal's reason when stopped
 */
export async function follow(options: {
  kubernetes: Pick<Kubernetes, 'request'>;
  of: ObjectName;
  clock: Clock;
  judge: (deployment: unknown) => RolloutState;
  /** Told every line once. */
  onProgress: (line: string) => void;
  signal: AbortSignal;
}): Promise<Verification> {
  const { kubernetes, of, clock, judge, onProgress, signal } = options;
  let said = '';
  let movedAt = clock.monotonic();
  let patienceMs = DEFAULT_DEADLINE_SECONDS * 1000 + GRACE_MS;
  const say = (words: string) => {
    if (words === said) return;
    said = words;
    movedAt = clock.monotonic();
    onProgress(words);
  };
  for (;;) {
    try {
      const deployment = await readDeployment(kubernetes, of, signal);
      const { phase, words } = judge(deployment);
      if (phase !== 'progressing') return { ok: phase === 'complete', words };
      say(words);
      const deadline = numberAt(deployment, 'spec', 'progressDeadlineSeconds');
      patienceMs = (deadline ?? DEFAULT_DEADLINE_SECONDS) * 1000 + GRACE_MS;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof OperatorError) || !error.retryable) throw error;
      say(`${error.message}; looking again`);
    }
    if (clock.monotonic() - movedAt > patience(clock, patienceMs)) {
      return { ok: false, words: `${said} No progress for ${Math.round(patienceMs / 1000)} s.` };
    }
    await sleep(clock, LOOK_EVERY_MS, signal);
  }
}
