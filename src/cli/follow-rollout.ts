import type { ControlCenter } from '../core/control-center/capabilities.ts';
import { toIso } from '../core/kernel/clock.ts';
import { untilChanged } from '../core/kernel/until-changed.ts';
import type { RolloutView } from '../core/rollouts/view.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { rolloutDocument, rolloutLines } from './rollout-lines.ts';

/**
 * Follows a rollout to its end, or until a person has to decide, and tells it. Where this command drives it, a stop
 * turns it back: nobody would watch the traffic any more.
 */
export async function followRollout(
  context: CommandContext,
  center: ControlCenter,
  id: string,
): Promise<ExitCode> {
  const { output, signal } = context;
  const { rollouts, processes, clock } = center;
  const isOurs = ({ owner }: RolloutView) => owner?.processId === process.pid;
  let told = 0;
  let wasStopped = false;
  const tell = ({ report }: RolloutView) => {
    for (const { at, line } of report.slice(told)) output.tell(`${toIso(at)}  ${line}`);
    told = Math.max(told, report.length);
  };
  for (;;) {
    const view = rollouts.get(id);
    tell(view);
    if (view.endedAt !== null) break;
    if (signal.aborted && !wasStopped) {
      if (!isOurs(view)) break;
      wasStopped = true;
      if (view.can.abort) rollouts.abort(id, 'stopped at the terminal');
      else processes.abort(id, 'stopped at the terminal');
      continue;
    }
    // What nobody can record stands still.
    if (view.asks !== null || processes.get(view.id).trouble !== null) break;
    // A stop wakes it once: what turns the rollout back is waited for.
    await untilChanged(rollouts.subscribe, signal);
  }
  const view = rollouts.get(id);
  if (view.endedAt !== null) output.tell(`What it did: acgs rollout report ${view.id.slice(0, 8)}`);
  output.answer(rolloutDocument(view), () => rolloutLines(view, clock.now()));
  return signal.aborted ? 5 : exitCodeOf(view);
}

export function exitCodeOf({ state, endedAt }: Pick<RolloutView, 'state' | 'endedAt'>): ExitCode {
  if (endedAt === null) return 3;
  return state === 'completed' ? 0 : 1;
}
