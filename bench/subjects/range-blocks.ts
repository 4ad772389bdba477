import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { createMetricsQuery } from '../../src/core/metrics/query.ts';
import { createSeriesSource } from '../../src/core/metrics/source.ts';
import { openStore } from '../../src/core/store/index.ts';
import { watchLoop } from './loop-delay.ts';

/** `range-blocks DATA FROM TO`: how long a range query over everything in a store keeps the main thread in one piece. */
const [folder = '', from = '0', to = '0'] = process.argv.slice(2);
const store = openStore(folder, 60_000);
const query = createMetricsQuery({
  source: createSeriesSource(store.samples),
  firstAt: store.samples.firstAt,
  ...{ prometheus: null, influx: null, metricVersion: undefined },
  ...{ redactor: createRedactor(), clock: systemClock(), log: silentLog },
});
const loop = watchLoop();
// The monitor's own first turns are not what is asked for; after that it has to see a turn before the work begins.
await delay(50);
loop.restart();
await delay(20);
const range = { fromMs: Number(from), toMs: Number(to), stepMs: 3_600_000 };
const { items } = await query.range('rate(requests_total[1h])', range);
await delay(5);
console.log(JSON.stringify({ maxMs: loop.read().maxMs, series: items.length }));
store.close();
