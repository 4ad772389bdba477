import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requirePart } from '../../scripts/provision/parts.ts';
import { openStore } from '../../src/core/store/index.ts';
import { startInflux } from '../../test/servers/influx.ts';
import { startPrometheus } from '../../test/servers/prometheus.ts';
import type { Benchmark, Reading } from '../benchmark.ts';
import { runTimed } from '../programs/child.ts';

const DAYS = 30;
const STEP_S = 15;
const POINTS = (DAYS * 86_400) / STEP_S;
const BUCKETS = 2000;
const WIDTH_S = (DAYS * 86_400) / BUCKETS;
const LINES_AT_ONCE = 10_000;

const PEERS = [
  'InfluxDB: SELECT min, max, mean, last … GROUP BY time',
  'Prometheus 3: query_range of min, max, avg and last_over_time',
];

/** A month of a series at 15 s, reduced to what a chart can show, by each who keeps it. */
export const samplesMonth: Benchmark = {
  name: 'samples-month',
  figures: [
    {
      title: `${POINTS} samples of 30 days reduced to ${BUCKETS} buckets, as JSON`,
      unit: 'ms',
      limit: 'peer',
      peers: PEERS,
    },
    { title: 'the slowest of the same', unit: 'ms', statistic: 'max', limit: 50, peers: PEERS },
  ],
  rounds: 15,
  warmUps: 3,
  needs: ['influx', 'prometheus', 'promtool'],
  uses: 'nothing',
  async prepare(stage) {
    const folder = await stage.folder();
    const from = Math.floor(Date.now() / 1000 / 86_400 - DAYS) * 86_400;
    const to = from + DAYS * 86_400;
    const values = Float64Array.from({ length: POINTS }, (_, index) => valueAt(index));

    const store = openStore(folder, 60_000);
    stage.defer(async () => store.close());
    const [id = 0] = store.samples.resolve([{ name: 'x', labels: {} }], 'bench').map(Number);
    for (let index = 0; index < POINTS; index += 1) {
      store.samples.append((from + index * STEP_S) * 1000, [id], values.subarray(index, index + 1));
    }
    // Half of it is older than what is kept raw.
    await store.keepWithinLimits(to * 1000);
    const [series] = store.samples.series('x');
    if (!series) throw new Error('The series was not recorded.');

    const influx = await startInflux();
    stage.defer(() => influx.close());
    await influx.query('CREATE DATABASE bench');
    for (let start = 0; start < POINTS; start += LINES_AT_ONCE) {
      const part = Array.from(values.subarray(start, start + LINES_AT_ONCE));
      await influx.write(
        'bench',
        part.map((value, index) => `x value=${value} ${from + (start + index) * STEP_S}`).join('\n'),
      );
    }
    const influxQl =
      'SELECT min(value), max(value), mean(value), last(value) FROM x ' +
      `WHERE time >= ${from}s AND time < ${to}s GROUP BY time(${WIDTH_S}s, ${from % WIDTH_S}s)`;

    const openMetrics = join(folder, 'x.om');
    const lines = Array.from(values, (value, index) => `x ${value} ${from + index * STEP_S}\n`);
    await writeFile(openMetrics, `# TYPE x gauge\n${lines.join('')}# EOF\n`);
    const prometheus = await startPrometheus({
      retention: '90d',
      seed: async (data) => {
        const words = [
          'tsdb',
          'create-blocks-from',
          'openmetrics',
          '--max-block-duration=744h',
          openMetrics,
          data,
        ];
        await runTimed(requirePart('promtool'), words, { signal: stage.signal });
      },
    });
    stage.defer(() => prometheus.close());
    const each = ['min', 'max', 'avg', 'last'].map(
      (name) => `label_replace(${name}_over_time(x[${WIDTH_S}s]), "figure", "${name}", "", "")`,
    );
    const parameters = new URLSearchParams({
      query: each.join(' or '),
      start: String(from + WIDTH_S - STEP_S),
      end: String(to - STEP_S),
      step: String(WIDTH_S),
    });

    return async () => {
      const ours = await timed(async () => {
        const reduced = store.samples.buckets(series, { from: from * 1000, to: to * 1000, count: BUCKETS });
        const columns = [reduced.mins, reduced.maxs, reduced.sums, reduced.lasts, reduced.counts];
        return JSON.stringify(columns.map((column) => Array.from(column)));
      });
      const theirs = await timed(async () => JSON.stringify(await influx.query(influxQl, 'bench')));
      const prometheuss = await timed(async () => {
        const answer = await fetch(`${prometheus.url}/api/v1/query_range`, {
          method: 'POST',
          body: parameters,
        });
        return answer.text();
      });
      const least = values.reduce((a, b) => Math.min(a, b));
      for (const { text } of [ours, theirs, prometheuss]) {
        if (text.length < 20 * BUCKETS || !text.includes(String(least)))
          throw new Error(`Too short an answer: ${text.slice(0, 200)}`);
      }
      const reading: Reading = { ours: ours.ms, peers: [theirs.ms, prometheuss.ms] };
      return [reading, reading];
    };
  },
};

/** A response time that rises and falls with the day, and is not the same twice. */
function valueAt(index: number): number {
  const daily = 200 + 80 * Math.sin((index / 5760) * 2 * Math.PI);
  return Math.round((daily + ((index * 7919) % 1000) / 20) * 1000) / 1000;
}

async function timed(work: () => Promise<string>): Promise<{ ms: number; text: string }> {
  const started = performance.now();
  const text = await work();
  return { ms: performance.now() - started, text };
}
