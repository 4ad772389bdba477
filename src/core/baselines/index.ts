import { SYSTEMS, type SystemId } from '../connect/profile/systems.ts';
import type { Clock } from '../kernel/clock.ts';
import { createSlices } from '../kernel/slices.ts';
import type { Actor } from '../operate/actor.ts';
import type { BaselineRecords } from '../store/baselines/index.ts';
import type { Facts } from '../store/facts/index.ts';
import type { Samples } from '../store/samples/index.ts';
import { type BaselineBook, createBaselineBook, DEFAULT_NAME } from './book.ts';
import { type Comparison, compare } from './compare.ts';
import { createMeasuring, type ImagesAt } from './measure.ts';
import { type BaselineOperations, createBaselineOperations } from './operations.ts';
import { createReadings } from './readings.ts';

export type { Baseline } from './baseline.ts';
export type { NamedBaseline } from './book.ts';
export type { Comparison } from './compare.ts';
export { valueWords } from './figure-words.ts';
export { figureOf } from './figures.ts';
export type { Verdict } from './judge.ts';
export { comparisonView, namedView } from './view.ts';

/** Performance baselines: how the systems did once, measured and kept, and how they do against that. */
export interface Baselines extends Pick<BaselineBook, 'list' | 'current' | 'revision' | 'measuredFor'> {
  /** Of the one that is meant where none is named. */
  defaultName: string;
  /**
   * @param wanted `at` is the end of what is compared and the moment whose baseline is in force, epoch
   *   milliseconds; `windowMs` left out: an hour, or as long as the baseline where that is shorter
   * It is read in slices; `signal` ends it, and it rejects with its reason.
   *
   * @throws OperatorError `usage` when there is no such baseline
   */
  compare(wanted: {
    name?: string | undefined;
    revision?: number | undefined;
    at: number;
    windowMs?: number | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<Comparison>;
  /** How long a comparison is when nothing else is said, milliseconds. */
  windowOf(baseline: { from: number; to: number }): number;
  operations: BaselineOperations;
}

const HOUR_MS = 3_600_000;

export function createBaselines(options: {
  records: BaselineRecords;
  samples: Pick<Samples, 'series' | 'points'>;
  facts: Pick<Facts, 'history'>;
  /** Of the profile's pods. */
  namespace: string;
  imagesAt: ImagesAt;
  deploymentOf: (id: SystemId) => string | null;
  /** Systems that the profile names. */
  configured: () => readonly SystemId[];
  clock: Clock;
  actor: () => Actor;
}): Baselines {
  const { records, samples, facts, namespace, imagesAt, deploymentOf, configured, clock, actor } = options;
  const book = createBaselineBook(records);
  const read = createReadings({ samples, namespace });
  const measuring = createMeasuring({ read, facts, imagesAt, deploymentOf, clock });
  const windowOf = ({ from, to }: { from: number; to: number }) => Math.min(HOUR_MS, to - from);
  const against = { read, measuring, deploymentOf, isSystem };
  return {
    ...book,
    defaultName: DEFAULT_NAME,
    windowOf,
    compare({ name = DEFAULT_NAME, revision, at, windowMs, signal }) {
      const baseline = revision === undefined ? book.current(name, at) : book.revision(name, revision);
      const slices = createSlices(clock, signal);
      return compare({ ...against, baseline, from: at - (windowMs ?? windowOf(baseline)), to: at, slices });
    },
    operations: createBaselineOperations({
      ...{ records, book, measuring, configured, clock, actor },
      compare: ({ name, revision }, window, signal) => {
        const slices = createSlices(clock, signal);
        return compare({ ...against, baseline: book.revision(name, revision), ...window, slices });
      },
    }),
  };
}

function isSystem(id: string): id is SystemId {
  return SYSTEMS.some((system) => system.id === id);
}
