import type { BaselineComparison, NamedBaseline } from '../../../../contract/baselines.ts';
import { useTasks } from '../../../operations/operations.tsx';
import { isOver } from '../../../operations/tasks.ts';
import { type Answer, useAnswer } from '../../../state/answer.ts';
import { useMoment } from '../../../state/moment.ts';
import { keyAt } from '../../../state/moment-key.ts';
import { useNow } from '../../../state/ticker.ts';

const REFRESH_MS = 30_000;

export interface BaselinesAnswer {
  named: readonly NamedBaseline[];
  chosen: NamedBaseline | null;
  /** Null where no revision of the chosen one is in force. */
  comparison: BaselineComparison | null;
}

/** The baselines as of the moment that is shown, and how the systems do against one of them. */
export function useBaselines(name: string | null, windowMs: number): Answer<BaselinesAnswer> {
  const { at } = useMoment();
  // What was just recorded or updated is shown at once.
  const done = useTasks().filter(isOver).length;
  return useAnswer(
    async ({ baselines }, options) => {
      const named = await baselines.list({ at }, options);
      const chosen = named.find((each) => each.name === name) ?? named[0] ?? null;
      const comparison =
        chosen === null || chosen.current === null
          ? null
          : await baselines.compare({ name: chosen.name, revision: chosen.current, windowMs, at }, options);
      return { named, chosen, comparison };
    },
    keyAt(`baselines ${name ?? ''} ${windowMs}`, at),
    Math.floor(useNow() / REFRESH_MS) * 1000 + done,
  );
}
