import type { MetricSeries, MetricsTarget } from '../../contract/metrics.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { ageOf, milliseconds } from '../figures.ts';
import { harmless } from '../harmless.ts';
import { flag, number } from '../options.ts';
import type { Tone } from '../output.ts';
import { type Column, formatTable } from '../table.ts';

const MOST_SHOWN = 500;

export const metricsSeries = defineCommand({
  name: 'metrics series',
  summary: 'list the series that are recorded, with their newest values',
  arguments: [{ name: 'search', says: 'only those whose name and labels hold these words', several: true }],
  options: {
    limit: number('--limit <n>', `at most so many; left out: ${MOST_SHOWN}`, {
      min: 1,
      max: 5000,
      whole: true,
    }),
    look: flag('--look', 'look at everything once first'),
  },
  examples: ['acgs metrics series http_requests', 'acgs metrics series --look --json | jq ".total"'],
  async run(context, { limit, look }, words) {
    const { withCenter } = await import('../workplace.ts');
    const found = await withCenter(context, async (center) => {
      if (look) await center.health.check(context.signal);
      if (look) await center.metrics.scrapeAll();
      return center.metrics.series({ search: words.join(' '), limit: limit ?? MOST_SHOWN });
    });
    const now = context.clock.now();
    context.output.answer(found, (it) => [
      ...formatTable(it.items, SERIES_COLUMNS(now), { columns: context.output.columns }),
      ...(it.total > it.items.length ? [`… and ${it.total - it.items.length} more (--limit)`] : []),
      ...it.leftOut.map(({ source, samples, name }) =>
        harmless(`Left out of ${source}: ${samples} samples, the first of ${name}`),
      ),
    ]);
    return found.total === 0 ? 1 : 0;
  },
});

const SERIES_COLUMNS = (now: number): readonly Column<MetricSeries>[] => [
  { title: 'SERIES', cell: ({ name, labels }) => seriesText(name, labels), shrinks: true },
  { title: 'VALUE', cell: ({ last }) => (last === null ? '-' : String(last.value)), align: 'right' },
  { title: 'AGE', cell: ({ last }) => ageOf(last?.at ?? null, now), align: 'right' },
];

export const metricsTargets = defineCommand({
  name: 'metrics targets',
  summary: 'read every page of metrics once and say how that went',
  examples: ['acgs metrics targets', 'acgs metrics targets --json | jq -r ".items[].mistakes[]"'],
  async run(context) {
    const { withCenter } = await import('../workplace.ts');
    const items = await withCenter(context, async (center) => {
      await center.metrics.scrapeAll();
      return center.metrics.targets();
    });
    context.output.answer({ items }, (it) => [
      ...(it.items.length === 0 ? ['No page of metrics is configured.'] : []),
      ...(it.items.length === 0
        ? []
        : formatTable(it.items, TARGET_COLUMNS, {
            columns: context.output.columns,
            tint: (row, title, text) =>
              title === 'STATE' ? context.output.paint(TONES[row.state], text) : text,
          })),
      ...it.items.flatMap(({ mistakes }) => mistakes.map(harmless)),
    ]);
    const isDown = items.some(({ state }) => state === 'down');
    const exit: ExitCode = isDown ? 3 : items.some(({ mistakes }) => mistakes.length > 0) ? 1 : 0;
    return exit;
  },
});

const TONES: Record<MetricsTarget['state'], Tone> = {
  up: 'good',
  down: 'critical',
  none: 'muted',
  'not-looked': 'unknown',
};

const TARGET_COLUMNS: readonly Column<MetricsTarget>[] = [
  { title: 'JOB', cell: ({ job }) => job },
  { title: 'INSTANCE', cell: ({ instance }) => instance },
  { title: 'STATE', cell: ({ state }) => (state === 'none' ? 'no metrics' : state) },
  { title: 'TIME', cell: ({ durationMs }) => milliseconds(durationMs), align: 'right' },
  { title: 'SAMPLES', cell: ({ samples }) => String(samples), align: 'right' },
  { title: 'KEPT', cell: ({ kept }) => String(kept), align: 'right' },
  { title: 'WHY', cell: ({ problem }) => problem?.message ?? '', shrinks: true },
];

/** `name{label="value"}`, as PromQL writes it. */
export function seriesText(name: string, labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return parts.length === 0 ? name : `${name}{${parts.join(', ')}}`;
}
