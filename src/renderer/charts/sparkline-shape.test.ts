import { describe, expect, it } from 'vitest';
import { sparklineShape } from './sparkline-shape.ts';

describe('sparklineShape', () => {
  it('draws the course from left to right, greater values higher', () => {
    const shape = sparklineShape(
      [
        [0, 0],
        [50, 10],
        [100, 5],
      ],
      5,
    );
    expect(shape?.line).toBe('M0 96L50 4L100 50');
    expect(shape?.targetY).toBe(50);
  });

  it('keeps a target far from all values in the box', () => {
    const shape = sparklineShape(
      [
        [0, 40],
        [100, 50],
      ],
      2000,
    );
    expect(shape?.targetY).toBe(4);
    expect(shape?.line).toMatch(/^M0 96L100 95/);
  });

  it('breaks line and area where nothing is known', () => {
    const shape = sparklineShape(
      [
        [0, 1],
        [25, 2],
        [50, null],
        [75, 1],
        [100, 2],
      ],
      1,
    );
    expect(shape?.line.match(/M/g)).toHaveLength(2);
    expect(shape?.area.match(/Z/g)).toHaveLength(2);
  });

  it('makes a point between two gaps visible', () => {
    const shape = sparklineShape(
      [
        [0, 3],
        [25, null],
        [50, 3],
        [75, null],
        [100, 1],
      ],
      1,
    );
    expect(shape?.line).toContain('M50 4h.5');
  });

  it('takes one value for no course', () => {
    expect(
      sparklineShape(
        [
          [0, null],
          [50, 3],
          [100, null],
        ],
        1,
      ),
    ).toBeNull();
  });

  it('draws nothing when there are no values', () => {
    expect(sparklineShape([], 1)).toBeNull();
    expect(
      sparklineShape(
        [
          [0, null],
          [1, null],
        ],
        1,
      ),
    ).toBeNull();
  });
});
