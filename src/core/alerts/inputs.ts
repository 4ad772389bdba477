import {
  DEFAULT_LOOKBACK_MS,
  type Expression,
  type Labels,
  printExpression,
  type VectorSelector,
} from '../promql/index.ts';
import { isStale, type Samples } from '../store/samples/index.ts';
import type { SampleStore } from './rule-store.ts';

/** What a rule goes by. */
export interface RuleInput {
  /**
   * `fresh`: it is being measured. `stale`: it was, and nobody looks now. `blind`: nobody exports it, so that the
   * rule cannot ever fire.
   */
  state: 'fresh' | 'stale' | 'blind';
  /** Of the newest sample that it can go by, epoch milliseconds; null when there is none in the last day. */
  newestAt: number | null;
  /** Selectors of which nobody exports a series. */
  missing: readonly string[];
}

/** A series behind an alert, with its newest sample. */
export interface EvidenceSeries {
  labels: Labels;
  at: number;
  value: number;
  /** It was looked for at that time, and was not there any more. */
  ended: boolean;
}

const DAY_MS = 86_400_000;
/** A rule over more series than this is not looked through to the last of them. */
const MOST_SERIES = 200;

type Known = ReturnType<SampleStore['known']>[number];

export interface Inputs {
  /** Whether anybody measures what a rule goes by. */
  of(expression: Expression, now: number): RuleInput;
  /** The series behind an alert, as far as its labels tell. */
  evidence(expression: Expression, labels: Readonly<Record<string, string>>, now: number): EvidenceSeries[];
  /**
   * Whether nobody has looked at what an alert goes by lately. A series that was looked for and is gone is no
   * such thing: that it is gone is known.
   */
  isUnwatched(expression: Expression, labels: Readonly<Record<string, string>>, now: number): boolean;
}

export function createInputs(store: SampleStore, samples: Pick<Samples, 'points'>): Inputs {
  const newestOf = ({ series, labels }: Known, now: number): EvidenceSeries | null => {
    for (const back of [DEFAULT_LOOKBACK_MS, DAY_MS]) {
      const { times, values, length } = samples.points(series, now - back, now);
      const last = length - 1;
      const at = times[last];
      const value = values[last];
      if (length > 0 && at !== undefined && value !== undefined) {
        return { labels, at, value, ended: isStale(values, last) };
      }
    }
    return null;
  };

  /** What came last is the likeliest to be there still: of pods, the old ones are known for months. */
  const newest = (known: readonly Known[], now: number): EvidenceSeries[] =>
    known.slice(-MOST_SERIES).flatMap((it) => newestOf(it, now) ?? []);

  /**
   * The series that may be behind an alert. A rule may give labels that its series have otherwise, by `labels` or
   * `label_replace`: then they tell nothing, and every series of the rule may be.
   */
  const behind = (expression: Expression, labels: Readonly<Record<string, string>>): Known[] => {
    const all = new Map<string, Known>();
    for (const selector of selectorsOf(expression)) {
      for (const known of store.known(selector.matchers)) all.set(known.labels.key, known);
    }
    const fitting = [...all.values()].filter(({ labels: series }) =>
      Object.entries(labels).every(([name, value]) => {
        const own = name === 'alertname' ? '' : series.get(name);
        return own === '' || own === value;
      }),
    );
    return fitting.length > 0 ? fitting : [...all.values()];
  };

  return {
    of(expression, now) {
      const series = selectorsOf(expression).map((selector) => ({
        selector,
        known: store.known(selector.matchers),
      }));
      const missing = series.filter((it) => it.known.length === 0).map(({ selector }) => nameOf(selector));
      const known = new Set(series.filter((it) => it.known.length > 0).map(({ selector }) => selector));
      const times = series.flatMap((it) =>
        newest(it.known, now).flatMap(({ ended, at }) => (ended ? [] : [at])),
      );
      const newestAt = times.length === 0 ? null : Math.max(...times);
      if (isBlind(expression, known)) return { state: 'blind', newestAt, missing: [...new Set(missing)] };
      const isFresh = series.length === 0 || (newestAt !== null && now - newestAt < DEFAULT_LOOKBACK_MS);
      // What asks whether something is absent is answered by its absence.
      const state = isFresh || asksForAbsence(expression) ? 'fresh' : 'stale';
      return { state, newestAt, missing: [] };
    },
    evidence: (expression, labels, now) => newest(behind(expression, labels), now),
    isUnwatched(expression, labels, now) {
      // What goes by the time alone needs nobody who looks.
      if (asksForAbsence(expression) || selectorsOf(expression).length === 0) return false;
      return !behind(expression, labels).some((it) => {
        const series = newestOf(it, now);
        return series !== null && (series.ended || now - series.at < DEFAULT_LOOKBACK_MS);
      });
    },
  };
}

/** Of one metric some series may be there: which are asked for is what matters. */
function nameOf(selector: VectorSelector): string {
  return printExpression({ ...selector, offsetMs: 0, at: undefined });
}

function selectorsOf(expression: Expression): VectorSelector[] {
  switch (expression.kind) {
    case 'selector':
      return [expression];
    case 'range':
      return [expression.selector];
    case 'binary':
      return [...selectorsOf(expression.left), ...selectorsOf(expression.right)];
    case 'call':
      return expression.arguments.flatMap(selectorsOf);
    case 'aggregation':
    case 'subquery':
    case 'unary':
    case 'parenthesis':
      return selectorsOf(expression.expression);
    default:
      return [];
  }
}

/** Whether it can have no value whatever the others say, since nobody exports what it needs. */
function isBlind(expression: Expression, known: ReadonlySet<VectorSelector>): boolean {
  switch (expression.kind) {
    case 'selector':
      return !known.has(expression);
    case 'range':
      return !known.has(expression.selector);
    case 'binary': {
      const left = isBlind(expression.left, known);
      if (expression.operator === 'unless') return left;
      const right = isBlind(expression.right, known);
      return expression.operator === 'or' ? left && right : left || right;
    }
    case 'call':
      if (expression.function.startsWith('absent')) return false;
      return expression.arguments.some((it) => isBlind(it, known));
    case 'aggregation':
    case 'subquery':
    case 'unary':
    case 'parenthesis':
      return isBlind(expression.expression, known);
    default:
      return false;
  }
}

function asksForAbsence(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return expression.function.startsWith('absent') || expression.arguments.some(asksForAbsence);
    case 'binary':
      return asksForAbsence(expression.left) || asksForAbsence(expression.right);
    case 'aggregation':
    case 'subquery':
    case 'unary':
    case 'parenthesis':
      return asksForAbsence(expression.expression);
    default:
      return false;
  }
}
