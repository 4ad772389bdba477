import { describe, expect, it } from 'vitest';
import type { LogFrame } from '../../../../contract/cluster.ts';
import { addFrame, type LogData, linesWith, piecesOf, textOfLines } from './log-lines.ts';

function frame(texts: readonly string[], extra: Partial<LogFrame> = {}): LogFrame {
  return {
    stream: 's',
    reset: false,
    phase: 'following',
    dropped: 0,
    sources: [],
    problem: null,
    lines: texts.map((text) => ({
      namespace: 'acgs',
      pod: 'web-a',
      container: 'main',
      at: '2025-06-27T09:00:00.000Z',
      text,
      truncatedBytes: 0,
      note: false,
    })),
    ...extra,
  };
}

const texts = (data: LogData) => data.lines.map(({ text }) => text);

describe('a log on the screen', () => {
  it('grows by frames, keeps its latest lines, and numbers them for good', () => {
    const first = addFrame(null, frame(['a', 'b'], { reset: true }), 3);
    const second = addFrame(first, frame(['long line', 'd']), 3);
    expect(texts(second)).toEqual(['b', 'long line', 'd']);
    expect(second.lines.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(second.widest).toBe(9);
  });

  it('starts over when it is read again', () => {
    const before = addFrame(null, frame(['a', 'b'], { reset: true }), 10);
    const after = addFrame(before, frame(['b', 'c'], { reset: true }), 10);
    expect(texts(after)).toEqual(['b', 'c']);
    expect(after.lines[0]?.id).toBe(2);
  });

  it('says where lines are left out', () => {
    const data = addFrame(null, frame(['z'], { dropped: 12 }), 10);
    expect(data.lines[0]).toMatchObject({
      note: true,
      text: expect.stringContaining('12 lines are left out'),
    });
  });

  it('is searched in capitals or not, its notes are not', () => {
    const { lines } = addFrame(null, frame(['An ERROR', 'fine', 'error'], { dropped: 1 }), 10);
    expect(linesWith(lines, 'Error')).toEqual([1, 3]);
    expect(linesWith(lines, 'lines')).toEqual([]);
    expect(linesWith(lines, '')).toEqual([]);
  });

  it('is copied with times, and with pods where there are several', () => {
    const { lines } = addFrame(null, frame(['a'], { dropped: 1 }), 10);
    expect(textOfLines(lines, true)).toBe('2025-06-27T09:00:00.000Z web-a a');
    expect(textOfLines(lines, false)).toBe('2025-06-27T09:00:00.000Z a');
  });
});

describe('what was found', () => {
  it.each([
    ['an Error and ERRORs', 'error', ['an ', 'Error', ' and ', 'ERROR', 's']],
    ['error', 'error', ['', 'error', '']],
    ['none', 'error', ['none']],
    ['text', '', ['text']],
    ['İ error', 'error', ['İ error']],
  ])('in %j for %j', (text, query, pieces) => {
    expect(piecesOf(text, query)).toEqual(pieces);
  });
});
