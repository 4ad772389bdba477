import { describe, expect, it } from 'vitest';
import { figuresAt, loadAt, loadSecondsBetween } from './load-curve.ts';

const hourMs = 3_600_000;
const week = Array.from(
  { length: 7 * 24 * 4 },
  (_, quarter) => Date.UTC(2025, 5, 23) + (quarter * hourMs) / 4,
);
const healthy = { accuracyDrop: false, complianceDrop: false };

describe('the load curve', () => {
  it('keeps every figure inside the targets of the operational guide at any hour', () => {
    for (const atMs of week) {
      const figures = figuresAt(1, atMs, healthy);
      expect(figures.response_time_ms).toBeLessThan(1500);
      expect(figures.constitutional_compliance).toBeGreaterThan(0.95);
      expect(figures.cost_efficiency).toBeGreaterThan(0.74);
      expect(figures.model_accuracy).toBeGreaterThan(0.9);
      expect(figures.availability).toBeGreaterThan(0.999);
      expect(figures.error_rate).toBeLessThan(0.01);
      expect(figures.cpu_usage).toBeLessThan(80);
      expect(figures.memory_usage).toBeLessThan(85);
    }
  });

  it('is alive: figures differ between night and afternoon and from minute to minute', () => {
    expect(loadAt(Date.UTC(2025, 5, 27, 14))).toBeGreaterThan(3 * loadAt(Date.UTC(2025, 5, 27, 2)));
    const atMs = Date.UTC(2025, 5, 27, 9);
    expect(figuresAt(1, atMs, healthy)).not.toEqual(figuresAt(1, atMs + 60_000, healthy));
  });

  it('tells the same story for the same seed, another for another', () => {
    const atMs = Date.UTC(2025, 5, 27, 9);
    expect(figuresAt(1, atMs, healthy)).toEqual(figuresAt(1, atMs, healthy));
    expect(figuresAt(2, atMs, healthy)).not.toEqual(figuresAt(1, atMs, healthy));
  });

  it('adds up to one day of traffic a day, and never runs backwards', () => {
    const start = week[0] ?? 0;
    expect(loadSecondsBetween(start, start + 24 * hourMs)).toBeCloseTo(86_400, 3);
    for (const atMs of week) {
      expect(loadSecondsBetween(atMs, atMs + 1000)).toBeGreaterThan(0);
    }
  });
});
