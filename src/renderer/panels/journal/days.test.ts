import { describe, expect, it } from 'vitest';
import { dayOf } from './days.ts';

describe('dayOf', () => {
  const today = new Date(2025, 5, 27).toDateString();
  const at = (...parts: [number, number, number, number]) => new Date(...parts).toISOString();

  it('names today and yesterday, and every day by its date', () => {
    expect(dayOf(at(2025, 5, 27, 0), today)).toBe('Today, Friday, 27 June 2025');
    expect(dayOf(at(2025, 5, 26, 23), today)).toBe('Yesterday, Thursday, 26 June 2025');
    expect(dayOf(at(2025, 5, 25, 12), today)).toBe('Wednesday, 25 June 2025');
  });

  it('says when the time is not known', () => {
    expect(dayOf(null, today)).toBe('Time not known');
  });
});
