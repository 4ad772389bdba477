import type { Point } from './influx-points.ts';

type Value = number | string | boolean | null;
type Row = readonly Value[];

export interface Series {
  name: string;
  columns: readonly string[];
  values: readonly Row[];
}

interface Column {
  call: string | undefined;
  field: string;
  title: string;
}

interface Select {
  columns: readonly Column[];
  measurement: string;
  fromMs: number;
  toMs: number;
  groupMs: number | undefined;
  fill: string;
  descending: boolean;
  limit: number;
}

const unitMs: Readonly<Record<string, number>> = {
  u: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Answers the SELECTs that dashboards ask: fields or aggregates of one measurement in a time range,
 * optionally grouped by time. Tags, regular expressions and sub-queries are not there.
 * @throws Error in InfluxDB's words when the query is not understood
 */
export function select(
  text: string,
  measurements: ReadonlyMap<string, readonly Point[]>,
  nowMs: number,
): Series[] {
  const query = parseSelect(text, nowMs);
  const points = (measurements.get(query.measurement) ?? []).filter(
    ({ atMs }) => atMs >= query.fromMs && atMs <= query.toMs,
  );
  if (points.length === 0) {
    return [];
  }
  const columns = query.columns.some(({ field }) => field === '*') ? everyField(points) : query.columns;
  const aggregated = columns.some(({ call }) => call !== undefined);
  const rows = aggregated ? aggregate(points, columns, query) : raw(points, columns);
  const ordered = query.descending ? rows.toReversed() : rows;
  return [
    {
      name: query.measurement,
      columns: ['time', ...columns.map(({ title }) => title)],
      values: ordered.slice(0, query.limit),
    },
  ];
}

function parseSelect(text: string, nowMs: number): Select {
  const match =
    /^select\s+(.+?)\s+from\s+(?:"[^"]+"\.)*"?([\w.]+)"?(?:\s+where\s+(.+?))?(?:\s+group\s+by\s+(.+?))?(?:\s+order\s+by\s+time\s+(asc|desc))?(?:\s+limit\s+(\d+))?\s*$/is.exec(
      text,
    );
  if (!match) {
    throw new Error(
      `error parsing query: found ${text.split(/\s/)[0] ?? 'EOF'}, expected a SELECT that this server knows`,
    );
  }
  const [, list = '', measurement = '', where = '', group = '', order = '', limit] = match;
  const range = parseRange(where, nowMs);
  const interval = /time\(\s*(\d+)(u|ms|s|m|h|d|w)\s*\)/i.exec(group);
  return {
    columns: list.split(/,(?![^(]*\))/).map(parseColumn),
    measurement,
    ...range,
    groupMs: interval ? Number(interval[1]) * (unitMs[interval[2] ?? 's'] ?? 1000) : undefined,
    fill: /fill\(\s*(\w+)\s*\)/i.exec(group)?.[1]?.toLowerCase() ?? 'null',
    descending: order.toLowerCase() === 'desc',
    limit: limit === undefined ? Number.POSITIVE_INFINITY : Number(limit),
  };
}

function parseColumn(text: string): Column {
  const match = /^(?:(\w+)\(\s*)?"?([\w*]+)"?(?:\s*,\s*(\d+))?\s*\)?(?:\s+as\s+"?(\w+)"?)?$/i.exec(
    text.trim(),
  );
  if (!match) {
    throw new Error(`error parsing query: found ${text.trim()}, expected a field`);
  }
  const [, call, field = '', , alias] = match;
  return { call: call?.toLowerCase(), field, title: alias ?? call?.toLowerCase() ?? field };
}

function parseRange(where: string, nowMs: number): { fromMs: number; toMs: number } {
  let fromMs = Number.NEGATIVE_INFINITY;
  let toMs = nowMs;
  for (const condition of where.split(/\s+and\s+/i).filter((part) => part.trim() !== '')) {
    const match = /^time\s*(>=|<=|>|<|=)\s*(.+)$/i.exec(condition.trim());
    if (!match) {
      throw new Error(`error parsing query: found ${condition.trim()}, expected a condition on time`);
    }
    const [, operator, value = ''] = match;
    const atMs = parseTime(value, nowMs);
    if (operator === '>=' || operator === '>') {
      fromMs = operator === '>' ? atMs + 1e-3 : atMs;
    } else if (operator === '=') {
      fromMs = toMs = atMs;
    } else {
      toMs = operator === '<' ? atMs - 1e-3 : atMs;
    }
  }
  return { fromMs, toMs };
}

function parseTime(text: string, nowMs: number): number {
  const relative = /^now\(\)\s*(?:([+-])\s*(\d+)(u|ms|s|m|h|d|w))?$/i.exec(text);
  if (relative) {
    const [, sign, amount, unit = 's'] = relative;
    return nowMs + (sign === '-' ? -1 : 1) * Number(amount ?? 0) * (unitMs[unit] ?? 1000);
  }
  const literal = /^'(.+)'$/.exec(text)?.[1];
  if (literal !== undefined) {
    return Date.parse(/[zZ]|[+-]\d\d:\d\d$/.test(literal) ? literal : `${literal.replace(' ', 'T')}Z`);
  }
  const number = /^(\d+)(ns|u|ms|s|m|h|d|w)?$/.exec(text);
  if (number) {
    return Number(number[1]) * (unitMs[number[2] ?? ''] ?? 1e-6);
  }
  throw new Error(`error parsing query: invalid time ${text}`);
}

function everyField(points: readonly Point[]): Column[] {
  const names = [...new Set(points.flatMap(({ fields }) => Object.keys(fields)))].sort();
  return names.map((field) => ({ call: undefined, field, title: field }));
}

function raw(points: readonly Point[], columns: readonly Column[]): Row[] {
  return points
    .map(({ atMs, fields }): Row => [atMs, ...columns.map(({ field }) => fields[field] ?? null)])
    .filter((row) => row.slice(1).some((value) => value !== null));
}

function aggregate(points: readonly Point[], columns: readonly Column[], query: Select): Row[] {
  const { groupMs, fromMs, fill } = query;
  if (groupMs === undefined) {
    const atMs = Number.isFinite(fromMs) ? fromMs : 0;
    return [[atMs, ...columns.map((column) => reduce(column, points))]];
  }
  const groups = Map.groupBy(points, ({ atMs }) => Math.floor(atMs / groupMs) * groupMs);
  const first = Math.floor((points[0]?.atMs ?? 0) / groupMs) * groupMs;
  const last = points.at(-1)?.atMs ?? first;
  const rows: Row[] = [];
  for (let slot = first; slot <= last; slot += groupMs) {
    const inside = groups.get(slot);
    if (inside !== undefined) {
      rows.push([slot, ...columns.map((column) => reduce(column, inside))]);
    } else if (fill !== 'none') {
      rows.push([slot, ...columns.map(() => (fill === 'null' || fill === 'previous' ? null : Number(fill)))]);
    }
  }
  return rows;
}

function reduce({ call, field }: Column, points: readonly Point[]): Value {
  const present = points.flatMap(({ fields }) => fields[field] ?? []);
  const numbers = present.filter((value) => typeof value === 'number');
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (call) {
    case 'count':
      return present.length;
    case 'last':
      return present.at(-1) ?? null;
    case 'first':
      return present[0] ?? null;
    case 'sum':
      return numbers.length === 0 ? null : sum;
    case 'mean':
      return numbers.length === 0 ? null : sum / numbers.length;
    case 'max':
      return numbers.length === 0 ? null : Math.max(...numbers);
    case 'min':
      return numbers.length === 0 ? null : Math.min(...numbers);
    default:
      throw new Error(`error parsing query: undefined function ${call ?? field}()`);
  }
}
