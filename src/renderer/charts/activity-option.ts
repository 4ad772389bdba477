import type { JournalActivity } from '../../contract/journal.ts';
import { grouped } from '../format/number.ts';
import { formatExact, formatMoment } from '../format/time.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';

/** How many entries there are over time; those that should be looked at stand out at the bottom. */
export function activityOption(activity: JournalActivity, theme: ChartTheme): ChartOption {
  const { from, to, bucketMs } = activity;
  const all = everyBucket(activity);
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
    animation: false,
    darkMode: theme.scheme === 'dark',
    textStyle: { fontFamily: theme.font },
    grid: { top: 6, right: 12, bottom: 2, left: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'time',
      min: from,
      max: to,
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: false },
      axisLabel: { color: theme.muted, fontSize: 11, hideOverlap: true, formatter: { day: '{d}. {MMM}' } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      minInterval: 1,
      splitNumber: 2,
      axisLabel: { color: theme.muted, fontSize: 11 },
      splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
    },
    tooltip: {
      trigger: 'axis',
      transitionDuration: 0,
      backgroundColor: theme.pane,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
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

/** Built as elements: a style attribute in a string would be refused by the content security policy. */
function tooltip(activity: JournalActivity, index: number | undefined): HTMLElement | string {
  const { bucketMs } = activity;
  const bucket = index === undefined ? undefined : everyBucket(activity)[index];
  if (!bucket) return '';
  const [start, entries, attention] = bucket;
  const box = document.createElement('div');
  const time = document.createElement('div');
  const end = formatMoment(start + bucketMs, start);
  time.textContent = `${formatExact(start).replace(/:\d\d [^:]*\(.*\)$/, '')} to ${end}`;
  const value = document.createElement('strong');
  value.textContent = `${grouped(entries)} ${entries === 1 ? 'entry' : 'entries'}${attention > 0 ? `, ${grouped(attention)} to look at` : ''}`;
  box.append(time, value);
  return box;
}
