import type { SystemId } from '../connect/profile/systems.ts';
import type { Clock } from '../kernel/clock.ts';
import { createSlices } from '../kernel/slices.ts';
import type { Facts } from '../store/facts/index.ts';
import type { Baseline, BaselineContent, FigureBaseline, NotUpdated, RunningVersion } from './baseline.ts';
import { FIGURES } from './figures.ts';
import { tooFew } from './judge.ts';
import { type ReadFigure, spreadOf } from './readings.ts';

/** What is measured of whom. */
export interface Window {
  systems: readonly SystemId[];
  /** Epoch milliseconds. */
  from: number;
  to: number;
}

/** Of the cluster's deployments at a moment, by name. */
export type ImagesAt = (at: number) => Promise<ReadonlyMap<string, string>>;

export interface Measuring {
  /**
   * Read in slices; rejects with the signal's reason when it is aborted.
   *
   * @param before the revision in force: figures of which there is too little stay as they are in it
   */
  content(window: Window, before: Baseline | null, signal?: AbortSignal): Promise<BaselineContent>;
  versions(window: Window): Promise<RunningVersion[]>;
}

const MOST_BLOCK_MS = 300_000;
/** A window is cut into at least so many parts. */
const PARTS = 12;
/** More changes of version than this within a window are not told apart. */
const MOST_VERSIONS = 50;

export function blockOf(windowMs: number): number {
  return Math.min(MOST_BLOCK_MS, Math.max(1, Math.floor(windowMs / PARTS)));
}

export function createMeasuring(options: {
  read: ReadFigure;
  facts: Pick<Facts, 'history'>;
  imagesAt: ImagesAt;
  deploymentOf: (id: SystemId) => string | null;
  clock: Clock;
}): Measuring {
  const { read, facts, imagesAt, deploymentOf, clock } = options;

  const reportedOf = (system: SystemId, { from, to }: Window): Omit<RunningVersion, 'images'> => {
    const known = facts
      .history(system, 'version', MOST_VERSIONS, to)
      .filter(({ lastSeenAt }, index) => lastSeenAt >= from || index === 0)
      .flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
    return { system, reported: known[0] ?? null, mixed: new Set(known).size > 1 };
  };

  const versions = async (window: Window): Promise<RunningVersion[]> => {
    const [first, last] = await Promise.all([imagesAt(window.from), imagesAt(window.to)]);
    return window.systems.map((system) => {
      const reported = reportedOf(system, window);
      const deployment = deploymentOf(system) ?? '';
      const images = last.get(deployment) ?? null;
      const before = first.get(deployment) ?? images;
      return { ...reported, images, mixed: reported.mixed || before !== images };
    });
  };

  return {
    versions,
    async content(window, before, signal) {
      const { systems, from, to } = window;
      const blockMs = blockOf(to - from);
      const slices = createSlices(clock, signal);
      const figures: FigureBaseline[] = [];
      const notUpdated: NotUpdated[] = [];
      for (const system of systems) {
        for (const figure of FIGURES) {
          if (slices.isOver()) await slices.rest();
          const options = { system, deployment: deploymentOf(system), from, to, blockMs };
          const { samples, value, blocks } = read(figure, options);
          const known = before && keptOf(before, system, figure.id);
          const few = tooFew({ samples, blocks });
          if (value === null && known === null) continue;
          if (value !== null && few === null) {
            figures.push({ system, figure: figure.id, samples, value, blocks, ...spreadOf(blocks) });
            continue;
          }
          notUpdated.push({ system, figure: figure.id, why: few ?? 'nothing was measured' });
          if (known) figures.push(known);
        }
      }
      const measured = new Set<string>(figures.map(({ system }) => system));
      const ran = await versions(window);
      return {
        ...{ from, to, blockMs, figures, notUpdated },
        versions: ran.filter(({ system }) => measured.has(system)),
      };
    },
  };
}

/** A figure as an earlier revision has it; null where it has none that tells anything. */
function keptOf(
  { figures, revision, blockMs }: Baseline,
  system: string,
  id: FigureBaseline['figure'],
): FigureBaseline | null {
  const known = figures.find((it) => it.system === system && it.figure === id);
  if (known === undefined || tooFew(known) !== null) return null;
  return { ...known, kept: known.kept ?? { revision, blockMs } };
}
