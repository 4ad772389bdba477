import { describe, expect, it } from 'vitest';
import type { JournalActivity } from '../../contract/journal.ts';
import { activityOption, bucketAt, describeActivity } from './activity-option.ts';

const THEME = {
  ...{ scheme: 'dark' as const, text: 'white', muted: 'grey', line: 'grey', pane: 'black' },
  ...{ accent: 'blue', warning: 'orange', critical: 'red', series: [], font: 'sans-serif' },
};
const HOUR_MS = 3_600_000;
const ACTIVITY: JournalActivity = {
  from: 10 * HOUR_MS,
  to: 14 * HOUR_MS,
  bucketMs: HOUR_MS,
  buckets: [
    [10 * HOUR_MS, 5, 0],
    [13 * HOUR_MS, 3, 2],
  ],
  isComplete: true,
};

describe('activityOption', () => {
  it('stacks what should be looked at below the rest, each bar in the middle of its time', () => {
    const { series } = activityOption(ACTIVITY, THEME);
    const data = Array.isArray(series) ? series.map((each) => each.data) : [];
    expect(data).toEqual([
      [
        [10.5 * HOUR_MS, 0],
        [11.5 * HOUR_MS, 0],
        [12.5 * HOUR_MS, 0],
        [13.5 * HOUR_MS, 2],
      ],
      [
        [10.5 * HOUR_MS, 5],
        [11.5 * HOUR_MS, 0],
        [12.5 * HOUR_MS, 0],
        [13.5 * HOUR_MS, 1],
      ],
    ]);
  });
});

describe('bucketAt', () => {
  it('is the time of the bar that was pressed, an empty one too', () => {
    expect(bucketAt(ACTIVITY, 11.2 * HOUR_MS)).toEqual({
      since: new Date(11 * HOUR_MS).toISOString(),
      until: new Date(12 * HOUR_MS).toISOString(),
    });
  });

  it('is nothing beside the chart', () => {
    expect(bucketAt(ACTIVITY, 9 * HOUR_MS)).toBeNull();
    expect(bucketAt(ACTIVITY, 14 * HOUR_MS)).toBeNull();
  });
});

describe('describeActivity', () => {
  it('says how many, when, and how many to look at', () => {
    expect(describeActivity(ACTIVITY)).toMatch(
      /^Entries over time: 8 from .* to .*, 2 of them to look at\.$/,
    );
    expect(describeActivity({ ...ACTIVITY, buckets: [] })).toBe('Entries over time: none.');
  });
});
