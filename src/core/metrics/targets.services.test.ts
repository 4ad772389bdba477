import { afterEach, expect, it } from 'vitest';
import { startInflux } from '../../../test/servers/influx.ts';
import { startPrometheus } from '../../../test/servers/prometheus.ts';
import { createHttpClient } from '../connect/http/client.ts';
import { createSecrets } from '../connect/secrets.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { openStore } from '../store/index.ts';
import { createTargets } from './targets.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

it('are InfluxDB and the pages the profile names, with what they show of themselves', async () => {
  const influx = await startInflux();
  open.push(() => influx.close());
  const prometheus = await startPrometheus();
  open.push(() => prometheus.close());
  const clock = systemClock();
  const http = createHttpClient({ clock });
  open.push(() => http.close());
  const { samples, close } = openStore(':memory:', 60_000);
  open.push(async () => close());
  const redactor = createRedactor();
  const targets = createTargets({
    profile: {
      name: 'test',
      environment: 'staging',
      stores: { influx: { url: influx.url, database: 'acgs' } },
      scrape: [{ job: 'prometheus', url: `${prometheus.url}/metrics`, intervalSeconds: 60 }],
    },
    secrets: createSecrets({ env: {}, redactor, log: silentLog }),
    ...{ http, samples, clock, log: silentLog, redactor, intervalMs: 15_000, timeoutMs: 10_000 },
  });
  await Promise.all(targets.all.map(({ target }) => target.scrape()));
  expect(
    targets.all.map(({ target, intervalMs }) => [target.state().job, target.state().state, intervalMs]),
  ).toEqual([
    ['influxdb', 'up', 15_000],
    ['prometheus', 'up', 60_000],
  ]);
  for (const { target } of targets.all) {
    const { samples: shown, kept, mistakes } = target.state();
    expect([shown, mistakes]).toEqual([kept, []]);
    expect(shown).toBeGreaterThan(20);
  }
  expect(
    samples
      .series('go_goroutines')
      .map(({ labels }) => labels.job)
      .toSorted(),
  ).toEqual(['influxdb', 'prometheus']);
  expect(
    samples.series('prometheus_tsdb_head_samples_appended_total').every(({ isCounter }) => isCounter),
  ).toBe(true);
});
