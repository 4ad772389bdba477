import type { ActionContext } from '../operate/processes/action.ts';
import type { NewEntry } from '../store/journal/entry.ts';
import type { RolloutRecords } from '../store/rollouts/index.ts';
import type { StageVerdict } from './judge.ts';

/** Puts to a person what measurements could not tell; it is heard when they say something to the step. */
export type AskPerson = (
  of: Pick<StageVerdict, 'words' | 'check'>,
  where: Pick<ActionContext, 'runId' | 'stepId' | 'clock'>,
) => void;

export function askPerson(options: {
  records: Pick<RolloutRecords, 'say'>;
  journal: { append(entry: NewEntry): unknown };
  actor: () => string;
  onChange: () => void;
}): AskPerson {
  const { records, journal, actor, onChange } = options;
  return ({ words, check }, { runId, stepId, clock }) => {
    const at = clock.now();
    const by = actor();
    journal.append({
      ...{ at, actor: by, kind: 'rollout.inconclusive', subject: `rollout ${runId}` },
      summary: `Waits for a decision: ${words}`,
      data: { step: stepId, check },
    });
    records.say(runId, { step: stepId, at, kind: 'asked', by, words });
    onChange();
  };
}
