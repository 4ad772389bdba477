import { type Clock, toIso } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { stayOpen } from '../kernel/stay-open.ts';
import type { JsonObject } from '../operate/processes/definition.ts';
import type { StepForesight } from '../operate/processes/dry-run.ts';
import type { Processes } from '../operate/processes/index.ts';
import type { ProgressLine } from '../operate/processes/output.ts';
import type { PastProcesses } from '../operate/processes/past.ts';
import type { ProcessView, StepView } from '../operate/processes/view.ts';
import type { CatalogueEntry } from './catalogue/index.ts';
import { foresightView, runSummary, runView, stepView } from './run-view.ts';
import type { Runbooks } from './running.ts';

interface Running {
  processes: Processes;
  pastProcesses: PastProcesses;
  runbooks: Runbooks;
  clock: Clock;
  redactor: Redactor;
}

/** Output scrolls by; faster than this nobody reads it. */
const FOLLOW_MS = 200;
/** A list is looked at, not read along. */
const LIST_MS = 500;

const RUNBOOK = 'runbook';

/** All runs, again after every change. @param at as they were then, once; null: live */
export function runListFrames(
  { processes, pastProcesses, clock }: Running,
  at: number | null,
  signal: AbortSignal | undefined,
) {
  if (at !== null) {
    const list = async () =>
      (await pastProcesses.list(at)).filter(({ kind }) => kind === RUNBOOK).map(runSummary);
    return stayOpen(list, signal);
  }
  return conflate({
    clock,
    frameMs: LIST_MS,
    subscribe: processes.subscribe,
    snapshot: () =>
      processes
        .list()
        .filter(({ kind }) => kind === RUNBOOK)
        .sort((a, b) => b.startedAt - a.startedAt)
        .map(runSummary),
    signal,
  });
}

/** More of them scroll by than anybody reads. */
const MOST_LINES = 200;

/**
 * One run, then what changes of it: a run may have thousands of steps.
 *
 * @param at as it was then, once; null: live
 */
export function runFrames(
  { processes, pastProcesses, runbooks, clock, redactor }: Running,
  id: string,
  at: number | null,
  signal: AbortSignal | undefined,
) {
  if (at !== null) {
    const run = async () => {
      const then = await pastProcesses.get(id, at);
      const printed = then.endedAt === null ? [] : runbooks.lines(id);
      const entry = runbooks.catalogue.find(then.name);
      const whys = whysOf(then, entry);
      return {
        ...runView(then, entry, { printed, remaining: null }),
        ...{ isWhole: true, order: then.steps.map((step) => step.id), lines: [] },
        steps: then.steps.map((step) => stepView(step, whys[step.id] ?? null)),
      };
    };
    return stayOpen(run, signal);
  }
  /** As it was sent. */
  const sent = new Map<string, { state: StepView['state']; text: string }>();
  let isWhole = true;
  let last: ProgressLine | undefined;

  const changed = (step: StepView, why: string | null) => {
    const before = sent.get(step.id);
    // Where it is driven here, a step that has not changed is the same object.
    if (before?.state === step.state) return [];
    const view = stepView(step, why);
    const text = JSON.stringify(view);
    sent.set(step.id, { state: step.state, text });
    return before?.text === text ? [] : [view];
  };

  return conflate({
    clock,
    frameMs: FOLLOW_MS,
    subscribe: processes.subscribe,
    snapshot() {
      const run = processes.get(id);
      const remaining = runbooks.remaining(run);
      const printed = run.endedAt === null ? [] : runbooks.lines(run.id);
      const entry = runbooks.catalogue.find(run.name);
      const whys = whysOf(run, entry);
      const known = sent.size;
      const steps = run.steps.flatMap((step) => changed(step, whys[step.id] ?? null));
      const lines = run.lines.slice(run.lines.findLastIndex((line) => isSame(line, last)) + 1);
      last = run.lines.at(-1);
      const frame = {
        ...runView(run, entry, { printed, remaining }),
        ...{ isWhole, steps, order: sent.size === known ? null : run.steps.map((step) => step.id) },
        // Everything else of it is journaled, and was cleaned for that.
        lines: redactor.data(
          lines.slice(-MOST_LINES).map(({ at, step, line }) => ({ at: toIso(at), step, line })),
        ),
      };
      isWhole = false;
      return frame;
    },
    signal,
  });
}

/** Another version's words may be about steps that this run does not have. */
function whysOf({ definitionHash }: ProcessView, entry: CatalogueEntry | undefined) {
  return entry?.definitionHash === definitionHash ? entry.whys : {};
}

/**
 * A dry run step by step, as it is known. Whoever leaves it stops it.
 *
 * @throws OperatorError as the dry run does
 */
export async function* foresightFrames(
  { runbooks, redactor }: Running,
  wanted: { id: string; parameters: JsonObject; readOnly: boolean },
  signal: AbortSignal | undefined,
) {
  const { id, parameters, readOnly } = wanted;
  const left = new AbortController();
  const found: StepForesight[] = [];
  let wake = () => {};
  let end: { error: unknown } | 'well' | null = null;
  const all = AbortSignal.any([left.signal, ...(signal ? [signal] : [])]);
  const foreseen = runbooks.foresee(id, parameters, {
    readOnly,
    signal: all,
    onStep(step) {
      found.push(step);
      wake();
    },
  });
  const settled = foreseen.then(
    () => {
      end = 'well';
      wake();
    },
    (error: unknown) => {
      end = { error };
      wake();
    },
  );
  const ended = (): { error: unknown } | 'well' | null => end;
  try {
    yield { type: 'begun' as const, total: runbooks.find(id).definition.steps.length };
    for (;;) {
      for (const step of found.splice(0))
        yield { type: 'step' as const, step: redactor.data(foresightView(step)) };
      const now = ended();
      if (now !== null && found.length === 0) {
        if (now !== 'well') throw now.error;
        yield { type: 'end' as const };
        return;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (found.length > 0 || ended() !== null) resolve();
      });
    }
  } finally {
    left.abort(new OperatorError('stopped', 'Nobody looks at it any more'));
    await settled;
  }
}

/** What somebody else drives is read anew each time. */
function isSame(one: ProgressLine, other: ProgressLine | undefined): boolean {
  return one.at === other?.at && one.step === other.step && one.line === other.line;
}
