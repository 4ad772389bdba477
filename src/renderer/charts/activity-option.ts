import type { JournalActivity } from '../../contract/journal.ts';
import { grouped } from '../format/number.ts';
import { formatExact, formatMoment } from '../format/time.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';
import { timeFrame, tooltipBox } from './time-frame.ts';

/** How many entries there are over time; those that should be looked at stand out at the bottom. */
export function activityOption(activity: JournalActivity, theme: ChartTheme): ChartOption {
  const { from, to, bucketMs } = activity;
  const all = everyBucket(activity);
  const frame = timeFrame({ from, to }, theme, { top: 6, right: 12, bottom: 2 });
  const bars = (colour: string, value: (entries: number, attention: number) => number) => ({
    type: 'bar' as const,
    stack: 'entries',
    barCategoryGap: '15%',
    animation: false,
    itemStyle: { color: colour },
    emphasis: { disabled: true },
    // A bar stands in the middle of its time.
    data: all.map(([start, entries, attention]) => [start + bucketMs / 2, value(entries, attention)]),
  });
  return {
    ...frame.chart,
    xAxis: frame.xAxis,
    yAxis: { ...frame.yAxis, min: 0, minInterval: 1, splitNumber: 2 },
    tooltip: {
      ...frame.tooltip,
      axisPointer: { type: 'shadow' },
      formatter: (hits) => tooltip(activity, Array.isArray(hits) ? hits[0]?.dataIndex : hits.dataIndex),
    },
    series: [
      bars(theme.warning, (_entries, attention) => attention),
      bars(theme.accent, (entries, attention) => entries - attention),
    ],
  };
}

/** The empty ones too: the width of a bar is the distance to the next. */
function everyBucket({ from, to, bucketMs, buckets }: JournalActivity): JournalActivity['buckets'] {
  const known = new Map(buckets.map((bucket) => [bucket[0], bucket]));
  const count = bucketMs === 0 ? 0 : Math.round((to - from) / bucketMs);
  return Array.from({ length: count }, (_, at) => {
    const start = from + at * bucketMs;
    return known.get(start) ?? [start, 0, 0];
  });
}

/** The chart in a sentence. */
export function describeActivity({ from, to, buckets }: JournalActivity): string {
  const [entries, attention] = buckets.reduce(
    ([all, some], [, count, remarkable]) => [all + count, some + remarkable],
    [0, 0],
  );
  if (entries === 0) return 'Entries over time: none.';
  const range = `from ${formatMoment(from, 0)} to ${formatMoment(to, 0)}`;
  return `Entries over time: ${grouped(entries)} ${range}, ${grouped(attention)} of them to look at.`;
}

/** The bucket of a moment. */
export function bucketAt(activity: JournalActivity, at: number): { since: string; until: string } | null {
  const { from, to, bucketMs } = activity;
  if (at < from || at >= to || bucketMs === 0) return null;
  const start = from + Math.floor((at - from) / bucketMs) * bucketMs;
  return { since: new Date(start).toISOString(), until: new Date(start + bucketMs).toISOString() };
}

function tooltip(activity: JournalActivity, index: number | undefined): HTMLElement | string {
  const { bucketMs } = activity;
  const bucket = index === undefined ? undefined : everyBucket(activity)[index];
  if (!bucket) return '';
  const [start, entries, attention] = bucket;
  const minute = formatExact(start).replace(/:\d\d [^:]*\(.*\)$/, '');
  return tooltipBox(
    `${minute} to ${formatMoment(start + bucketMs, start)}`,
    `${grouped(entries)} ${entries === 1 ? 'entry' : 'entries'}${attention > 0 ? `, ${grouped(attention)} to look at` : ''}`,
  );
}
