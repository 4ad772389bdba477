import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requirePart } from '../../scripts/provision/parts.ts';
import { openStore } from '../../src/core/store/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { runTimed } from '../programs/child.ts';
import { measuredSeries } from '../stage/metrics-pages.ts';

const SERIES = 100;
const MOMENTS = 5760;
const STEP_S = 15;

/** What a sample takes of the disk, everything about it included. */
export const samplesSize: Benchmark = {
  name: 'samples-size',
  figures: [
    {
      title: `bytes a sample on disk: a day of ${SERIES} series at 15 s, the whole store`,
      unit: 'B',
      limit: 6,
      peers: ['Prometheus 3: blocks of the same samples (promtool)'],
    },
  ],
  rounds: 1,
  warmUps: 0,
  needs: ['promtool'],
  uses: 'nothing',
  async prepare(stage) {
    const day = Math.floor(Date.now() / 1000 / 86_400 - 2) * 86_400;
    return async () => {
      const ours = await stage.folder();
      const series = measuredSeries(SERIES);
      const store = openStore(ours, 60_000);
      const ids = store.samples
        .resolve(
          series.map(({ name, labels }) => ({ name, labels })),
          'bench',
        )
        .map(Number);
      const lines = series.map((): string[] => []);
      for (let moment = 0; moment < MOMENTS; moment += 1) {
        const values = Float64Array.from(series, ({ next }) => next());
        store.samples.append((day + moment * STEP_S) * 1000, ids, values);
        for (const [index, { name, labels }] of series.entries()) {
          const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
          lines[index]?.push(`${name}{${pairs.join(',')}} ${values[index]} ${day + moment * STEP_S}\n`);
        }
      }
      store.close();
      const theirs = await stage.folder();
      const text = join(theirs, 'samples.om');
      await writeFile(text, `${byFamily(series, lines)}# EOF\n`);
      const blocks = join(theirs, 'blocks');
      const words = ['tsdb', 'create-blocks-from', 'openmetrics', '--max-block-duration=48h', text, blocks];
      await runTimed(requirePart('promtool'), words, { signal: stage.signal });
      const samples = SERIES * MOMENTS;
      return [{ ours: (await sizeOf(ours)) / samples, peers: [(await sizeOf(blocks)) / samples] }];
    };
  },
};

/** OpenMetrics keeps a family together, each series of it apart. */
function byFamily(series: readonly { name: string }[], lines: readonly string[][]): string {
  const names = [...new Set(series.map(({ name }) => name))];
  return names
    .map((name) => {
      const own = lines.filter((_, index) => series[index]?.name === name);
      return `# TYPE ${name} unknown\n${own.map((all) => all.join('')).join('')}`;
    })
    .join('');
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
