import { describe, expect, it } from 'vitest';
import { AT_OPTION, resolveMoment } from './moment.ts';

const NOW = Date.UTC(2026, 5, 27, 14, 0, 0);
const read = (text: string) => {
  const named = AT_OPTION.at.read(text);
  return named && resolveMoment(named, NOW);
};

describe('--at', () => {
  it.each([
    ['90s', NOW - 90_000],
    ['2h', NOW - 7_200_000],
    ['3d', NOW - 3 * 86_400_000],
    ['2026-06-27T12:30:15Z', Date.UTC(2026, 5, 27, 12, 30, 15)],
    ['2026-06-27T14:30+02:00', Date.UTC(2026, 5, 27, 12, 30)],
    ['2026-06-26 08:15', new Date(2026, 5, 26, 8, 15).getTime()],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('reads a time of today', () => {
    const named = AT_OPTION.at.read('00:00:01');
    expect(named && 'atMs' in named && new Date(named.atMs).getSeconds()).toBe(1);
  });

  it.each(['yesterday', '25:00', '14:61', '2026-13-01 10:00', '', '2h30'])('refuses %j', (text) => {
    expect(() => AT_OPTION.at.read(text)).toThrow(/--at takes a moment/);
  });

  it('refuses what is still to come', () => {
    expect(() => resolveMoment({ atMs: NOW + 1 }, NOW)).toThrow(/still to come/);
  });

  it('is live when left out', () => {
    expect(AT_OPTION.at.read(undefined)).toBeUndefined();
  });
});
