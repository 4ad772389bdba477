import type { Processes } from '../../operate/processes/index.ts';
import type { JumpingClock } from '../../runbooks/testing/jumping-clock.ts';
import type { Rollouts } from '../index.ts';
import type { RolloutView } from '../view.ts';

/** It is looked at after each change, and so often at least. */
const LOOK_MS = 50;
/** Looks of ours within which whatever does not wait for the clock has come. */
const PATIENCE_LOOKS = 2000;

/**
 * Lets time pass for a rollout whenever it is called, from one due time to the next and never in the middle of a look.
 * Tells whether time passed.
 */
export function paceOf({ processes, clock }: { processes: Pick<Processes, 'get'>; clock: JumpingClock }) {
  let told = '';
  return (view: RolloutView): boolean => {
    const { lines } = processes.get(view.id);
    const last = lines.findLast(({ step }) => step === view.watched);
    const line = last === undefined ? '' : `${last.at} ${last.step} ${last.line}`;
    if (line === '' || line === told) return false;
    // It has looked, and waits to look again.
    told = line;
    const checks = view.stages[view.stage ?? 0]?.checks ?? [];
    const next = Math.min(...checks.flatMap(({ nextAt }) => nextAt ?? []));
    if (Number.isFinite(next)) clock.jump(Math.max(0, next - clock.now()));
    return true;
  };
}

/**
 * Lets time pass for a rollout until something is so.
 *
 * @param until left out: until it has ended or asks somebody
 */
export async function followRollout(
  of: { rollouts: Rollouts; processes: Processes; clock: JumpingClock },
  id: string,
  until: (view: RolloutView) => boolean = ({ endedAt, asks }) => endedAt !== null || asks !== null,
): Promise<RolloutView> {
  const { rollouts } = of;
  const pass = paceOf(of);
  for (let looks = 0; looks < PATIENCE_LOOKS; looks += 1) {
    const view = rollouts.get(id);
    if (until(view)) return view;
    if (pass(view)) looks = 0;
    await changed(rollouts);
  }
  throw new Error(`Nothing happens to it any more: ${JSON.stringify(rollouts.get(id), null, 1)}`);
}

function changed(rollouts: Rollouts): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      unsubscribe();
      // What changed together is looked at once.
      setImmediate(resolve);
    };
    const timer = setTimeout(end, LOOK_MS);
    const unsubscribe = rollouts.subscribe(end);
  });
}
