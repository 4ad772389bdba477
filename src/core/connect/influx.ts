import { z } from 'zod';
import { OperatorError } from '../kernel/errors.ts';
import { errorOfStatus, parseJsonAnswer } from './http/answer.ts';
import type { HttpClient } from './http/client.ts';
import type { Profile } from './profile/schema.ts';
import type { Secrets } from './secrets.ts';

export type InfluxConfig = NonNullable<NonNullable<Profile['stores']>['influx']>;

export interface InfluxStatus {
  version: string | null;
  databases: string[];
  /** Whether the profile's database is among them. */
  hasDatabase: boolean;
  /** Time of one ping. */
  responseTimeMs: number;
}

export interface InfluxSeries {
  name: string;
  tags: Record<string, string>;
  columns: string[];
  /** Rows in the order of `columns`; the time column is epoch milliseconds. */
  rows: unknown[][];
}

export interface InfluxConnection {
  /** @throws OperatorError in words */
  status(signal?: AbortSignal): Promise<InfluxStatus>;
  /** One InfluxQL statement that reads; GET refuses the ones that change something. */
  query(
    influxQl: string,
    options?: { signal?: AbortSignal | undefined; maxBytes?: number },
  ): Promise<InfluxSeries[]>;
  close(): Promise<void>;
}

const seriesSchema = z.object({
  name: z.string().default(''),
  tags: z.record(z.string(), z.string()).default({}),
  columns: z.array(z.string()),
  values: z.array(z.array(z.unknown())).default([]),
});

const answerSchema = z.object({
  error: z.string().optional(),
  results: z
    .array(z.object({ error: z.string().optional(), series: z.array(seriesSchema).optional() }))
    .optional(),
});

const MOST_BYTES = 16 * 1_048_576;

/** The 1.x query API, which InfluxDB 2 and 3 also serve. */
export function openInflux(
  config: InfluxConfig,
  deps: { secrets: Secrets; http: HttpClient; timeoutMs: number },
): InfluxConnection {
  const { secrets, http, timeoutMs } = deps;
  const base = config.url.replace(/\/+$/, '');
  const what = `InfluxDB at ${new URL(config.url).host}`;

  const authorization = async (): Promise<Record<string, string>> => {
    if (config.token) {
      return { authorization: `Token ${await secrets.resolve(config.token, 'the InfluxDB token')}` };
    }
    if (config.user === undefined || !config.password) return {};
    const password = await secrets.resolve(config.password, 'the InfluxDB password');
    return { authorization: `Basic ${Buffer.from(`${config.user}:${password}`).toString('base64')}` };
  };

  const query: InfluxConnection['query'] = async (influxQl, { signal, maxBytes = MOST_BYTES } = {}) => {
    const parameters = new URLSearchParams({ db: config.database, epoch: 'ms', q: influxQl });
    const answer = await http.fetchText({
      url: `${base}/query?${parameters}`,
      what,
      headers: { accept: 'application/json', ...(await authorization()) },
      timeoutMs,
      maxBytes,
      signal,
    });
    const refusal = errorOfStatus(answer, what);
    if (refusal && refusal.code !== 'bad-answer') throw refusal;
    const parsed = answerSchema.safeParse(parseJsonAnswer(answer, what));
    if (!parsed.success) throw new OperatorError('bad-answer', `${what}: answers in an unknown shape`);
    const [result] = parsed.data.results ?? [];
    const said = parsed.data.error ?? result?.error;
    if (said !== undefined) {
      const code = /not found/i.test(said) ? 'not-found' : 'bad-answer';
      throw new OperatorError(code, `${what}: refuses the query: ${said}`);
    }
    if (refusal) throw refusal;
    return (result?.series ?? []).map(({ name, tags, columns, values }) => ({
      name,
      tags,
      columns,
      rows: values,
    }));
  };

  return {
    query,
    async status(signal) {
      const ping = await http.fetchText({
        url: `${base}/ping`,
        what,
        headers: await authorization(),
        timeoutMs,
        signal,
      });
      const refusal = errorOfStatus(ping, what);
      if (refusal) throw refusal;
      const series = await query('SHOW DATABASES', { signal });
      const databases = series.flatMap(({ rows }) => rows.map((row) => String(row[0])));
      return {
        version: ping.headers['x-influxdb-version'] ?? null,
        databases,
        hasDatabase: databases.includes(config.database),
        responseTimeMs: ping.durationMs,
      };
    },
    // The connections are the HTTP client's.
    close: async () => {},
  };
}
