import type { FigureBaseline } from './baseline.ts';
import { changeWords, differenceWords, valueWords } from './figure-words.ts';
import type { Figure } from './figures.ts';
import type { Reading } from './readings.ts';
import { rankTest, statisticOf } from './statistics.ts';

/** `changed` is for figures that tell how it was used: neither better nor worse. */
export type Verdict = 'better' | 'same' | 'worse' | 'changed' | 'unknown';

export interface Judgement {
  verdict: Verdict;
  /** With the figures that it goes by; no full stop. */
  words: string;
}

/** Fewer say nothing of a distribution. */
export const LEAST_SAMPLES = 20;
export const LEAST_BLOCKS = 8;

/** How often two looks at the same thing may be told apart by chance. */
const CHANCE = 0.01;

/**
 * A difference counts when three things hold: the parts of the two windows do not look drawn from one distribution
 * (rank test), the middle of the parts of now lies outside of what the baseline did by itself, and it is large enough
 * to matter. Single samples are not tested against each other: those of one minute are alike, and there are thousands.
 */
export function judge(figure: Figure, baseline: FigureBaseline, now: Reading): Judgement {
  const few = tooFew(now) ?? tooFew(baseline);
  if (now.value === null) return { verdict: 'unknown', words: 'nothing was measured in this time' };
  if (few !== null) {
    const whose = tooFew(now) === null ? 'in the baseline' : 'in this time';
    return { verdict: 'unknown', words: `too few samples ${whose}: ${few}` };
  }
  const { unit, least } = figure;
  const before = baseline.value;
  const what = figure.statistic === 'mean' ? '' : `${figure.statistic === 'median' ? 'median' : 'p95'} `;
  const evidence = `${what}${changeWords(before, now.value, unit)}, n = ${now.samples.toLocaleString('en-US')}`;
  const spread = `the spread of the baseline, ${rangeWords(baseline, figure)}`;

  const middle = statisticOf(now.blocks, 'median');
  const isOutside = middle < baseline.low || middle > baseline.high;
  const difference = Math.abs(now.value - before);
  const isLarge = difference >= Math.max(least.value, least.share * Math.abs(before));
  const isByChance = rankTest(baseline.blocks, now.blocks) >= CHANCE;
  // The middle of the parts and the figure itself may disagree where a few parts were very different.
  const isOneWay = now.value > before === middle > statisticOf(baseline.blocks, 'median');

  if (difference === 0) return { verdict: 'same', words: `as before (${evidence})` };
  const said = differenceWords(figure, before, now.value);
  if (!isOutside) return { verdict: 'same', words: `${said} (${evidence}); within ${spread}` };
  if (!isLarge) return { verdict: 'same', words: `${said} (${evidence}); too little to matter` };
  if (isByChance || !isOneWay) {
    return { verdict: 'same', words: `${said} (${evidence}); that may be chance` };
  }
  return {
    verdict: direction(figure, now.value > before),
    words: `${said} (${evidence}); outside ${spread}`,
  };
}

function direction({ worse }: Figure, isHigher: boolean): Verdict {
  if (worse === 'neither') return 'changed';
  return (worse === 'higher') === isHigher ? 'worse' : 'better';
}

/** Why so little was measured that it tells nothing of a distribution; null: enough was. */
export function tooFew({ samples, blocks }: Pick<Reading, 'samples' | 'blocks'>): string | null {
  if (samples < LEAST_SAMPLES) return `${samples} of at least ${LEAST_SAMPLES}`;
  return blocks.length < LEAST_BLOCKS
    ? `they are of ${blocks.length} parts of it, at least ${LEAST_BLOCKS} are needed`
    : null;
}

function rangeWords({ low, high }: FigureBaseline, { unit }: Figure): string {
  return `${valueWords(low, unit)} to ${valueWords(high, unit)}`;
}
