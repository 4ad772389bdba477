import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { summary } from './summary.ts';

describe('the summary', () => {
  it('has a row and its notes for each tier, and closes with one line that counts them all', () => {
    const text = summary([
      { tier: 'unit', passed: 120, failed: 0, seconds: 4.21, notes: [] },
      { tier: 'cluster', passed: 0, failed: 1, seconds: 0, notes: ['skipped: control-plane: missing.'] },
    ]);
    expect(text.trimEnd().split('\n')).toEqual([
      '',
      'tier           passed   failed      time',
      'unit              120        0     4.2 s',
      'cluster             0        1     0.0 s',
      '  skipped: control-plane: missing.',
      '',
      '120 passed, 1 failed',
    ]);
  });
});

describe('the arguments', () => {
  it.each([
    [[], { tiers: [], args: [] }],
    [['unit', 'cluster'], { tiers: ['unit', 'cluster'], args: [] }],
    [['unit', '--', '--bail', '1'], { tiers: ['unit'], args: ['--bail', '1'] }],
    [['services', 'redis'], { tiers: ['services'], args: ['redis'] }],
  ])('reads %j', (argv, expected) => {
    expect(parseArguments(argv)).toEqual(expected);
  });

  it.each([[['unitt']], [['unit', 'e2e', '--bail']], [['--', '--bail']]])('refuses %j', (argv) => {
    expect(parseArguments(argv)).toEqual({ mistake: expect.stringContaining('exactly one tier') });
  });
});
