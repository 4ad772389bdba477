import type { SystemId } from '../connect/profile/systems.ts';
import type { Slices } from '../kernel/slices.ts';
import type { Baseline, FigureBaseline, RunningVersion } from './baseline.ts';
import { type Figure, figureOf } from './figures.ts';
import { type Judgement, judge, type Verdict } from './judge.ts';
import type { Measuring } from './measure.ts';
import type { ReadFigure, Reading } from './readings.ts';

/** One figure of one system against its baseline. */
export interface ComparedFigure extends Judgement {
  system: string;
  figure: Figure;
  baseline: FigureBaseline;
  now: Reading;
  /** What ran then and what runs now; null where nobody says. */
  versions: { before: RunningVersion | null; now: RunningVersion | null };
}

export interface Comparison {
  baseline: Baseline;
  /** The time that was compared with it, epoch milliseconds. */
  from: number;
  to: number;
  /** Worse where one figure is; unknown where none is and one cannot be told. */
  verdict: Verdict;
  counts: Record<Verdict, number>;
  /** The worst first. */
  items: ComparedFigure[];
  /** Of which too little was measured for the baseline to be updated. */
  notUpdated: { system: string; figure: Figure; why: string }[];
}

const ORDER: readonly Verdict[] = ['worse', 'unknown', 'changed', 'better', 'same'];

export async function compare(options: {
  baseline: Baseline;
  from: number;
  to: number;
  read: ReadFigure;
  measuring: Measuring;
  deploymentOf: (id: SystemId) => string | null;
  isSystem: (id: string) => id is SystemId;
  slices: Slices;
}): Promise<Comparison> {
  const { baseline, from, to, read, measuring, deploymentOf, isSystem, slices } = options;
  const systems = [...new Set(baseline.figures.map(({ system }) => system))].filter(isSystem);
  const running = await measuring.versions({ systems, from, to });
  const versionOf = (known: readonly RunningVersion[], id: string) =>
    known.find(({ system }) => system === id) ?? null;
  const items: ComparedFigure[] = [];
  for (const measured of baseline.figures) {
    if (slices.isOver()) await slices.rest();
    const { system } = measured;
    const figure = figureOf(measured.figure);
    const deployment = isSystem(system) ? deploymentOf(system) : null;
    const { blockMs } = measured.kept ?? baseline;
    const now = read(figure, { system, deployment, from, to, blockMs });
    const versions = { before: versionOf(baseline.versions, system), now: versionOf(running, system) };
    items.push({ ...judge(figure, measured, now), system, figure, baseline: measured, now, versions });
  }
  const counts = { better: 0, same: 0, worse: 0, changed: 0, unknown: 0 };
  for (const { verdict } of items) counts[verdict] += 1;
  return {
    ...{ baseline, from, to, counts },
    verdict: overall(counts),
    notUpdated: baseline.notUpdated.map((it) => ({ ...it, figure: figureOf(it.figure) })),
    items: items.toSorted((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict)),
  };
}

/** One thing that got worse is not made good by others that got better. */
function overall(counts: Record<Verdict, number>): Verdict {
  if (counts.worse > 0) return 'worse';
  const told = counts.same + counts.better + counts.changed;
  if (counts.unknown > 0 || told === 0) return 'unknown';
  return counts.better > 0 ? 'better' : 'same';
}
