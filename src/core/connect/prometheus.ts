import { z } from 'zod';
import { OperatorError } from '../kernel/errors.ts';
import { errorOfStatus, parseJsonAnswer } from './http/answer.ts';
import type { HttpClient } from './http/client.ts';
import type { Profile } from './profile/schema.ts';
import type { Secrets } from './secrets.ts';

export type PrometheusConfig = NonNullable<Profile['prometheus']>;

export interface PrometheusSeries {
  labels: Record<string, string>;
  /** [epoch milliseconds, value]; values may be NaN or infinite, as PromQL's are. */
  points: [number, number][];
}

export interface PrometheusConnection {
  /** Whether it answers queries yet; its version where it says so. */
  status(signal?: AbortSignal): Promise<{ version: string | null; responseTimeMs: number }>;
  /** An instant query: one point for each series; a scalar is one series without labels. */
  query(expression: string, options?: { atMs?: number; signal?: AbortSignal }): Promise<PrometheusSeries[]>;
  queryRange(
    expression: string,
    options: { fromMs: number; toMs: number; stepMs: number; signal?: AbortSignal },
  ): Promise<PrometheusSeries[]>;
  /** The alerts of its own rules (`/api/v1/alerts`). */
  alerts(signal?: AbortSignal): Promise<PrometheusAlert[]>;
  /** Its alerting rules that cannot be evaluated (`/api/v1/rules`), a sentence each, and how many there are. */
  rules(signal?: AbortSignal): Promise<{ total: number; failing: string[] }>;
  close(): Promise<void>;
}

const texts = z.record(z.string(), z.string());
const alertsSchema = z.object({
  alerts: z.array(
    z.object({
      labels: texts,
      annotations: texts.default({}),
      state: z.enum(['pending', 'firing']),
      activeAt: z.string(),
      value: z.string(),
    }),
  ),
});

/** An alert of one of Prometheus' own rules; its value is PromQL's text. */
export type PrometheusAlert = z.infer<typeof alertsSchema>['alerts'][number];

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({ name: z.string(), health: z.string().optional(), lastError: z.string().optional() }),
      ),
    }),
  ),
});

const point = z.tuple([z.number(), z.string()]);
const series = z.object({ metric: z.record(z.string(), z.string()) });

const dataSchema = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('vector'), result: z.array(series.extend({ value: point })) }),
  z.object({ resultType: z.literal('matrix'), result: z.array(series.extend({ values: z.array(point) })) }),
  z.object({ resultType: z.literal('scalar'), result: point }),
]);

const answerSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.unknown() }),
  z.object({ status: z.literal('error'), errorType: z.string().optional(), error: z.string().optional() }),
]);

const buildSchema = z.object({ data: z.object({ version: z.string() }) });

/** The HTTP API of Prometheus, which Thanos, Mimir and VictoriaMetrics also serve. */
export function openPrometheus(
  config: PrometheusConfig,
  deps: { secrets: Secrets; http: HttpClient; timeoutMs: number },
): PrometheusConnection {
  const { secrets, http, timeoutMs } = deps;
  const base = config.url.replace(/\/+$/, '');
  const what = `Prometheus at ${new URL(config.url).host}`;

  const authorization = async (): Promise<Record<string, string>> =>
    config.token
      ? { authorization: `Bearer ${await secrets.resolve(config.token, 'the Prometheus token')}` }
      : {};

  const ask = async (
    path: string,
    parameters: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<unknown> => {
    // POST, since expressions may be longer than an address may be.
    const answer = await http.fetchText({
      url: `${base}${path}`,
      what,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(await authorization()) },
      body: new URLSearchParams(parameters).toString(),
      timeoutMs,
      maxBytes: 32 * 1_048_576,
      signal,
    });
    const refusal = errorOfStatus(answer, what);
    // 400, 422 and 503 carry Prometheus' own sentence, which says more than the number.
    if (refusal && ![400, 422, 503].includes(answer.status)) throw refusal;
    const parsed = answerSchema.safeParse(parseJsonAnswer(answer, what));
    if (!parsed.success) throw new OperatorError('bad-answer', `${what}: answers in an unknown shape`);
    if (parsed.data.status === 'success') return parsed.data.data;
    const { errorType, error = 'no reason given' } = parsed.data;
    if (errorType === 'timeout') throw new OperatorError('timeout', `${what}: the query took too long`);
    if (errorType === 'unavailable') throw new OperatorError('server-error', `${what}: ${error}`);
    throw new OperatorError('bad-answer', `${what}: refuses the query: ${error}`);
  };

  const read = async (path: string, signal: AbortSignal | undefined): Promise<unknown> => {
    const answer = await http.fetchText({
      url: `${base}${path}`,
      what,
      headers: await authorization(),
      timeoutMs,
      maxBytes: 32 * 1_048_576,
      signal,
    });
    const refusal = errorOfStatus(answer, what);
    if (refusal) throw refusal;
    const parsed = answerSchema.safeParse(parseJsonAnswer(answer, what));
    if (parsed.success && parsed.data.status === 'success') return parsed.data.data;
    throw new OperatorError('bad-answer', `${what}: answers in an unknown shape`);
  };

  const seriesOf = (data: unknown): PrometheusSeries[] => {
    const parsed = dataSchema.safeParse(data);
    if (!parsed.success) throw new OperatorError('bad-answer', `${what}: answers in an unknown shape`);
    const { resultType, result } = parsed.data;
    switch (resultType) {
      case 'scalar':
        return [{ labels: {}, points: [toPoint(result)] }];
      case 'vector':
        return result.map(({ metric, value }) => ({ labels: metric, points: [toPoint(value)] }));
      case 'matrix':
        return result.map(({ metric, values }) => ({ labels: metric, points: values.map(toPoint) }));
    }
  };

  return {
    async status(signal) {
      const ready = await http.fetchText({
        url: `${base}/-/ready`,
        what,
        headers: await authorization(),
        timeoutMs,
        signal,
      });
      if (ready.status === 503) throw new OperatorError('server-error', `${what}: is not ready yet`);
      const refusal = errorOfStatus(ready, what);
      if (refusal) throw refusal;
      return { version: await version(signal), responseTimeMs: ready.durationMs };
    },
    async query(expression, options = {}) {
      const time = options.atMs === undefined ? {} : { time: String(options.atMs / 1000) };
      return seriesOf(await ask('/api/v1/query', { query: expression, ...time }, options.signal));
    },
    async queryRange(expression, { fromMs, toMs, stepMs, signal }) {
      const range = {
        start: String(fromMs / 1000),
        end: String(toMs / 1000),
        step: String(stepMs / 1000),
      };
      return seriesOf(await ask('/api/v1/query_range', { query: expression, ...range }, signal));
    },
    async alerts(signal) {
      const parsed = alertsSchema.safeParse(await read('/api/v1/alerts', signal));
      if (parsed.success) return parsed.data.alerts;
      throw new OperatorError('bad-answer', `${what}: answers in an unknown shape`);
    },
    async rules(signal) {
      const parsed = rulesSchema.safeParse(await read('/api/v1/rules?type=alert', signal));
      if (!parsed.success) throw new OperatorError('bad-answer', `${what}: answers in an unknown shape`);
      const rules = parsed.data.groups.flatMap((group) => group.rules.map((rule) => ({ group, rule })));
      return {
        total: rules.length,
        failing: rules
          .filter(({ rule }) => rule.health === 'err')
          .map(
            ({ group, rule }) =>
              `${rule.name} in ${group.name} fails: ${rule.lastError || 'no reason given'}`,
          ),
      };
    },
    // The connections are the HTTP client's.
    close: async () => {},
  };

  /** Not every server that speaks this API has this page: then the version is unknown, no failure. */
  async function version(signal: AbortSignal | undefined): Promise<string | null> {
    const answer = await http.fetchText({
      url: `${base}/api/v1/status/buildinfo`,
      what,
      headers: await authorization(),
      timeoutMs,
      signal,
    });
    if (answer.status !== 200) return null;
    const parsed = buildSchema.safeParse(parseJsonAnswer(answer, what));
    if (!parsed.success) throw new OperatorError('bad-answer', `${what}: answers in an unknown shape`);
    return parsed.data.data.version;
  }
}

function toPoint([seconds, value]: [number, string]): [number, number] {
  const numbers: Record<string, number> = { '+Inf': Infinity, '-Inf': -Infinity, NaN: Number.NaN };
  return [Math.round(seconds * 1000), numbers[value] ?? Number(value)];
}
