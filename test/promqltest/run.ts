import {
  durationOf,
  evaluateInstant,
  evaluateRange,
  type InstantValue,
  Labels,
  type Matcher,
  METRIC_NAME,
  parseExpression,
  type Series,
  type SeriesSource,
} from '../../src/core/promql/index.ts';
import type { Block, Place } from './script.ts';
import { NativeHistogram, type Point, pointsOf } from './values.ts';

export type Verdict = Place & { expression: string } & (
    | { came: 'right' }
    | { came: 'wrong'; why: string }
    | { came: 'refused'; why: string }
  );

/** Prometheus compares with this relative error in its own run. */
const TOLERANCE = 1e-6;
const SUBQUERY_STEP_MS = 60_000;

/** What was loaded. A series of native histograms is known by its labels only. */
type Storage = Map<string, { labels: Labels; points: Map<number, number | 'stale'>; isNative: boolean }>;

/** Runs the blocks of one file, each eval against what was loaded before it. */
export function runScript(blocks: readonly Block[]): Verdict[] {
  const storage: Storage = new Map();
  const verdicts: Verdict[] = [];
  for (const block of blocks) {
    if (block.kind === 'clear') storage.clear();
    else if (block.kind === 'load') load(block, storage);
    else {
      const { file, line, expression } = block;
      verdicts.push({ file, line, expression, ...judge(block, sourceOf(storage)) });
    }
  }
  return verdicts;
}

type Judgement = { came: 'right' } | { came: 'wrong' | 'refused'; why: string };
const refused = (why: string): Judgement => ({ came: 'refused', why });
const wrong = (why: string): Judgement => ({ came: 'wrong', why });

function load(block: Block & { kind: 'load' }, storage: Storage): void {
  const intervalMs = durationOf(block.intervalText);
  for (const { series, points } of block.lines) {
    const labels = labelsOf(series);
    const kept = storage.get(labels.key) ?? { labels, points: new Map(), isNative: false };
    storage.set(labels.key, kept);
    if (points.includes('{{')) {
      kept.isNative = true;
      continue;
    }
    pointsOf(points).forEach((point: Point, at) => {
      if (point !== 'nothing') kept.points.set(at * intervalMs, point);
    });
    if (block.withNative && labels.get('le') !== '') {
      const native = labels.with('le', '').with(METRIC_NAME, labels.metric.replace(/_bucket$/, ''));
      storage.set(native.key, { labels: native, points: new Map(), isNative: true });
    }
  }
}

/** The labels of `metric{a="b"}`: an expression whose matchers are all equalities. */
function labelsOf(series: string): Labels {
  if (series === '' || series === '{}') return Labels.EMPTY;
  const text = series.replace(/^\{(.*)\}$/s, '{__anchor__="1",$1}');
  const parsed = parseExpression(text);
  if (parsed.kind !== 'selector') throw new Error(`no series: ${series}`);
  return Labels.of(
    parsed.matchers.filter(({ name }) => name !== '__anchor__').map(({ name, value }) => [name, value]),
  );
}

function sourceOf(storage: Storage): SeriesSource {
  return {
    *select(matchers: readonly Matcher[]): Iterable<Series> {
      for (const { labels, points, isNative } of storage.values()) {
        if (!matchers.every((matcher) => matcher.matches(labels.get(matcher.name)))) continue;
        if (isNative) throw new NativeHistogram('native histograms are looked at');
        const sorted = [...points].sort(([one], [other]) => one - other);
        yield {
          labels,
          times: Float64Array.from(sorted, ([time]) => time),
          values: Float64Array.from(sorted, ([, point]) => (point === 'stale' ? Number.NaN : point)),
          stale: Uint8Array.from(sorted, ([, point]) => (point === 'stale' ? 1 : 0)),
        };
      }
    },
  };
}

const momentOf = (text: string) => (/^-?[\d.]+$/.test(text) ? Number(text) * 1000 : durationOf(text));

function judge(block: Block & { kind: 'eval' }, source: SeriesSource): Judgement {
  const common = { source, subqueryStepMs: SUBQUERY_STEP_MS };
  let answer: InstantValue;
  try {
    const expression = parseExpression(block.expression);
    const fromMs = momentOf(block.fromText);
    const toMs = momentOf(block.toText);
    answer =
      block.stepText === undefined
        ? evaluateInstant({ ...common, expression, atMs: fromMs })
        : evaluateRange({ ...common, expression, fromMs, toMs, stepMs: momentOf(block.stepText) });
  } catch (error) {
    return judgeError(block, error);
  }
  if (block.fails) return wrong('should have failed');
  try {
    return judgeAnswer(block, answer);
  } catch (error) {
    if (error instanceof NativeHistogram) return refused('a native histogram is expected');
    throw error;
  }
}

const SAME_LABELSET = 'vector cannot contain metrics with the same labelset';

const REFUSALS = [
  'is not enabled',
  'is experimental',
  'not supported',
  'unexpected character in duration expression',
  'experimental duration expression',
];

function judgeError(block: Block & { kind: 'eval' }, error: unknown): Judgement {
  if (!(error instanceof Error)) throw error;
  if (error instanceof NativeHistogram) return refused(error.message);
  const isRefusal = REFUSALS.some((words) => error.message.includes(words));
  if (isRefusal) return refused(error.message.replace(/^\d+:\d+: parse error: /, ''));
  if (error.name !== 'PromqlError') return wrong(error.stack ?? error.message);
  if (!block.fails) {
    // Prometheus runs its tests with the feature flag promql-delayed-name-removal.
    const isFlagged = block.file === 'name_label_dropping.test' && error.message === SAME_LABELSET;
    return isFlagged ? refused('names are dropped at once, not at the end') : wrong(error.message);
  }
  const { failure } = block;
  if (failure === undefined) return { came: 'right' };
  const isSaid =
    'message' in failure
      ? error.message === failure.message
      : new RegExp(failure.pattern).test(error.message);
  return isSaid ? { came: 'right' } : wrong(`said: ${error.message}`);
}

function judgeAnswer(block: Block & { kind: 'eval' }, answer: InstantValue): Judgement {
  if (answer.type === 'string') {
    const wanted = block.text ?? block.lines.map(({ series, points }) => series + points).join('');
    const parsed = parseExpression(wanted.trim());
    const isRight = parsed.kind === 'string' && parsed.value === answer.value;
    return isRight ? { came: 'right' } : wrong(`gave ${answer.value}`);
  }
  const wanted = block.lines.map(({ series, points }) => ({
    labels: labelsOf(series),
    points: pointsOf(points),
  }));
  const given = seriesOf(block, answer);
  if (given.length !== wanted.length) return wrong(`gave ${shown(given)}`);
  const isRight = wanted.every(({ labels, points }, at) => {
    const found = block.isOrdered ? given[at] : given.find((series) => series.labels.key === labels.key);
    return found?.labels.key === labels.key && arePointsEqual(found.points, points);
  });
  return isRight ? { came: 'right' } : wrong(`gave ${shown(given)}`);
}

interface Given {
  labels: Labels;
  points: Point[];
}

function seriesOf(
  block: Block & { kind: 'eval' },
  answer: InstantValue & { type: 'scalar' | 'vector' | 'matrix' },
): Given[] {
  if (answer.type === 'scalar') return [{ labels: Labels.EMPTY, points: [answer.value] }];
  if (answer.type === 'vector')
    return answer.samples.map(({ labels, value }) => ({ labels, points: [value] }));
  if (block.stepText === undefined) {
    return answer.series.map(({ labels, values }) => ({ labels, points: [...values] }));
  }
  const fromMs = momentOf(block.fromText);
  const stepMs = momentOf(block.stepText);
  const steps = Math.floor((momentOf(block.toText) - fromMs) / stepMs) + 1;
  return answer.series.map(({ labels, times, values }) => {
    const points = new Array<Point>(steps).fill('nothing');
    times.forEach((time, at) => {
      points[(time - fromMs) / stepMs] = values[at] as number;
    });
    return { labels, points };
  });
}

function arePointsEqual(given: readonly Point[], wanted: readonly Point[]): boolean {
  const length = Math.max(given.length, wanted.length);
  return Array.from({ length }, (_, at) =>
    arePointEqual(given[at] ?? 'nothing', wanted[at] ?? 'nothing'),
  ).every(Boolean);
}

function arePointEqual(given: Point, wanted: Point): boolean {
  if (typeof given !== 'number' || typeof wanted !== 'number') return given === wanted;
  if (Object.is(given, wanted) || given === wanted) return true;
  if (given === 0 || wanted === 0) return false;
  return (
    Math.abs(given - wanted) / Math.min(Math.abs(given) + Math.abs(wanted), Number.MAX_VALUE) < TOLERANCE
  );
}

const shown = (given: readonly Given[]) =>
  given.map(({ labels, points }) => `${labels.get(METRIC_NAME)}${labels} ${points.join(' ')}`).join('; ') ||
  'nothing';
