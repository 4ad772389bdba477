import type { PartName } from '../scripts/provision/parts.ts';
import type { Stage } from './stage/stage.ts';

export type Unit = 'ms' | 'µs' | 'kB' | 'B' | 'frames' | '/s' | '%';

/** Where a figure comes from and what stands beside it. */
export interface Figure {
  /** What is measured, in a few words. */
  title: string;
  unit: Unit;
  /** What the samples are summed up by, and what is held against the limit. Default: the median. */
  statistic?: Statistic;
  /** Most it may be, in `unit`; `peer` asks for less than the first peer in the same run, or so many times that. */
  limit?: number | 'peer' | { timesPeer: number };
  /** The limit is the least that it must be more than. */
  moreIsBetter?: boolean;
  /** Measured in the same run. The first is what the ratio is of; further ones are floors to compare with. */
  peers: readonly string[];
}

/** How many times the first peer a figure may be; null where its limit is none, or a figure of its own. */
export function timesPeer({ limit }: Figure): number | null {
  if (limit === undefined || typeof limit === 'number') return null;
  return limit === 'peer' ? 1 : limit.timesPeer;
}

export type Statistic = 'median' | 'p95' | 'max';

/** What one round measured for one figure, in the figure's unit. */
export interface Reading {
  ours: number;
  /** In the order of the figure's `peers`. */
  peers: readonly number[];
}

/** Measures every contender once, ours first: repeated, that is A B A B. One reading for each figure. */
export type Round = () => Promise<readonly Reading[]>;

export interface Benchmark {
  /** By which the command line names it. */
  name: string;
  figures: readonly Figure[];
  /** Rounds that count. */
  rounds: number;
  /** Rounds before them that do not: they fill caches. Default 1. */
  warmUps?: number;
  /** What must be on this machine. */
  needs: readonly PartName[];
  /** What stays running between benchmarks that use it; everything else is stopped, so as not to disturb. */
  uses: 'nothing' | 'sandbox' | 'cluster';
  prepare(stage: Stage): Promise<Round>;
}

/** One reading out of contenders that are measured one after the other. */
export function inTurn(
  ours: () => Promise<number>,
  ...peers: readonly (() => Promise<number>)[]
): () => Promise<Reading> {
  return async () => {
    const first = await ours();
    const rest: number[] = [];
    for (const peer of peers) rest.push(await peer());
    return { ours: first, peers: rest };
  };
}
