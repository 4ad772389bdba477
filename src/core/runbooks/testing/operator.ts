import { fieldAt } from '../../connect/kubernetes/fields.ts';
import type { LiveJournal } from '../../journal/index.ts';
import type { Question } from '../../operate/processes/action.ts';
import type { StepView } from '../../operate/processes/view.ts';
import type { Course } from './courses.ts';
import type { WorldChanges } from './drive-order.ts';

/** How changes that are no HTTP are called by the servers that make them. */
const METHODS: Readonly<Record<string, string>> = { SQL: 'TERMINATE', REDIS: 'UNLINK' };

const MOST_LOOKED_AT = 1000;

/** What an operator answers who goes by the guide, and looks at the world where nobody knows what was done. */
export async function answerFor(of: {
  step: StepView;
  question: Question;
  runId: string;
  course: Course;
  journal: Pick<LiveJournal, 'newest'>;
  changes: () => Promise<WorldChanges>;
}): Promise<string> {
  const { step, question, course } = of;
  if (question.kind !== 'unknown')
    return course.choices?.[step.id] ?? question.recommended ?? question.choices[0]?.id ?? '';
  const seen = question.probed?.done ?? (await isInTheLog(of));
  return seen ? 'mark-done' : 'retry';
}

/** Whether the world has logged what the step's operation was about to do, since the step was begun. */
async function isInTheLog(of: {
  step: StepView;
  runId: string;
  journal: Pick<LiveJournal, 'newest'>;
  changes: () => Promise<WorldChanges>;
}): Promise<boolean> {
  const { step, runId, journal, changes } = of;
  for (const { kind, data } of journal.newest(MOST_LOOKED_AT)) {
    if (kind !== 'operation.intent') continue;
    const within = fieldAt(data, 'within');
    if (fieldAt(within, 'process') !== runId || fieldAt(within, 'step') !== step.id) continue;
    const calls = fieldAt(fieldAt(data, 'preview'), 'calls');
    const log = await changes();
    const isLogged = (call: unknown) => {
      const method = String(fieldAt(call, 'method'));
      const own = METHODS[method];
      return log.some(
        (it) =>
          it.at >= (step.begunAt ?? 0) &&
          (own === undefined
            ? it.method === method && it.path.split('?')[0] === String(fieldAt(call, 'path')).split('?')[0]
            : it.method === own),
      );
    };
    const all: unknown[] = Array.isArray(calls) ? calls : [];
    // A share that is written and not restarted for is not set: doing it again does what is left.
    return step.action === 'rollout.set' ? all.every(isLogged) : all.some(isLogged);
  }
  return false;
}
