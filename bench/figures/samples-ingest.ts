import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient } from '../../src/core/connect/http/client.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { createTarget } from '../../src/core/observe/scrape/target.ts';
import { openStore } from '../../src/core/store/index.ts';
import { startInflux } from '../../test/servers/influx.ts';
import { type Benchmark, inTurn } from '../benchmark.ts';
import { linesOf, measuredSeries, pageOf } from '../stage/metrics-pages.ts';

const SERIES = 10_000;
const MOMENTS = 10;
const INTERVAL_S = 15;

/** A hundred thousand samples: read off pages of metrics and recorded, beside InfluxDB taking the same points. */
export const samplesIngest: Benchmark = {
  name: 'samples-ingest',
  figures: [
    {
      title: '100,000 samples of 10,000 series, scraped over HTTP and recorded',
      unit: 'ms',
      limit: 'peer',
      peers: ['InfluxDB 1.6 taking the same points over HTTP, 10,000 lines a request'],
    },
    // At least 100,000 samples a second.
    {
      title: 'the same samples of known series, recorded',
      unit: 'ms',
      statistic: 'max',
      limit: 1000,
      peers: ['the whole of the figure above'],
    },
  ],
  rounds: 7,
  warmUps: 2,
  needs: ['influx'],
  uses: 'nothing',
  async prepare(stage) {
    const series = measuredSeries(SERIES);
    let pages: string[] = [];
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
      response.end(pages.shift());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stage.defer(() => new Promise((resolve) => server.close(resolve)));
    const clock = systemClock();
    const http = createHttpClient({ clock });
    stage.defer(() => http.close());
    const store = openStore(await stage.folder(), 60_000);
    stage.defer(async () => store.close());
    const { port } = server.address() as AddressInfo;
    const target = createTarget({
      ...{ job: 'bench', instance: 'bench', what: 'the page', url: `http://127.0.0.1:${port}/metrics` },
      ...{ timeoutMs: 60_000, http, samples: store.samples, clock },
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      redact: (text) => text,
      onMistake: (sentence) => {
        throw new Error(sentence);
      },
    });
    const influx = await startInflux();
    stage.defer(() => influx.close());
    await influx.query('CREATE DATABASE bench');
    const ids = store.samples
      .resolve(
        series.map(({ name, labels }) => ({ name, labels })),
        'bench without pages',
      )
      .map(Number);

    let seconds = Math.floor(Date.now() / 1000) - 86_400;
    return async () => {
      const moments = Array.from({ length: MOMENTS }, (_, index) => ({
        seconds: seconds + index * INTERVAL_S,
        values: series.map(({ next }) => next()),
      }));
      seconds += MOMENTS * INTERVAL_S;
      pages = moments.map(({ values }) => pageOf(series, values));
      const lines = moments.map((moment) => linesOf(series, moment.values, moment.seconds));
      const columns = moments.map(({ values }) => Float64Array.from(values));
      const scraped = await inTurn(
        () =>
          timed(async () => {
            for (const moment of moments) await target.scrape(moment.seconds * 1000);
          }),
        () =>
          timed(async () => {
            for (const body of lines) await influx.write('bench', body);
          }),
      )();
      if (target.state().kept !== SERIES) throw new Error(`${target.state().kept} of ${SERIES} were kept.`);
      const recorded = await timed(async () => {
        for (const [index, moment] of moments.entries()) {
          store.samples.append(moment.seconds * 1000, ids, columns[index] ?? new Float64Array(0));
        }
      });
      return [scraped, { ours: recorded, peers: [scraped.ours] }];
    };
  },
};

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
