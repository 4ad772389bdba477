import { z } from 'zod';
import { SERVICE_IDS } from '../connect/profile/systems.ts';
import { patience, sleep } from '../kernel/clock.ts';
import { OperatorError, problemOf } from '../kernel/errors.ts';
import { percent } from '../kernel/percent.ts';
import type { LoadTests } from '../load-test/index.ts';
import type { Door } from '../operate/door.ts';
import type { ActionContext, ActionKind, Ending } from '../operate/processes/action.ts';
import type { RolloutRecords, StoredMeasurement } from '../store/rollouts/index.ts';
import type { AskPerson } from './ask-person.ts';
import { type LoadFigure, measurementOf, type Reading } from './check.ts';
import { stageCheck } from './check-schema.ts';
import { courseOf } from './course.ts';

/** What a step that tests is given. */
export const gateInput = z.strictObject({
  percentage: z.number(),
  system: z.enum(SERVICE_IDS),
  path: z.string().nullable(),
  requests: z.int().positive(),
  workers: z.int().positive(),
  checks: z.array(stageCheck),
});
export type GateInput = z.infer<typeof gateInput>;

/** What people say to it is heard so soon. */
const HEAR_EVERY_MS = 2000;

/** What a load test found, as its operation leaves it in evidence. */
const found = z.object({
  ended: z.enum(['complete', 'unanswered', 'stopped']),
  ...{ requests: z.number(), succeeded: z.number(), failed: z.number() },
  ...{ p50Ms: z.number().nullable(), p90Ms: z.number().nullable(), p95Ms: z.number().nullable() },
  ...{ p99Ms: z.number().nullable(), maxMs: z.number().nullable(), perSecond: z.number().nullable() },
  words: z.string(),
});

/**
 * Puts load on a system once a share is set, before it is watched. Beyond a limit it fails, and the rollout is turned
 * back; what it cannot tell, it puts to a person. Its figures are recorded before they are judged: whoever goes on after
 * an interruption goes by them, and tests again where there are none.
 */
export function gateAction(options: {
  records: RolloutRecords;
  door: Pick<Door, 'perform'>;
  loadTest: LoadTests['operation'];
  ask: AskPerson;
  onChange: () => void;
}): ActionKind<GateInput> {
  const { records, door, loadTest, ask, onChange } = options;

  const test = async (input: GateInput, context: ActionContext): Promise<(of: LoadFigure) => Reading> => {
    const { runId, stepId, attempt, consent, signal, progress } = context;
    const { path, system, requests, workers } = input;
    const { hash: _, ...agreed } = consent;
    try {
      const { evidence } = await door.perform(
        loadTest,
        { system, requests, workers, ...(path === null ? {} : { path }) },
        {
          ...{ ...agreed, signal, onProgress: progress },
          within: { process: runId, step: stepId, attempt },
        },
      );
      return readingsOf(found.parse(evidence), context.clock.now());
    } catch (error) {
      signal.throwIfAborted();
      const { message } = problemOf(error);
      return () => ({ error: message });
    }
  };

  const take = async (input: GateInput, context: ActionContext): Promise<StoredMeasurement[]> => {
    const readingOf = await test(input, context);
    const at = context.clock.now();
    const taken = input.checks.map((check) => {
      const { measures } = check;
      const reading: Reading =
        measures.what === 'load' ? readingOf(measures.figure) : { error: 'no load test measures it' };
      const staleAfterMs = patience(context.clock, check.staleAfterMs);
      return { ...measurementOf({ ...check, staleAfterMs }, reading, at), dueAt: at };
    });
    records.measured(context.runId, context.stepId, taken);
    onChange();
    return taken;
  };

  return {
    name: 'rollout.gate',
    title: 'Test with load before a stage is watched',
    risk: 'read',
    input: gateInput,
    foresee: async (input) => ({
      ...{ how: 'not-predictable', risk: 'read', calls: [], diff: null, notes: [] },
      words: `Sends ${input.requests} requests to ${input.system}, ${input.workers} at once`,
    }),
    async run(input, context): Promise<Ending> {
      const { runId, stepId, begunAt, clock, signal } = context;
      for (;;) {
        signal.throwIfAborted();
        const { from, asked, promoted } = courseOf(records.words(runId), stepId, begunAt);
        if (promoted !== null) return { end: 'done', words: 'Gone on without what it could not tell' };
        if (asked === null) {
          const known = records.measurements(runId, stepId).filter(({ at }) => at >= from);
          const taken = known.length > 0 ? known : await take(input, context);
          const failed = taken.filter(({ outcome }) => outcome === 'fail');
          if (failed.length > 0) return { end: 'failed', final: true, words: sentence(failed) };
          const unknown = taken.filter(({ outcome }) => outcome === 'inconclusive');
          if (unknown.length === 0) return { end: 'done', words: sentence(taken) };
          ask({ words: sentence(unknown), check: unknown[0]?.check ?? null }, context);
        }
        await sleep(clock, HEAR_EVERY_MS, signal);
      }
    },
  };
}

function sentence(taken: readonly StoredMeasurement[]): string {
  return [...new Set(taken.map(({ words }) => words))].join('; ');
}

/** Where nothing answered, nobody knows how it would have: that is no failure of the system under load. */
function readingsOf(report: z.infer<typeof found>, at: number): (of: LoadFigure) => Reading {
  const { ended, words, requests, succeeded, failed } = report;
  if (ended !== 'complete') return () => ({ error: words });
  if (requests === 0) throw new OperatorError('internal', 'The load test sent nothing');
  return (figure) => {
    switch (figure) {
      case 'errors':
        return {
          value: failed / requests,
          observedAt: at,
          requests,
          note: `${percent(failed / requests)} failed`,
        };
      case 'per-second':
        return { value: report.perSecond, observedAt: at };
      default:
        return { value: report[`${figure}Ms`], observedAt: at, requests: succeeded };
    }
  };
}
