import { fieldAt } from '../../connect/kubernetes/fields.ts';
import { instantOf, toIso } from '../../kernel/clock.ts';
import { figureText, limitWords, worse } from '../../kernel/limits.ts';
import type { ProcessView } from '../../operate/processes/index.ts';
import { durationText } from '../../promql/index.ts';
import type { Entry } from '../../store/journal/entry.ts';
import type { StoredMeasurement, StoredWord } from '../../store/rollouts/index.ts';
import type { CheckView, RolloutView } from '../view.ts';

/** What a rollout did and why, for whoever was not there. Times are ISO 8601, UTC. */
export interface RolloutReport {
  id: string;
  kind: RolloutView['kind'];
  title: string;
  state: RolloutView['state'];
  /** How it ended, or how it stands. */
  why: string | null;
  reason: string | null;
  percentage: number | null;
  driver: string;
  startedAt: string;
  startedBy: string;
  endedAt: string | null;
  /** SHA-256 of what it was to do. */
  definitionHash: string;
  /** The plan's file as it was given; null where shares and windows were. */
  plan: string | null;
  stages: ReportedStage[];
  /** What people said to it, and what it asked them. */
  decisions: { at: string; by: string; stage: string | null; what: string; why: string }[];
  /** Every change it made, or tried to. */
  writes: { at: string | null; what: string; status: string; says: string | null; entry: number | null }[];
  /** All that happened, the oldest first. */
  course: { at: string; by: string; line: string }[];
  journal: {
    origin: string | null;
    entries: { index: number; at: string; actor: string; kind: string; summary: string; leafHash: string }[];
    checkpoint: { size: number; signedAt: string | null; covers: number } | null;
  };
  generatedAt: string;
}

interface ReportedStage {
  percentage: number;
  monitor: string;
  state: string;
  startedAt: string | null;
  endedAt: string | null;
  words: string | null;
  checks: ReportedCheck[];
}

interface ReportedCheck {
  id: string;
  title: string;
  /** What passes, and what fails. */
  wanted: string;
  fails: string;
  /** So many failed ones within so long turn it back. */
  limit: string;
  measurements: number;
  passed: number;
  failed: number;
  inconclusive: number;
  /** The figure nearest to its limit, or farthest beyond it. */
  worst: number | null;
  last: number | null;
  /** Those that did not pass, the first of them. */
  notPassed: { at: string; value: number | null; outcome: string; words: string }[];
}

/** More of them on a page tell nothing more; all are in the record. */
const MOST_NOT_PASSED = 20;

const SAID: Readonly<Record<StoredWord['kind'], string>> = {
  asked: 'asked for a decision',
  'watch-on': 'had it tested or watched anew',
  promoted: 'began the next stage',
  'promoted-full': 'gave all the traffic',
  paused: 'paused it',
  resumed: 'resumed it',
  superseded: 'ended it for another one',
};

/** @param measured of a check of a stage, all of them @param entries the journal's about it, in their order */
export function reportOf(of: {
  view: RolloutView;
  run: ProcessView;
  words: readonly StoredWord[];
  measured: (percentage: number, check: string) => readonly StoredMeasurement[];
  entries: readonly Entry[];
  journal: { origin: string | null; checkpoint: { size: number; at: string | null } | null };
  generatedAt: number;
}): RolloutReport {
  const { view, run, words, measured, entries, journal, generatedAt } = of;
  const { id, kind, title, state, why, reason, percentage, driver, startedBy } = view;
  const { plan } = run.parameters;
  const { checkpoint } = journal;
  return {
    ...{ id, kind, title, state, why, reason, percentage, driver, startedBy },
    startedAt: toIso(view.startedAt),
    endedAt: instantOf(view.endedAt),
    definitionHash: run.definitionHash,
    plan: typeof plan === 'string' ? plan : null,
    stages: view.stages.map((stage) => ({
      ...{ percentage: stage.percentage, state: stage.state, words: stage.words },
      monitor: durationText(stage.monitorMs),
      startedAt: instantOf(stage.startedAt),
      endedAt: instantOf(stage.endedAt),
      checks: stage.checks.map((it) => reportedCheck(it, measured(stage.percentage, it.check.id))),
    })),
    decisions: words.map((word) => ({
      ...{ at: toIso(word.at), by: word.by, what: SAID[word.kind], why: word.words },
      stage: word.step?.replace(/^(watch|gate)-(\d+)$/, '$2 %') ?? null,
    })),
    writes: run.steps.flatMap(writeOf),
    course: view.report.map(({ at, by, line }) => ({ at: toIso(at), by, line })),
    journal: {
      origin: journal.origin,
      entries: entries.map(({ index, at, actor, kind: what, summary, leafHash }) => ({
        ...{ index, at, actor, kind: what, summary, leafHash },
      })),
      checkpoint: checkpoint && {
        ...{ size: checkpoint.size, signedAt: checkpoint.at },
        covers: entries.filter(({ index }) => index < checkpoint.size).length,
      },
    },
    generatedAt: toIso(generatedAt),
  };
}

function reportedCheck({ check }: CheckView, taken: readonly StoredMeasurement[]): ReportedCheck {
  const { id, title, success, failure, failures } = check;
  const outcomes = (outcome: StoredMeasurement['outcome']) =>
    taken.filter((it) => it.outcome === outcome).length;
  const values = taken.flatMap(({ value }) => value ?? []);
  return {
    ...{ id, title, wanted: limitWords(success), fails: limitWords(failure) },
    limit:
      failures.count === 1
        ? '1 failed'
        : `${failures.count} failed within ${durationText(failures.withinMs)}`,
    ...{ measurements: taken.length, passed: outcomes('pass'), failed: outcomes('fail') },
    inconclusive: outcomes('inconclusive'),
    worst: values.length === 0 ? null : values.reduce((one, other) => worse(one, other, success)),
    last: taken.at(-1)?.value ?? null,
    notPassed: taken
      .filter(({ outcome }) => outcome !== 'pass')
      .slice(0, MOST_NOT_PASSED)
      .map(({ at, value, outcome, words }) => ({ at: toIso(at), value, outcome, words })),
  };
}

/** Only what goes through the door leaves an entry of the journal in its evidence. */
function writeOf({ title, status, words, endedAt, action, state, begunAt }: ProcessView['steps'][number]) {
  const { evidence } = state;
  const intent = fieldAt(fieldAt(evidence, 'journal'), 'intent');
  const entry = typeof intent === 'number' ? intent : null;
  if (begunAt === null || (entry === null && !action.startsWith('rollout.set'))) return [];
  return [{ at: instantOf(endedAt), what: title, status, says: words, entry }];
}

/** `0.98`, or nothing. */
export function figureOrNone(value: number | null): string {
  return value === null ? '–' : figureText(value);
}
