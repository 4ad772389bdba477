import { parts } from '../scripts/provision/parts.ts';
import { type Benchmark, type Figure, type Reading, timesPeer } from './benchmark.ts';
import type { Stage } from './stage/stage.ts';
import { type Summary, summarize } from './statistics.ts';

export interface MeasuredFigure {
  benchmark: string;
  figure: Figure;
  ours: Summary;
  peers: readonly { name: string; summary: Summary }[];
  /** Ours as a multiple of the first peer; null where there is none. */
  ratio: number | null;
  /** Most it may be, in the figure's unit; null where nothing is asked for. */
  limit: number | null;
  kept: boolean | null;
}

export type Outcome =
  | { kind: 'measured'; figures: readonly MeasuredFigure[] }
  | { kind: 'skipped'; benchmark: string; reason: string }
  | { kind: 'broken'; benchmark: string; error: unknown };

/** Runs one benchmark. Slow is a result; broken is what could not be measured although all it needs is there. */
export async function runBenchmark(
  benchmark: Benchmark,
  stage: Stage,
  options: { rounds: number | undefined; tell: (line: string) => void },
): Promise<Outcome> {
  const missing = benchmark.needs.filter((part) => parts[part].locate() === undefined);
  if (missing.length > 0) {
    const reason = `${missing.join(', ')} missing; run: node scripts/provision.ts ${missing.join(' ')}`;
    return { kind: 'skipped', benchmark: benchmark.name, reason };
  }
  const rounds = options.rounds ?? benchmark.rounds;
  try {
    await stage.keepOnly(benchmark.uses);
    options.tell(`${benchmark.name}: preparing`);
    const round = await benchmark.prepare(stage);
    const readings: (readonly Reading[])[] = [];
    const warmUps = benchmark.warmUps ?? 1;
    for (let index = -warmUps; index < rounds; index += 1) {
      options.tell(`${benchmark.name}: ${index < 0 ? 'warming up' : `round ${index + 1} of ${rounds}`}`);
      const reading = await round();
      if (index >= 0) readings.push(reading);
      stage.signal.throwIfAborted();
    }
    const figures = benchmark.figures.map((figure, index) =>
      measured(
        benchmark.name,
        figure,
        readings.flatMap((reading) => reading[index] ?? []),
      ),
    );
    return { kind: 'measured', figures };
  } catch (error) {
    return { kind: 'broken', benchmark: benchmark.name, error };
  } finally {
    await stage.leave();
  }
}

function measured(benchmark: string, figure: Figure, readings: readonly Reading[]): MeasuredFigure {
  const ours = summarize(readings.map((reading) => reading.ours));
  const peers = figure.peers.map((name, index) => ({
    name,
    summary: summarize(readings.map((reading) => reading.peers[index] ?? Number.NaN)),
  }));
  const statistic = figure.statistic ?? 'median';
  const value = ours[statistic];
  const beside = peers[0]?.summary[statistic] ?? null;
  const times = timesPeer(figure);
  const absolute = typeof figure.limit === 'number' ? figure.limit : null;
  const limit = times === null ? absolute : beside === null ? null : beside * times;
  return {
    benchmark,
    figure,
    ours,
    peers,
    ratio: beside === null || beside === 0 ? null : value / beside,
    limit,
    kept: limit === null ? null : figure.moreIsBetter ? value > limit : value < limit,
  };
}
