import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { figuresAt, type SystemFigures } from '../load-curve.ts';
import type { Pace } from '../pace.ts';
import { type Point, parseLines } from './influx-points.ts';
import { type Series, select } from './influx-query.ts';

interface InfluxOptions {
  database: string;
  seed: number;
  figures: () => SystemFigures;
  pace: Pace;
  now: () => number;
}

const minuteMs = 60_000;
const seededHours = 24;
const measurement = 'performance_metrics';
const version = '1.8.10';

/** An InfluxDB 1.x stand-in with a day of `performance_metrics`, one point a minute and still going. */
export function createInfluxServer({ database, seed, figures, pace, now }: InfluxOptions): Server {
  const measurements = new Map<string, Point[]>([[measurement, seedPoints(seed, now())]]);
  const databases = new Set(['_internal', database]);
  const write = () => measurements.get(measurement)?.push({ atMs: now(), fields: recorded(figures()) });
  write();
  pace.every(minuteMs, write);

  const execute = (statement: string): Series[] => {
    if (/^show\s+databases$/i.test(statement)) {
      return [{ name: 'databases', columns: ['name'], values: [...databases].map((name) => [name]) }];
    }
    if (/^show\s+measurements/i.test(statement)) {
      return [
        { name: 'measurements', columns: ['name'], values: [...measurements.keys()].map((name) => [name]) },
      ];
    }
    if (/^show\s+field\s+keys/i.test(statement)) {
      return [...measurements].map(([name, points]) => ({
        name,
        columns: ['fieldKey', 'fieldType'],
        values: Object.entries(points.at(-1)?.fields ?? {}).map(([key, value]) => [
          key,
          typeof value === 'number' ? 'float' : typeof value,
        ]),
      }));
    }
    const created = /^create\s+database\s+"?(\w+)"?/i.exec(statement)?.[1];
    if (created !== undefined) {
      databases.add(created);
      return [];
    }
    return select(statement, measurements, now());
  };

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    response.setHeader('X-Influxdb-Version', version);
    response.setHeader('X-Influxdb-Build', 'OSS');
    const send = (code: number, body: unknown) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
    if (url.pathname === '/ping') {
      response.writeHead(204).end();
    } else if (url.pathname === '/health') {
      send(200, { name: 'influxdb', message: 'ready for queries and writes', status: 'pass', version });
    } else if (url.pathname === '/query') {
      const form =
        request.method === 'POST' ? new URLSearchParams(await readText(request)) : new URLSearchParams();
      const parameter = (name: string) => url.searchParams.get(name) ?? form.get(name);
      const statement = parameter('q');
      if (statement === null) {
        send(400, { error: 'missing required parameter "q"' });
        return;
      }
      const asked = parameter('db');
      if (/^\s*select/i.test(statement) && (asked === null || !databases.has(asked))) {
        const error = asked === null ? 'database name required' : `database not found: ${asked}`;
        send(200, { results: [{ statement_id: 0, error }] });
        return;
      }
      const statements = statement.split(';').filter((part) => part.trim() !== '');
      try {
        const results = statements.map((part, index) => {
          const series = execute(part.trim()).map((one) => withTimes(one, parameter('epoch')));
          return { statement_id: index, ...(series.length === 0 ? {} : { series }) };
        });
        send(200, { results });
      } catch (error) {
        send(400, { error: error instanceof Error ? error.message : String(error) });
      }
    } else if (url.pathname === '/write' && request.method === 'POST') {
      if (!databases.has(url.searchParams.get('db') ?? '')) {
        send(404, { error: `database not found: "${url.searchParams.get('db') ?? ''}"` });
        return;
      }
      try {
        const precision = url.searchParams.get('precision') ?? 'ns';
        for (const { measurement: name, point } of parseLines(await readText(request), precision, now())) {
          const points = measurements.get(name) ?? [];
          points.push(point);
          measurements.set(
            name,
            points.sort((left, right) => left.atMs - right.atMs),
          );
        }
        response.writeHead(204).end();
      } catch (error) {
        send(400, { error: error instanceof Error ? error.message : String(error) });
      }
    } else {
      send(404, { error: 'not found' });
    }
  };

  return createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
}

function seedPoints(seed: number, nowMs: number): Point[] {
  const last = Math.floor(nowMs / minuteMs) - 1;
  return Array.from({ length: seededHours * 60 }, (_, index) => {
    const atMs = (last - seededHours * 60 + 1 + index) * minuteMs;
    return { atMs, fields: recorded(figuresAt(seed, atMs, { accuracyDrop: false, complianceDrop: false })) };
  });
}

/** The columns of the guides' `performance_metrics` files. */
function recorded(figures: SystemFigures): Point['fields'] {
  const {
    response_time_ms,
    constitutional_compliance,
    error_rate,
    cpu_usage,
    memory_usage,
    cost_efficiency,
    model_accuracy,
  } = figures;
  return {
    response_time_ms,
    constitutional_compliance,
    error_rate,
    cpu_usage,
    memory_usage,
    cost_efficiency,
    model_accuracy,
  };
}

function withTimes(series: Series, epoch: string | null): Series {
  if (series.columns[0] !== 'time') {
    return series;
  }
  const perMs = { ns: 1e6, n: 1e6, u: 1e3, ms: 1, s: 1e-3, m: 1 / 60_000, h: 1 / 3_600_000 }[epoch ?? ''];
  return {
    ...series,
    values: series.values.map(([atMs, ...rest]) => {
      const time = Number(atMs);
      return [perMs === undefined ? new Date(time).toISOString() : Math.floor(time * perMs), ...rest];
    }),
  };
}
