import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startPrometheus } from '../../../../test/servers/prometheus.ts';
import { type Answer, startScriptedHttp } from '../../../../test/servers/scripted-http.ts';
import { createHttpClient } from '../../connect/http/client.ts';
import { systemClock } from '../../kernel/clock.ts';
import { openStore } from '../../store/index.ts';
import { createTarget } from './target.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const answer = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
    ),
  }),
});

/**
 * What may be on a page that is right, in all the ways it may be written. Blanks before a name are not among
 * them: Prometheus 3.5 takes them for a part of it.
 */
const TEXT = String.raw`
# A comment, and a type that comes before its metric
# TYPE http_requests_total counter
# HELP http_requests_total The number of requests, with \\ and \n in it
http_requests_total{method="post",code="200"} 1027
http_requests_total{method="post",code="400"}    3
spaced_out   {  a = "b" , c="d" , }   12.5e-1
escapes{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9
odd_escape{a="\q\t"} 1
empty_label{a=""} 4
no_labels{} 5
trailing_tab	6	
metric_without_labels 12.47
infinite +Inf
negative -Inf
not_a_number NaN
lower_case_inf inf
small 5e-324
colon:rate:sum 1
job{job="mine",instance="theirs"} 7
{"quoted.name", "quoted.label"="v"} 8
unicode{a="日本 🙂"} 9
# TYPE duration histogram
duration_bucket{le="0.1"} 1
duration_bucket{le="1"} 1
duration_bucket{le="1e3"} 1
duration_bucket{le="100000"} 1
duration_bucket{le="1000000"} 1
duration_bucket{le="1234567"} 1
duration_bucket{le="1e22"} 1
duration_bucket{le="0.00001"} 1
# TYPE size summary
size{quantile="0"} 1
size{quantile="0.50"} 1
size{le="1"} 1
untyped_bucket{le="1"} 1
duration_bucket{le="+Inf"} 2
duration_sum 1.5
duration_count 2
`;

const OPEN_METRICS = `# TYPE foo counter
# UNIT foo_seconds seconds
foo_total{a="b"} 17.0 # {trace_id="abc"} 0.5 1751014800.1
foo_created{a="b"} 1520872607.123
# TYPE h histogram
h_bucket{le="1"} 1 # {} 0.7
h_bucket{le="+Inf"} 2
h_count 2
h_sum 2.5
# TYPE s stateset
s{s="on"} 1
s{s="off"} 0
# EOF
`;

it.each<[string, string, string]>([
  ['text 0.0.4', TEXT, 'text/plain; version=0.0.4; charset=utf-8'],
  ['OpenMetrics 1.0', OPEN_METRICS, 'application/openmetrics-text; version=1.0.0; charset=utf-8'],
])('a page in %s is to us what it is to Prometheus', async (_, page, type) => {
  const server = await startScriptedHttp();
  open.push(() => server.close());
  const serve: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': type });
    response.end(page);
  };
  server.answer('/metrics', serve);
  const instance = `127.0.0.1:${server.port}`;
  const prometheus = await startPrometheus({ scrape: [{ job: 'odd', targets: [instance] }] });
  open.push(() => prometheus.close());

  const clock = systemClock();
  const http = createHttpClient({ clock });
  open.push(() => http.close());
  const store = openStore(':memory:', 60_000);
  open.push(async () => store.close());
  const mistakes: string[] = [];
  const target = createTarget({
    ...{ job: 'odd', instance, url: `${server.url}/metrics`, what: instance, timeoutMs: 5000 },
    ...{ http, samples: store.samples, clock, pause: async () => {} },
    redact: (text) => text,
    onMistake: (sentence) => mistakes.push(sentence),
  });
  const scraped = await target.scrape();
  expect(mistakes).toEqual([]);
  const ours = store.samples.series(null).flatMap((series) => {
    const { values, length } = store.samples.points(series, 0, 1e15);
    return length === 0 ? [] : [[{ __name__: series.name, ...series.labels }, values[length - 1]] as const];
  });

  const theirs = await vi.waitFor(
    async () => {
      const query = new URLSearchParams({ query: '{job="odd"}' });
      const response = await fetch(`${prometheus.url}/api/v1/query?${query}`);
      const { data } = answer.parse(await response.json());
      expect(data.result.length).toBeGreaterThan(5);
      return data.result.map(({ metric, value }) => [metric, numberOf(value[1])] as const);
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(scraped?.page.values.length).toBeGreaterThan(5);
  expect(comparable(ours)).toEqual(comparable(theirs));
  // What it said of itself to Prometheus it said to us, too.
  expect(server.requests.every(({ headers }) => headers.accept?.includes('openmetrics'))).toBe(true);
});

/** By their text; how long a scrape took differs, and so does what was new in it. */
function comparable(series: readonly (readonly [Record<string, string>, number | undefined])[]) {
  return Object.fromEntries(
    series
      .filter(
        ([{ __name__: name = '' }]) => !['scrape_duration_seconds', 'scrape_series_added'].includes(name),
      )
      .map(([labels, value]) => [JSON.stringify(Object.entries(labels).sort()), value])
      .sort(),
  );
}

function numberOf(written: string): number {
  const special: Record<string, number> = {
    '+Inf': Number.POSITIVE_INFINITY,
    '-Inf': Number.NEGATIVE_INFINITY,
  };
  return special[written] ?? Number(written);
}
