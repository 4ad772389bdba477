import type {
  BaselineComparison,
  BaselineVerdict,
  ComparedFigure,
  NamedBaseline,
} from '../../src/contract/baselines.ts';
import { type Answer, isoAgo, type Moment, ripple } from './scenario.ts';

/** What a page may ask about performance baselines. */
export interface BaselineScript {
  list: (at: Moment) => Answer<NamedBaseline[]>;
  compare: (
    at: Moment,
    wanted: { name: string; revision?: number | undefined },
  ) => Answer<BaselineComparison>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const UNCHANGED = {
  authentication: 'Authentication',
  'constitutional-ai': 'Constitutional AI',
  'feature-validation': 'Feature Validation',
  'policy-generation': 'Policy Generation',
  postgres: 'PostgreSQL',
  redis: 'Redis',
};

interface Row {
  system: string;
  name: string;
  figure: string;
  title: string;
  unit: ComparedFigure['unit'];
  verdict: BaselineVerdict;
  words: string;
  before: [value: number, low: number, high: number, text: string];
  now: [value: number, text: string] | null;
  versions?: [string, string];
}

const ROWS: readonly Row[] = [
  {
    ...{ system: 'integrity', name: 'Integrity', figure: 'response-time-p95', title: 'Response time, p95' },
    ...{ unit: 'ms', verdict: 'worse', before: [310, 298, 322, '310 ms'], now: [347, '347 ms'] },
    words: 'slower by 12 % (p95 310 → 347 ms, n = 240); outside the spread of the baseline, 298 ms to 322 ms',
    versions: ['3.1.0', '3.2.0'],
  },
  {
    ...{ system: 'governance', name: 'Governance', figure: 'error-rate', title: 'Error rate', unit: 'ratio' },
    ...{ verdict: 'worse', before: [0.0004, 0, 0.001, '0.04 %'], now: [0.021, '2.1 %'] },
    words: 'higher by 2.06 points (0.04 → 2.1 %, n = 240); outside the spread of the baseline, 0 % to 0.1 %',
  },
  {
    ...{ system: 'model-versioning', name: 'Model Versioning', figure: 'accuracy', title: 'Model accuracy' },
    ...{ unit: 'ratio', verdict: 'unknown', before: [0.923, 0.921, 0.925, '92.3 %'], now: null },
    words: 'nothing was measured in this time',
  },
  {
    ...{ system: 'authentication', name: 'Authentication', figure: 'throughput', title: 'Throughput' },
    ...{
      unit: 'per-second',
      verdict: 'changed',
      before: [11.8, 10.9, 12.6, '11.8/s'],
      now: [15.9, '15.9/s'],
    },
    words:
      'higher by 35 % (median 11.8 → 15.9/s, n = 240); outside the spread of the baseline, 10.9/s to 12.6/s',
  },
  {
    ...{ system: 'constitutional-ai', name: 'Constitutional AI', figure: 'memory', title: 'Memory' },
    ...{
      unit: 'bytes',
      verdict: 'better',
      before: [682e6, 670e6, 694e6, '650 MiB'],
      now: [561e6, '535 MiB'],
    },
    words:
      'lower by 18 % (median 650 → 535 MiB, n = 240); outside the spread of the baseline, 639 MiB to 662 MiB',
    versions: ['2.8.1', '2.9.0'],
  },
  ...Object.entries(UNCHANGED).map(
    ([system, name]): Row => ({
      ...{ system, name, figure: 'response-time', title: 'Response time, median' },
      ...{ unit: 'ms', verdict: 'same', before: [40, 36, 44, '40 ms'], now: [41, '41 ms'] },
      words:
        'slower by 2.5 % (median 40 → 41 ms, n = 240); within the spread of the baseline, 36 ms to 44 ms',
    }),
  ),
];

function rowOf({ before, now, versions = ['3.1.0', '3.1.0'], ...row }: Row, index: number): ComparedFigure {
  const [value, low, high, text] = before;
  const version = (reported: string) => ({
    reported,
    images: `registry/${row.system}:${reported}`,
    mixed: false,
  });
  return {
    ...row,
    baseline: { value, low, high, text, samples: 5760 },
    now: {
      value: now?.[0] ?? null,
      text: now?.[1] ?? null,
      samples: now ? 240 : 0,
      parts: now
        ? Array.from({ length: 12 }, (_, part) => now[0] + ((high - low) / 2) * ripple(index, part))
        : [],
    },
    versions: { before: version(versions[0]), now: version(versions[1]) },
  };
}

function comparison(at: Moment, rows: readonly Row[], revision: number): BaselineComparison {
  const counts = { better: 0, same: 0, worse: 0, changed: 0, unknown: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  return {
    ...{ name: 'default', revision, recordedBy: 'Mara Okafor', counts },
    recordedAt: isoAgo(at, 6 * DAY),
    baselineFrom: isoAgo(at, 7 * DAY),
    baselineTo: isoAgo(at, 6 * DAY),
    from: isoAgo(at, HOUR),
    to: isoAgo(at, 0),
    verdict: counts.worse > 0 ? 'worse' : counts.unknown > 0 ? 'unknown' : 'same',
    items: rows.map(rowOf),
  };
}

const named = (at: Moment, newest: number): NamedBaseline => ({
  ...{ name: 'default', current: 2, previous: 1, since: { at: isoAgo(at, 6 * DAY), actor: 'Mara Okafor' } },
  revisions: Array.from({ length: newest }, (_, index) => ({
    revision: newest - index,
    recordedAt: isoAgo(at, [2 * 60_000, 6 * DAY, 13 * DAY][index + 3 - newest] ?? 0),
    recordedBy: 'Mara Okafor',
  })),
});

/** As before. */
export const keptBaseline: BaselineScript = {
  list: (at) => [named(at, 2)],
  compare: (at, { revision = 2 }) =>
    comparison(
      at,
      ROWS.filter(({ verdict }) => verdict === 'same'),
      revision,
    ),
};

/** Two things got worse, and a new revision waits to be adopted. */
export const worseBaseline: BaselineScript = {
  list: (at) => [named(at, 3)],
  compare: (at, { revision = 2 }) => comparison(at, ROWS, revision),
};

export const noBaseline: BaselineScript = {
  list: () => [],
  compare: (at) => comparison(at, [], 1),
};
