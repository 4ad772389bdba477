import { UNDO } from '../operate/processes/definition.ts';
import type { ProcessView, StepView } from '../operate/processes/view.ts';
import type { RolloutRecords, StoredMeasurement, StoredWord } from '../store/rollouts/index.ts';
import type { StageCheck } from './check.ts';
import { type Course, courseOf, nextAt, pausedBy } from './course.ts';
import { BEFORE, GRADUAL, watchInput } from './definition.ts';
import { gateInput } from './gate.ts';
import { TAKE_UP } from './leased.ts';

export type RolloutState =
  | 'progressing'
  | 'paused'
  | 'inconclusive'
  | 'rolling-back'
  | 'aborted'
  | 'completed'
  | 'degraded';

type StageState = 'pending' | 'setting' | 'watching' | 'passed' | 'failed' | 'inconclusive' | 'skipped';

/** What it waits for a person to say. */
export interface Asks {
  step: string;
  kind: NonNullable<StepView['question']>['kind'];
  text: string;
  since: number | null;
  choices: { id: string; title: string }[];
}

/** A rollout as it stands. Times are epoch milliseconds. */
export interface RolloutView
  extends Pick<ProcessView, 'id' | 'title' | 'startedAt' | 'startedBy' | 'endedAt' | 'owner'> {
  kind: 'phased' | 'gradual-rollback' | 'emergency-rollback';
  state: RolloutState;
  why: string | null;
  driver: string;
  percentage: number | null;
  percentageAt: number | null;
  /** Index of the stage that it is in; null when it has ended. */
  stage: number | null;
  /** The step that watches now; null when none does. */
  watched: string | null;
  asks: Asks | null;
  stages: StageView[];
  can: Record<'pause' | 'resume' | 'promote' | 'promoteFull' | 'abort' | 'retry', boolean>;
  report: { at: number; by: string; line: string }[];
  reason: string | null;
}

export interface StageView {
  percentage: number;
  monitorMs: number;
  state: StageState;
  startedAt: number | null;
  endedAt: number | null;
  endsAt: number | null;
  words: string | null;
  checks: CheckView[];
}

export interface CheckView {
  check: StageCheck;
  measurements: StoredMeasurement[];
  total: number;
  failures: number;
  inconclusive: number;
  nextAt: number | null;
}

/** Where somebody else has the Lease by now: the step that asks what is to become of it. */
export function drivenElsewhere({ steps, endedAt }: ProcessView): { step: string; text: string } | null {
  for (const { id, question } of steps) {
    if (endedAt !== null || !question?.choices.some((choice) => choice.id === TAKE_UP)) continue;
    return { step: id, text: question.text };
  }
  return null;
}

/** Measurements of a check that are told. */
const MOST_MEASUREMENTS = 500;

export const DECISIONS = [
  { id: 'watch-on', title: 'Watch this stage anew' },
  { id: 'next-stage', title: 'Begin the next stage' },
  { id: 'roll-back', title: 'Roll back to 0 %' },
] as const;
/** Of a load test that could not tell, before the stage is watched. */
const GATE_DECISIONS = [
  { id: 'watch-on', title: 'Test it once more' },
  { id: 'next-stage', title: 'Go on and watch it without' },
  DECISIONS[2],
] as const;

/** A process of the kind `rollout` with what was measured in it, as it stands now. */
export function rolloutOf(run: ProcessView, records: RolloutRecords, now: number): RolloutView {
  const words = records.words(run.id);
  const steps = new Map(run.steps.map((step) => [step.id, step]));
  const stages = run.steps.filter(isSet).map((set) => {
    const [gate, watch] = ['gate', 'watch'].map((kind) => steps.get(`${kind}-${shareIn(set)}`));
    return stageOf(run, { set, gate, watch, words, records, now });
  });
  const current = stages.findIndex(({ state }) => !BEHIND.has(state));
  const isOver = run.endedAt !== null;
  const stage = isOver || current < 0 ? null : current;
  const watched = run.steps.find(({ action, status }) => HEARING.has(action) && status === 'running');
  const isGate = watched?.action === GATE;
  const course = watched === undefined ? null : courseOf(words, watched.id, watched.begunAt ?? run.startedAt);
  const isHeard = watched !== undefined && !run.isStopping;
  const asks = asksOf(run, isHeard ? course : null, watched);
  const paused = pausedBy(words);
  const { percentage, percentageAt } = shareOf(run);
  const state = stateOf(run, { words, asks, isPaused: paused !== null, percentage });
  const isGiving = run.name !== GRADUAL;
  const isLastStage = stage === stages.length - 1;
  const goesOn = !isOver && !run.isStopping;
  const isElsewhere = drivenElsewhere(run) !== null;
  return {
    ...{ id: run.id, title: run.title, startedAt: run.startedAt, startedBy: run.startedBy },
    ...{ endedAt: run.endedAt, owner: run.owner, stages, asks, percentage, percentageAt, stage, state },
    kind: isGiving ? 'phased' : 'gradual-rollback',
    why: whyOf(run, words, asks, paused),
    driver: typeof run.parameters.driver === 'string' ? run.parameters.driver : 'configmap',
    watched: isHeard ? watched.id : null,
    can: {
      pause: goesOn && paused === null && !run.isPaused,
      resume: (goesOn && (paused !== null || run.isPaused)) || isElsewhere,
      // A load test under way tells in a moment.
      promote: isHeard && course?.promoted === null && (!isGate || course.asked !== null),
      promoteFull: isHeard && course?.promoted === null && isGiving && !isLastStage && !isGate,
      abort: goesOn || isElsewhere,
      retry: isOver && (state === 'aborted' || state === 'degraded'),
    },
    report: reportOf(run, words),
    reason: typeof run.parameters.reason === 'string' ? run.parameters.reason : null,
  };
}

const GATE = 'rollout.gate';
/** They go by what people say to them. */
const HEARING: ReadonlySet<string> = new Set(['rollout.watch', GATE]);
const BEHIND: ReadonlySet<StageState> = new Set(['passed', 'skipped', 'failed']);

function isSet({ id, action }: StepView): boolean {
  return action === 'rollout.set' && !id.startsWith(UNDO);
}

function shareIn({ definition }: StepView): number {
  return Number(definition.input.percentage);
}

function stageOf(
  run: ProcessView,
  of: {
    set: StepView;
    gate: StepView | undefined;
    watch: StepView | undefined;
    words: readonly StoredWord[];
    records: RolloutRecords;
    now: number;
  },
): StageView {
  const { set, gate, watch, words, records, now } = of;
  const tested = gate?.begunAt == null ? null : courseOf(words, gate.id, gate.begunAt);
  const isTesting = gate !== undefined && gate.status !== 'succeeded';
  const input = watch === undefined ? null : watchInput.parse(watch.definition.input);
  const course = watch?.begunAt == null || input === null ? null : courseOf(words, watch.id, watch.begunAt);
  const totals = watch === undefined ? new Map<string, number>() : records.counts(run.id, watch.id);
  const isWatched = watch !== undefined && (watch.status === 'running' || watch.status === 'pending');
  const end = isTesting && gate.begunAt !== null ? gate : (watch ?? gate ?? set);
  return {
    percentage: shareIn(set),
    monitorMs: input?.monitorMs ?? 0,
    state: isTesting ? testState(run, set, gate, tested) : stageState(run, set, watch, course),
    startedAt: set.begunAt,
    endedAt: BEHIND_STEPS.has(end.status) ? end.endedAt : set.status === 'failed' ? set.endedAt : null,
    endsAt: isWatched && course !== null && input !== null ? course.from + input.monitorMs : null,
    words: course?.asked?.words ?? watch?.words ?? tested?.asked?.words ?? gate?.words ?? set.words,
    checks: [
      ...testChecks(run, gate, tested, records, now),
      ...(input?.checks ?? []).map((check) =>
        checkOf({ check, course, monitorMs: input?.monitorMs ?? 0, isWatched, totals }, records, {
          ...{ process: run.id, step: watch?.id ?? '', now },
        }),
      ),
    ],
  };
}

/** The figures of its load test beside its checks: measured once, before it is watched. */
function testChecks(
  run: ProcessView,
  gate: StepView | undefined,
  course: Course | null,
  records: RolloutRecords,
  now: number,
): CheckView[] {
  if (gate === undefined) return [];
  const totals = records.counts(run.id, gate.id);
  return gateInput.parse(gate.definition.input).checks.map((check) =>
    checkOf({ check, course, monitorMs: 0, isWatched: false, totals }, records, {
      ...{ process: run.id, step: gate.id, now },
    }),
  );
}

/** While the load test of a stage has not passed. */
function testState(run: ProcessView, set: StepView, gate: StepView, course: Course | null): StageState {
  const before = stageState(run, set, undefined, null);
  if (before !== 'passed') return before;
  if (gate.status === 'failed') return 'failed';
  if (gate.status === 'skipped' || run.endedAt !== null) return 'skipped';
  return gate.status === 'waiting' || course?.asked != null ? 'inconclusive' : 'setting';
}

const BEHIND_STEPS: ReadonlySet<StepView['status']> = new Set(['succeeded', 'failed', 'skipped']);

function stageState(
  run: ProcessView,
  set: StepView,
  watch: StepView | undefined,
  course: Course | null,
): StageState {
  if (set.status === 'skipped') return 'skipped';
  if (set.status === 'failed') return 'failed';
  if (set.status === 'waiting' || set.status === 'unknown') return 'inconclusive';
  if (set.status !== 'succeeded') {
    if (run.isStopping || run.endedAt !== null) return set.attempts > 0 ? 'failed' : 'skipped';
    return set.attempts > 0 || set.status === 'running' ? 'setting' : 'pending';
  }
  if (watch === undefined || watch.status === 'succeeded') return 'passed';
  if (watch.status === 'failed') return 'failed';
  if (watch.status === 'skipped' || run.endedAt !== null) return 'skipped';
  if (watch.status === 'waiting') return 'inconclusive';
  return course?.asked == null ? 'watching' : 'inconclusive';
}

function checkOf(
  of: {
    check: StageCheck;
    course: Course | null;
    monitorMs: number;
    isWatched: boolean;
    totals: ReadonlyMap<string, number>;
  },
  records: RolloutRecords,
  { process, step, now }: { process: string; step: string; now: number },
): CheckView {
  const { check, course, monitorMs, isWatched, totals } = of;
  if (course === null) {
    return { check, measurements: [], total: 0, failures: 0, inconclusive: 0, nextAt: null };
  }
  const { from } = course;
  const measurements = records.latest(process, step, check.id, MOST_MEASUREMENTS);
  const counting = measurements.filter(({ at }) => at >= from);
  const last = counting.at(-1)?.at ?? now;
  return {
    check,
    measurements,
    total: totals.get(check.id) ?? 0,
    failures: counting.filter(({ outcome, at }) => outcome === 'fail' && at >= last - check.failures.withinMs)
      .length,
    inconclusive: counting.filter(({ outcome }) => outcome === 'inconclusive').length,
    nextAt: isWatched ? nextAt(check, { from, monitorMs, now }) : null,
  };
}

/** As it was last set by the rollout itself. */
function shareOf(run: ProcessView): { percentage: number | null; percentageAt: number | null } {
  const set = run.steps.filter(({ action, status }) => action === 'rollout.set' && status === 'succeeded');
  const last = set.reduce<StepView | null>(
    (latest, step) => ((step.endedAt ?? 0) >= (latest?.endedAt ?? 0) ? step : latest),
    null,
  );
  return last === null
    ? { percentage: null, percentageAt: null }
    : { percentage: shareIn(last), percentageAt: last.endedAt };
}

function stateOf(
  run: ProcessView,
  of: { words: readonly StoredWord[]; asks: Asks | null; isPaused: boolean; percentage: number | null },
): RolloutState {
  const { words, asks, isPaused, percentage } = of;
  if (run.endedAt === null) {
    if (drivenElsewhere(run) !== null) return 'inconclusive';
    if (run.isStopping) return 'rolling-back';
    if (asks !== null) return 'inconclusive';
    return isPaused || run.isPaused ? 'paused' : 'progressing';
  }
  if (run.status === 'succeeded') return 'completed';
  const wasBegun = run.steps.some((step) => isSet(step) && step.begunAt !== null);
  const isBack = percentage === 0 || !wasBegun;
  // Whoever took its place has brought the share where it belongs, and says so of itself.
  return isBack || words.some(({ kind }) => kind === 'superseded') ? 'aborted' : 'degraded';
}

function asksOf(run: ProcessView, course: Course | null, watched: StepView | undefined): Asks | null {
  if (course?.asked != null && course.promoted === null && watched !== undefined) {
    const { words: text, at: since } = course.asked;
    const choices = [...(watched.action === GATE ? GATE_DECISIONS : DECISIONS)];
    return { step: watched.id, kind: 'decision', text, since, choices };
  }
  const asking = run.steps.find(({ question }) => question !== null);
  if (!asking?.question || run.endedAt !== null) return null;
  const { kind, text, choices } = asking.question;
  return {
    step: asking.id,
    kind,
    text,
    since: null,
    choices: choices.map(({ id, title }) => ({ id, title })),
  };
}

function whyOf(
  run: ProcessView,
  words: readonly StoredWord[],
  asks: Asks | null,
  paused: StoredWord | null,
): string | null {
  const superseded = words.find(({ kind }) => kind === 'superseded');
  if (run.endedAt !== null) return superseded?.words ?? run.why;
  if (run.isStopping || run.isPaused) return drivenElsewhere(run)?.text ?? run.why;
  if (asks !== null) return asks.text;
  if (paused !== null) return `Paused by ${paused.by}${paused.words === '' ? '' : `: ${paused.words}`}`;
  return run.why;
}

const SAID: Readonly<Record<StoredWord['kind'], string>> = {
  asked: 'Waits for a decision',
  'watch-on': 'Watched anew',
  promoted: 'Next stage begun before its window was over',
  'promoted-full': 'All traffic given at once',
  paused: 'Paused',
  resumed: 'Resumed',
  superseded: 'Ended by another one',
};

/** What happened, the oldest first. */
function reportOf(run: ProcessView, words: readonly StoredWord[]): RolloutView['report'] {
  const by = run.startedBy;
  const lines = [
    { at: run.startedAt, by, line: `Started: ${run.title}` },
    ...run.steps.flatMap((step) =>
      BEHIND_STEPS.has(step.status) && step.endedAt !== null && step.id !== BEFORE
        ? [{ at: step.endedAt, by, line: `${step.title}: ${ENDED[step.status]}${saying(step.words)}` }]
        : [],
    ),
    ...words.map((word) => ({ at: word.at, by: word.by, line: `${SAID[word.kind]}${saying(word.words)}` })),
    ...(run.endedAt === null ? [] : [{ at: run.endedAt, by, line: `Ended${saying(run.why)}` }]),
  ];
  return lines.sort((one, other) => one.at - other.at);
}

const ENDED: Readonly<Record<string, string>> = {
  succeeded: 'done',
  failed: 'failed',
  skipped: 'left out',
};

function saying(words: string | null): string {
  return words === null || words === '' ? '' : `: ${words}`;
}
