import type { Mode, PartId, State } from './assessment.ts';
import { type Headline, headlineOf } from './headline.ts';
import type { Compliance } from './index.ts';

/** What is told of a validation while it is under way. */
export type ValidationStep =
  | { type: 'line'; text: string }
  | { type: 'part'; id: PartId; state: State }
  | { type: 'found'; found: Headline };

/** Validates and tells how far it has come; ends with what was found. Leaving it ends the look. */
export async function* validationSteps(
  compliance: Pick<Compliance, 'validate'>,
  mode: Mode,
  signal: AbortSignal | undefined,
): AsyncGenerator<ValidationStep, void, void> {
  const leaving = new AbortController();
  const queue: ValidationStep[] = [];
  let wake = () => {};
  const push = (step: ValidationStep) => {
    queue.push(step);
    wake();
  };
  const done = compliance
    .validate({
      mode,
      signal: signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal,
      tell: (text) => push({ type: 'line', text }),
      onPart: ({ id, state }) => push({ type: 'part', id, state }),
    })
    .then((found) => push({ type: 'found', found: headlineOf(found) }));
  // Whoever leaves early is not told that the look was ended.
  done.catch(() => undefined);
  try {
    for (;;) {
      const step = queue.shift();
      if (step) yield step;
      if (step?.type === 'found') return;
      if (queue.length > 0) continue;
      const more = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([more, done]);
    }
  } finally {
    leaving.abort();
  }
}
