import { PromqlError } from '../errors.ts';
import { evaluateInstant, evaluateRange } from '../evaluate.ts';
import { Labels } from '../labels.ts';
import { parseExpression } from '../parse.ts';
import type { SeriesSource } from '../series.ts';
import { floatOf } from '../text.ts';
import type { InstantValue } from '../value.ts';

/** What is asked of both. */
export type Question = { expression: string } & (
  | { atMs: number }
  | { fromMs: number; toMs: number; stepMs: number }
);

/** An answer in a form that can be compared: a series' labels and its points, or an error's sentence. */
type Answer = { error: string } | { type: string; series: Map<string, ReadonlyMap<number, number>> };

export type Comparison =
  | { came: 'same' }
  /** Other in the last digits, where the two may calculate differently. */
  | { came: 'near'; relative: number }
  | { came: 'different'; ours: string; theirs: string };

/** Beyond this the last digits of the processors' and languages' functions are no excuse. */
const TOLERANCE = 1e-12;

/** Prometheus sums up what it calculated over a range in the order of a Go map, which is another each time. */
const MOST_ASKED = 5;

/** Asks both, and compares what they say: values to the bit, errors to the word. */
export async function compare(
  url: string,
  source: SeriesSource,
  question: Question,
  subqueryStepMs: number,
): Promise<Comparison> {
  const ours = ownAnswer(source, question, subqueryStepMs);
  let comparison = compareAnswers(ours, await answerOf(url, question));
  for (let asked = 1; comparison.came === 'different' && asked < MOST_ASKED; asked += 1) {
    comparison = compareAnswers(ours, await answerOf(url, question));
  }
  return comparison;
}

function compareAnswers(ours: Answer, theirs: Answer): Comparison {
  if ('error' in ours || 'error' in theirs) {
    const isSame =
      'error' in ours && 'error' in theirs && sentenceOf(ours.error) === sentenceOf(theirs.error);
    return isSame ? { came: 'same' } : { came: 'different', ours: shown(ours), theirs: shown(theirs) };
  }
  const relative = ours.type === theirs.type ? difference(ours.series, theirs.series) : Infinity;
  if (relative === 0) return { came: 'same' };
  if (relative <= TOLERANCE) return { came: 'near', relative };
  return { came: 'different', ours: shown(ours), theirs: shown(theirs) };
}

/** Which of two duplicates is named first depends on the order in which Go walks a map. */
const sentenceOf = (error: string) =>
  error.replace(/ for the match group .*? on the (left|right)/s, ' on the $1').replace(/\[\{.*?\}\]/s, '');

function ownAnswer(source: SeriesSource, question: Question, subqueryStepMs: number): Answer {
  try {
    const common = { expression: parseExpression(question.expression), source, subqueryStepMs };
    return ofValue(
      'atMs' in question
        ? evaluateInstant({ ...common, ...question, ...common })
        : evaluateRange({ ...question, ...common }),
    );
  } catch (error) {
    if (error instanceof PromqlError) return { error: error.message };
    throw error;
  }
}

function ofValue(value: InstantValue): Answer {
  const series = new Map<string, ReadonlyMap<number, number>>();
  if (value.type === 'string') throw new Error('texts are not compared');
  if (value.type === 'scalar') series.set('{}', new Map([[value.atMs, value.value]]));
  else if (value.type === 'vector') {
    for (const { labels, value: of } of value.samples)
      series.set(String(labels), new Map([[value.atMs, of]]));
  } else {
    for (const { labels, times, values } of value.series) {
      series.set(String(labels), new Map([...times].map((time, at) => [time, values[at] as number])));
    }
  }
  return { type: value.type, series };
}

type Pair = [seconds: number, value: string];
interface Reply {
  status: 'success' | 'error';
  error?: string;
  data?: {
    resultType: string;
    result: Pair | { metric: Record<string, string>; value?: Pair; values?: Pair[] }[];
  };
}

async function answerOf(url: string, question: Question): Promise<Answer> {
  const parameters = new URLSearchParams({ query: question.expression });
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);
  if ('atMs' in question) parameters.set('time', seconds(question.atMs));
  else {
    parameters.set('start', seconds(question.fromMs));
    parameters.set('end', seconds(question.toMs));
    parameters.set('step', seconds(question.stepMs));
  }
  const path = 'atMs' in question ? 'query' : 'query_range';
  const reply = (await (
    await fetch(`${url}/api/v1/${path}`, { method: 'POST', body: parameters })
  ).json()) as Reply;
  if (reply.status === 'error' || reply.data === undefined) {
    return { error: withoutParameter(reply.error) };
  }
  const { resultType, result } = reply.data;
  const series = new Map<string, ReadonlyMap<number, number>>();
  const points = (pairs: readonly Pair[]) =>
    new Map(pairs.map(([time, value]) => [Math.round(time * 1000), floatOf(value) ?? 0]));
  if (resultType === 'scalar') series.set('{}', points([result as Pair]));
  else {
    for (const { metric, value, values } of result as {
      metric: Record<string, string>;
      value?: Pair;
      values?: Pair[];
    }[]) {
      series.set(String(Labels.of(metric)), points(values ?? (value === undefined ? [] : [value])));
    }
  }
  return { type: resultType, series };
}

type Series = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** The largest relative difference between two values of the same series and time; infinite when one is missing. */
function difference(ours: Series, theirs: Series): number {
  if (ours.size !== theirs.size) return Infinity;
  let largest = 0;
  for (const [labels, points] of ours) {
    const others = theirs.get(labels);
    if (others === undefined || others.size !== points.size) return Infinity;
    for (const [time, value] of points) {
      const other = others.get(time);
      if (other === undefined) return Infinity;
      if (Object.is(value, other) || value === other) continue;
      largest = Math.max(largest, relativeTo(value, other));
    }
  }
  return largest;
}

function relativeTo(value: number, other: number): number {
  const relative = Math.abs(value - other) / Math.max(Math.abs(value), Math.abs(other));
  return Number.isNaN(relative) ? Infinity : relative;
}

function shown(answer: Answer): string {
  if ('error' in answer) return `error: ${answer.error}`;
  const lines = [...answer.series].map(
    ([labels, points]) => `${labels} ${[...points.values()].slice(0, 12).join(' ')}`,
  );
  return `${answer.type} ${lines.sort().join('; ').slice(0, 1500)}`;
}

/** What Prometheus complains about an expression; undefined when it takes it. */
export async function parsedBy(url: string, expression: string): Promise<string | undefined> {
  const body = new URLSearchParams({ query: expression });
  const reply = (await (await fetch(`${url}/api/v1/parse_query`, { method: 'POST', body })).json()) as Reply;
  return reply.status === 'success' ? undefined : withoutParameter(reply.error);
}

const withoutParameter = (error = '') => error.replace(/^invalid parameter "query": /, '');
