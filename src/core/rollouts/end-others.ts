import type { Clock } from '../kernel/clock.ts';
import type { Processes, ProcessSummary } from '../operate/processes/index.ts';
import type { RolloutRecords } from '../store/rollouts/index.ts';

/**
 * Ends the rollouts that are under way, without waiting for them: nothing further of them is begun, and what of them
 * was under way is stopped. Whoever does so brings the share where it belongs.
 *
 * @param by the process that takes their place @returns their titles
 */
export type EndOthers = (by: { id: string; why: string }) => string[];

export function endOthers(options: {
  processes: Pick<Processes, 'abort'>;
  records: Pick<RolloutRecords, 'say' | 'words'>;
  listed: () => readonly ProcessSummary[];
  clock: Clock;
  actor: () => string;
}): EndOthers {
  const { processes, records, listed, clock, actor } = options;
  return ({ id: own, why }) =>
    listed().flatMap(({ id, title, endedAt, kind }) => {
      if (endedAt !== null || id === own || kind !== 'rollout') return [];
      if (!records.words(id).some((word) => word.kind === 'superseded')) {
        records.say(id, { step: null, at: clock.now(), kind: 'superseded', by: actor(), words: why });
      }
      processes.abort(id, why, false);
      return [title];
    });
}
