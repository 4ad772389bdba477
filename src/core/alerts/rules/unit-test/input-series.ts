import { durationText, type Labels } from '../../../promql/index.ts';
import type { RuleStore } from '../evaluation/store.ts';
import { NotationError, readSeries } from './series-notation.ts';
import type { UnitTest } from './test-file.ts';

/** The input of a test, given to the store bit by bit as time goes on: a rule must not see what is to come. */
export interface InputSeries {
  /** Appends what is due up to this moment. */
  appendUntil(atMs: number): void;
}

interface Waiting {
  labels: Labels;
  samples: { atMs: number; value: number | null }[];
  next: number;
}

/**
 * Reads the input series of a test. promtool writes them as lines after a `load` command and reads those, so an
 * empty line ends them, and lines are counted from there.
 */
export function readInputSeries(
  { intervalMs, inputSeries }: Pick<UnitTest, 'intervalMs' | 'inputSeries'>,
  store: RuleStore,
): InputSeries | { problem: string } {
  const text = inputSeries.map(({ series, values }) => `  ${series} ${values}\n`).join('');
  const lines = `load ${durationText(intervalMs)}\n${text}`.split('\n').map((line) => {
    const trimmed = line.trim();
    return trimmed.startsWith('#') ? '' : trimmed;
  });
  const waiting = new Map<string, Waiting>();
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    if (line === '') break;
    try {
      const { labels, values } = readSeries(line);
      const samples = values.flatMap((value, step) =>
        value === undefined ? [] : [{ atMs: step * intervalMs, value }],
      );
      waiting.set(labels.key, { labels, samples, next: 0 });
    } catch (error) {
      if (!(error instanceof NotationError)) throw error;
      return { problem: `${index + 1}:${error.column}: parse error: ${error.message}` };
    }
  }
  return {
    appendUntil(atMs) {
      for (const series of waiting.values()) {
        for (; series.next < series.samples.length; series.next += 1) {
          const sample = series.samples[series.next];
          if (sample === undefined || sample.atMs > atMs) break;
          const refusal = store.append(series.labels, sample.atMs, sample.value);
          if (refusal !== null) throw new InputRefused(refusal);
        }
      }
    },
  };
}

/** A rule has written other values where the input has its own. */
export class InputRefused extends Error {}
