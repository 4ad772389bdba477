import type { InstantAnswer, RangeAnswer } from '../../contract/metrics.ts';
import { defineCommand } from '../command.ts';
import { AT_OPTION, resolveMoment } from '../moment.ts';
import { duration, flag } from '../options.ts';
import { type Column, formatTable, printable } from '../table.ts';
import { seriesText } from './metrics.ts';

/** As many steps as a chart beside a line has room for. */
const STEPS = 240;
const LEAST_STEP_MS = 1000;

export const metricsQuery = defineCommand({
  name: 'metrics query',
  summary: 'evaluate PromQL over the recorded series',
  arguments: [{ name: 'expression', says: 'as Prometheus 3 understands it' }],
  options: {
    range: duration('--range <time>', 'over the time until now, or until --at: 1h, 30d'),
    step: duration('--step <time>', `from point to point of a range; left out: a ${STEPS}th of it`),
    ...AT_OPTION,
    look: flag('--look', 'look at everything once first'),
  },
  examples: [
    'acgs metrics query "up == 0"',
    'acgs metrics query "sum by (job) (rate(acgs_http_requests_total[5m]))" --range 1h',
    'acgs metrics query "redis_memory_used_bytes" --range 30d --json | jq ".items[0].points | length"',
  ],
  async run(context, { range, step, at, look }, [expression = '']) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async ({ health, metrics }, { clock }) => {
      if (look) {
        await health.check(context.signal);
        await metrics.scrapeAll();
      }
      const toMs = at ? resolveMoment(at, clock.now()) : clock.now();
      const { columns } = context.output;
      if (range === undefined) {
        const answer = await metrics.query.instant(expression, toMs, context.signal);
        context.output.answer(answer, (it) => instantLines(it, columns));
        return answer.items.length === 0 && answer.text === null ? 1 : 0;
      }
      const stepMs = step ?? Math.max(LEAST_STEP_MS, Math.ceil(range / STEPS / 1000) * 1000);
      const { signal } = context;
      const answer = await metrics.query.range(expression, { fromMs: toMs - range, toMs, stepMs, signal });
      context.output.answer(answer, (it) => rangeLines(it, columns));
      return answer.items.length === 0 ? 1 : 0;
    });
  },
});

type InstantItem = InstantAnswer['items'][number];
type RangeItem = RangeAnswer['items'][number];

function instantLines({ items, text }: InstantAnswer, columns: number | undefined): string[] {
  if (text !== null) return [printable(text)];
  if (items.length === 0) return ['Nothing.'];
  const table: Column<InstantItem>[] = [
    { title: 'SERIES', cell: ({ labels }) => labelled(labels), shrinks: true },
    {
      title: 'VALUE',
      cell: ({ value, points }) => String(value ?? `${points.length} samples, last ${points.at(-1)?.[1]}`),
      align: 'right',
    },
  ];
  return formatTable(items, table, { columns });
}

function rangeLines({ items, source }: RangeAnswer, columns: number | undefined): string[] {
  if (items.length === 0) return ['Nothing.', `Source: ${printable(source)}`];
  const figures = (item: RangeItem) =>
    item.points.flatMap(([, value]) => (typeof value === 'number' ? [value] : []));
  const least = (values: readonly number[]) =>
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (values: readonly number[]) =>
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const figure = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(6))) : '-');
  const table: Column<RangeItem>[] = [
    { title: 'SERIES', cell: ({ labels }) => labelled(labels), shrinks: true },
    { title: 'TREND', cell: (item) => sparkline(figures(item)) },
    { title: 'MIN', cell: (item) => figure(least(figures(item))), align: 'right' },
    { title: 'MAX', cell: (item) => figure(most(figures(item))), align: 'right' },
    { title: 'LAST', cell: ({ points }) => String(points.at(-1)?.[1] ?? '-'), align: 'right' },
    { title: 'POINTS', cell: ({ points }) => String(points.length), align: 'right' },
  ];
  return [...formatTable(items, table, { columns }), `Source: ${printable(source)}`];
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const { __name__: name = '', ...rest } = labels;
  return Object.keys(labels).length === 0 ? '{}' : seriesText(name, rest);
}

const BARS = '▁▂▃▄▅▆▇█';
const SPARKS = 24;

/** The shape of a line of values, each part of it by its greatest. */
function sparkline(values: readonly number[]): string {
  if (values.length === 0) return '';
  const width = Math.min(SPARKS, values.length);
  const parts = Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * values.length) / width);
    const to = Math.floor(((index + 1) * values.length) / width);
    return values.slice(from, to).reduce((a, b) => Math.max(a, b));
  });
  const [low, high] = [parts.reduce((a, b) => Math.min(a, b)), parts.reduce((a, b) => Math.max(a, b))];
  return parts
    .map((value) => BARS[high === low ? 0 : Math.round(((value - low) / (high - low)) * (BARS.length - 1))])
    .join('');
}
