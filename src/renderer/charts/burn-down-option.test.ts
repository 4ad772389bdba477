import { describe, expect, it } from 'vitest';
import type { BurnDown } from '../../contract/slo.ts';
import { burnDownOption, describeBurnDown } from './burn-down-option.ts';

const THEME = {
  ...{ scheme: 'dark' as const, text: 'white', muted: 'grey', line: 'grey', pane: 'black' },
  ...{ accent: 'blue', warning: 'orange', critical: 'red', series: [], font: 'sans-serif' },
};
const COURSE: BurnDown = {
  from: 0,
  to: 4000,
  points: [
    [0, 1],
    [1000, 0.9],
    [2000, null],
    [3000, 0.5],
    [4000, -3],
  ],
};

describe('burnDownOption', () => {
  it('leaves gaps, and does not go lower than a budget that is spent twice', () => {
    const { series, yAxis } = burnDownOption(COURSE, THEME);
    const [line] = Array.isArray(series) ? series : [];
    expect(line?.data).toEqual([
      [0, 1],
      [1000, 0.9],
      [2000, null],
      [3000, 0.5],
      [4000, -1],
    ]);
    expect(yAxis).toMatchObject({ min: -1, max: 1 });
    expect(burnDownOption({ ...COURSE, points: [[0, 1]] }, THEME).yAxis).toMatchObject({ min: 0 });
  });

  it('draws even use from all of it to nothing, and the line where it is spent', () => {
    const { series } = burnDownOption(COURSE, THEME);
    const [line] = Array.isArray(series) ? series : [];
    expect(line?.markLine?.data).toMatchObject([
      { yAxis: 0, label: { formatter: 'spent' } },
      [{ coord: [0, 1], label: { formatter: 'even use' } }, { coord: [4000, 0] }],
    ]);
  });
});

describe('describeBurnDown', () => {
  it('says what is left and what is not known', () => {
    expect(describeBurnDown(COURSE)).toMatch(/: −300 % left at the end, 1 of 5 points without data\.$/);
    expect(describeBurnDown({ ...COURSE, points: [[0, null]] })).toMatch(/: nothing is known\.$/);
  });
});
