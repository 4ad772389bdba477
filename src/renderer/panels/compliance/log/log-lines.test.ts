import { describe, expect, it } from 'vitest';
import type { ComplianceLogLine } from '../../../../contract/violations.ts';
import { joined, MOST_FOLLOWED, withFrame } from './log-lines.ts';

const line = (text: string): ComplianceLogLine => ({
  ...{ file: 'compliance_20261126.log', at: null, severity: 'warning', component: null, rule: null, text },
});
const texts = (lines: readonly ComplianceLogLine[]) => lines.map(({ text }) => text).join(' ');

describe('lines of the compliance log', () => {
  it('that both the search and the following have stand there once', () => {
    const found = ['a', 'b', 'c'].map(line);
    expect(texts(joined(found, ['b', 'c', 'd'].map(line)))).toBe('a b c d');
    expect(texts(joined(found, ['d'].map(line)))).toBe('a b c d');
    expect(texts(joined(found, ['c', 'c'].map(line)))).toBe('a b c c');
    expect(texts(joined([], ['c'].map(line)))).toBe('c');
  });

  it('of which there are too many make room, and are counted', () => {
    const many = Array.from({ length: MOST_FOLLOWED }, (_, index) => line(`${index}`));
    const before = withFrame(null, { lines: many, dropped: 3 });
    const after = withFrame(before, { lines: [line('new')], dropped: 0 });
    expect(after.lines).toHaveLength(MOST_FOLLOWED);
    expect(after.lines.at(-1)?.text).toBe('new');
    expect(after.dropped).toBe(4);
  });
});
