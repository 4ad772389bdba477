import type { Baselines, Comparison, Verdict as FigureVerdict } from '../../baselines/index.ts';
import { systemName } from '../../connect/profile/systems.ts';
import { toIso } from '../../kernel/clock.ts';
import type { Door } from '../../operate/door.ts';
import type { OperationKind } from '../../operate/operation.ts';
import type { ActionContext, ActionKind, Ending, Foresight } from '../../operate/processes/action.ts';
import { operationAction } from '../../operate/processes/operation-action.ts';
import { headOf, type InputOf } from './known.ts';
import { foundOut, lookAction, MARKS, type Verdict, worstOf } from './look-action.ts';
import { durationMs } from './values.ts';

const VERDICTS: Readonly<Record<FigureVerdict, Verdict>> = {
  worse: 'fail',
  unknown: 'unknown',
  better: 'pass',
  same: 'pass',
  changed: 'pass',
};
const NAMES = { pass: 'within', fail: 'worse', unknown: 'unknown' } as const;
const MOST_LINES = 20;

/** Comparing with the performance baseline, and measuring it anew. */
export function baselineActions(options: { baselines: Baselines; door: Door }): ActionKind[] {
  return [compareAction(options), updateAction(options)];
}

function compareAction({ baselines }: { baselines: Baselines }): ActionKind {
  return lookAction({
    name: 'baselines.compare',
    async look({ require, window, updatedOnly }, { clock }) {
      if (!inForce(baselines)) {
        const words =
          'No baseline is recorded yet: nothing can be compared. Record one: acgs baselines record';
        const output = { verdict: 'unknown', worse: [], lines: [`${MARKS.unknown} ${words}`] };
        return foundOut({ verdict: 'unknown', words, output, require });
      }
      const found = await baselines.compare({ at: clock.now(), windowMs: durationMs(window) });
      const { baseline } = found;
      const items = found.items.filter((item) => !updatedOnly || item.baseline.kept === undefined);
      const verdicts = items.map((item) => VERDICTS[item.verdict]);
      // What is compared with what was measured of the same time.
      const verdict = updatedOnly ? worstOf(verdicts) : VERDICTS[found.verdict];
      const words = `${headline(items)} revision ${baseline.revision} of ${toIso(baseline.recordedAt)}`;
      const left = updatedOnly ? found.notUpdated : [];
      // What is as before needs no line of its own.
      const told = items.filter((item) => item.verdict !== 'same');
      const more = told.length - MOST_LINES;
      const output = {
        verdict: NAMES[verdict],
        worse: items.filter((item) => item.verdict === 'worse').map(subjectOf),
        lines: [
          `${MARKS[verdict]} ${words}`,
          ...told
            .slice(0, MOST_LINES)
            .map((item) => `${MARKS[VERDICTS[item.verdict]]} ${subjectOf(item)}: ${item.words}`),
          ...(more > 0 ? [`${MARKS[verdict]} and ${more} more`] : []),
          ...left
            .slice(0, MOST_LINES)
            .map(
              ({ system, figure, why }) => `· ${systemName(system)}: ${figure.title}: not updated: ${why}`,
            ),
          ...(left.length > MOST_LINES ? [`· and ${left.length - MOST_LINES} more not updated`] : []),
        ],
      };
      return foundOut({ verdict, words, output, require });
    },
  });
}

function headline(items: Comparison['items']): string {
  const parts = (['worse', 'unknown', 'changed', 'better', 'same'] as const).flatMap((each) => {
    const count = items.filter(({ verdict }) => verdict === each).length;
    return count === 0 ? [] : [`${count} ${each}`];
  });
  return `${parts.join(', ')} of ${items.length} figures, against the baseline,`;
}

function subjectOf({ system, figure }: Comparison['items'][number]): string {
  return `${systemName(system)}: ${figure.title}`;
}

function inForce(baselines: Baselines) {
  return baselines.list().find(({ name, current }) => name === baselines.defaultName && current !== null);
}

/** One operation of the door, with what it is given. */
interface Wish {
  foresee(context: ActionContext): Promise<Foresight>;
  requestApproval(context: ActionContext, reason: string): Promise<void>;
  run(context: ActionContext): Promise<Ending>;
}

function wishFor<P>(kind: OperationKind<P>, parameters: P, door: Door): Wish {
  const { foresee, requestApproval, run } = operationAction(kind, door);
  return {
    foresee: (context) => foresee(parameters, context),
    requestApproval: async (context, reason) => requestApproval?.(parameters, context, reason),
    run: (context) => run(parameters, context),
  };
}

/**
 * Measures a revision, which changes nothing that anybody goes by, and has comparisons go by it: that is what is
 * agreed to, and approved, with the figures at hand. The first of all is in force when it is measured.
 */
function updateAction(options: {
  baselines: Baselines;
  door: Door;
}): ActionKind<InputOf<'baselines.update'>> {
  const { baselines, door } = options;
  const { record, adopt } = baselines.operations;
  /** Of steps that were looked at beforehand: what is done is what was shown. */
  const wishes = new Map<string, Wish>();
  const keyOf = ({ runId, stepId }: ActionContext) => `${runId} ${stepId}`;

  const wishOf = async (window: string, context: ActionContext): Promise<Wish> => {
    const known = wishes.get(keyOf(context));
    if (known !== undefined) return known;
    const to = context.clock.now();
    const from = to - (durationMs(window) ?? 0);
    const { defaultName: name } = baselines;
    const key = keyOf(context);
    const measured = { name, from: toIso(from), to: toIso(to), systems: [], key };
    if (context.isDryRun || !inForce(baselines)) return keep(context, wishFor(record, measured, door));
    const { consent, runId: process, stepId: step, attempt, signal } = context;
    // Measured before whoever drove it was killed: it is agreed to and adopted as it is.
    if (baselines.measuredFor(name, key) === undefined) {
      await door.perform(record, measured, {
        ...{ readOnly: consent.readOnly, signal, within: { process, step, attempt } },
      });
    }
    const revision = baselines.measuredFor(name, key);
    if (revision === undefined) throw new Error('a revision that was measured and is not there');
    return keep(context, wishFor(adopt, { name, revision }, door));
  };
  const keep = (context: ActionContext, wish: Wish): Wish => {
    if (!context.isDryRun) wishes.set(keyOf(context), wish);
    return wish;
  };

  return {
    ...headOf('baselines.update'),
    foresee: async ({ window }, context) => (await wishOf(window, context)).foresee(context),
    async probe(_, { begunAt }) {
      const now = inForce(baselines);
      return now !== undefined && now.since.at >= begunAt
        ? { done: true, words: `comparisons go by revision ${now.current} since ${toIso(now.since.at)}` }
        : { done: false, words: 'comparisons go by what they went by before' };
    },
    async requestApproval({ window }, context, reason) {
      await (await wishOf(window, context)).requestApproval(context, reason);
    },
    async run({ window, reason }, context) {
      const wish = await wishOf(window, context);
      const ending = await wish.run(context);
      wishes.delete(keyOf(context));
      return ending.end === 'asks' ? ending : { ...ending, evidence: { ...ending.evidence, reason } };
    },
  };
}
