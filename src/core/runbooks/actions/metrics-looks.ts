import { OperatorError } from '../../kernel/errors.ts';
import { figureText, keeps, type Limits, limitWords } from '../../kernel/limits.ts';
import type { Metrics } from '../../metrics/index.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { foundOut, lookAction, MARKS, type Verdict, worstOf } from './look-action.ts';

/** Sees that what is asked for is as new as can be: looks at everything, unless somebody does so in a rhythm. */
export type Observe = (signal: AbortSignal) => Promise<void>;

export interface QueriedFigure {
  name: string;
  /** Null: not a number. */
  value: number | null;
}

const MOST_LINES = 20;

/** Looks at figures over time. */
export function metricsLooks(options: {
  metrics: Pick<Metrics, 'query' | 'scrapeAll' | 'targets'>;
  observe: Observe;
}): ActionKind[] {
  const { metrics, observe } = options;
  return [
    lookAction({
      name: 'metrics.query',
      async look({ require, expression, ...limits }, { clock, signal }) {
        refuseWrong(metrics, expression);
        await observe(signal);
        const figures = await figuresOf(metrics, expression, clock.now(), signal);
        const { verdict, words } = judgeFigures(figures, limits);
        const [only] = figures;
        const shown = figures.slice(0, MOST_LINES);
        const more = figures.length - shown.length;
        const output = {
          value: figures.length === 1 ? (only?.value ?? null) : null,
          series: figures.length,
          lines: [
            ...(figures.length === 0 ? [`${MARKS.unknown} ${words}`] : []),
            ...shown.map((figure) => `${MARKS[verdictOn(figure, limits)]} ${figureWords(figure)}`),
            ...(more > 0 ? [`${MARKS[verdict]} and ${more} more`] : []),
          ],
        };
        // Without limits there is nothing to require.
        return foundOut({ verdict, words, output, require: require && limitWords(limits) !== '' });
      },
    }),
    lookAction({
      name: 'metrics.targets',
      async look({ require }, { signal }) {
        await metrics.scrapeAll();
        signal.throwIfAborted();
        // What has no page of metrics is not asked for one.
        const pages = metrics.targets().filter(({ state }) => state !== 'none');
        const verdicts = pages.map(({ state }) => PAGE_VERDICTS[state]);
        const verdict = worstOf(verdicts);
        const up = pages.filter(({ state }) => state === 'up').length;
        const words =
          pages.length === 0
            ? 'No page of metrics is configured'
            : `${up} of ${pages.length} pages of metrics answer`;
        const troubled = pages.filter(({ state }) => state !== 'up');
        const output = {
          total: pages.length,
          up,
          allUp: verdict === 'pass',
          lines: [
            `${MARKS[verdict]} ${words}`,
            ...troubled.map(
              ({ job, instance, state, problem }) =>
                `${MARKS[PAGE_VERDICTS[state]]} ${job} at ${instance}: ${problem?.message ?? 'not looked at'}`,
            ),
          ],
        };
        const why = troubled.map(({ job, problem }) => `${job}: ${problem?.message ?? 'not looked at'}`);
        return foundOut({ verdict, words: [words, ...why].join('; '), output, require });
      },
    }),
  ];
}

const PAGE_VERDICTS = { up: 'pass', down: 'fail', 'not-looked': 'unknown', none: 'unknown' } as const;

/** @throws OperatorError `usage` in Prometheus' words, before anything is waited for */
export function refuseWrong(metrics: Pick<Metrics, 'query'>, expression: string): void {
  const { mistake } = metrics.query.check(expression);
  if (mistake !== null) throw new OperatorError('usage', `${expression}: ${mistake.sentence}`);
}

/** What an expression gives at a moment, a figure for each series. */
export async function figuresOf(
  metrics: Pick<Metrics, 'query'>,
  expression: string,
  at: number,
  signal: AbortSignal,
): Promise<QueriedFigure[]> {
  const { items, type, text } = await metrics.query.instant(expression, at, signal);
  if (text !== null || type === 'matrix') {
    throw new OperatorError(
      'usage',
      `${expression} gives ${text === null ? 'ranges' : 'a text'}, not a figure`,
    );
  }
  return items.map(({ labels: { __name__: name = '', ...labels }, value }) => {
    const parts = Object.entries(labels).map(([label, of]) => `${label}=${JSON.stringify(of)}`);
    const series = parts.length === 0 ? name : `${name}{${parts.join(', ')}}`;
    return { name: series === '' ? expression : series, value: typeof value === 'number' ? value : null };
  });
}

/** All of them have to keep the limits; of none nobody can tell. */
export function judgeFigures(
  figures: readonly QueriedFigure[],
  limits: Limits,
): { verdict: Verdict; words: string } {
  const verdict = worstOf(figures.map((figure) => verdictOn(figure, limits)));
  const worst = figures.find((figure) => verdictOn(figure, limits) === verdict);
  const wanted = limitWords(limits);
  if (worst === undefined) return { verdict, words: 'Nobody reports it' };
  const subject =
    figures.length === 1 ? figureWords(worst) : `${figures.length} series, such as ${figureWords(worst)}`;
  if (wanted === '') return { verdict, words: subject };
  const words = {
    pass: `${subject}, ${wanted}`,
    fail: `${subject}, not ${wanted}`,
    unknown: `${subject}, cannot be told`,
  };
  return { verdict, words: words[verdict] };
}

function verdictOn({ value }: QueriedFigure, limits: Limits): Verdict {
  if (value === null) return 'unknown';
  return keeps(value, limits) ? 'pass' : 'fail';
}

function figureWords({ name, value }: QueriedFigure): string {
  return `${name}: ${value === null ? 'not a number' : figureText(value)}`;
}
