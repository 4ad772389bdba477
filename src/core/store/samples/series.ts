import type { StoreDatabase } from '../database.ts';

export type Labels = Readonly<Record<string, string>>;

/** A series as it is known here. */
export interface KnownSeries {
  id: number;
  name: string;
  labels: Labels;
  /** Who records it: a target that is scraped, the probes, the cluster. */
  source: string;
  /** It only rises, but for resets. */
  isCounter: boolean;
}

/** Why a series is not recorded. */
export type Refusal = 'source-full' | 'all-full' | 'too-long' | 'not-kept';

/** How many series there may be, and how long the labels of one. */
export interface SeriesLimits {
  perSource: number;
  inAll: number;
  labelBytes: number;
}

/** A thousand times what this system exports of itself; each costs a few kilobytes of memory. */
export const SERIES_LIMITS: SeriesLimits = { perSource: 10_000, inAll: 30_000, labelBytes: 4096 };

export interface MetricFamily {
  /** Of the family: a counter's without `_total`, a histogram's without `_bucket`. */
  name: string;
  type: string;
  unit: string;
  help: string;
}

export interface SeriesCatalogue {
  find(name: string, labels: Labels): number | undefined;
  /** The series' id; made where there is none yet and room for one. */
  resolve(name: string, labels: Labels, origin: { source: string; isCounter: boolean }): number | Refusal;
  get(id: number): KnownSeries | undefined;
  /** Of one name; with null, all. */
  named(name: string | null): readonly KnownSeries[];
  /** Reads what another process has added. */
  refresh(): void;
  /** What is cached may name what is not there. */
  forget(): void;
  /** Removes series of which nothing is kept any more. */
  remove(ids: readonly number[]): void;
}

interface Row {
  id: number;
  name: string;
  labels: string;
  source: string;
  is_counter: number;
}

const NO_SERIES: readonly KnownSeries[] = [];

export function createSeriesCatalogue(
  database: StoreDatabase,
  limits: SeriesLimits = SERIES_LIMITS,
): SeriesCatalogue {
  const since = database.prepare<[number], Row>(
    'SELECT id, name, labels, source, is_counter FROM series WHERE id > ? ORDER BY id',
  );
  const find = database.prepare<[string, string], Row>(
    'SELECT id, name, labels, source, is_counter FROM series WHERE name = ? AND labels = ?',
  );
  const add = database.prepare<[string, string, string, number]>(
    'INSERT INTO series (name, labels, source, is_counter) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare<[number]>('DELETE FROM series WHERE id = ?');

  let loaded = false;
  let newest = 0;
  const byKey = new Map<string, KnownSeries>();
  const byId = new Map<number, KnownSeries>();
  const byName = new Map<string, KnownSeries[]>();
  const perSource = new Map<string, number>();

  const learn = (row: Row, key = `${row.name}${row.labels}`): KnownSeries => {
    const series: KnownSeries = {
      id: row.id,
      name: row.name,
      labels: labelsOf(row.labels),
      source: row.source,
      isCounter: row.is_counter === 1,
    };
    newest = Math.max(newest, row.id);
    byKey.set(key, series);
    byId.set(row.id, series);
    const named = byName.get(row.name);
    if (named) named.push(series);
    else byName.set(row.name, [series]);
    perSource.set(row.source, (perSource.get(row.source) ?? 0) + 1);
    return series;
  };
  const refresh = () => {
    loaded = true;
    for (const row of since.all(newest)) if (!byId.has(row.id)) learn(row);
  };
  const load = () => {
    if (!loaded) refresh();
  };
  const forget = () => {
    loaded = false;
    newest = 0;
    for (const map of [byKey, byId, byName, perSource]) map.clear();
  };

  return {
    find(name, labels) {
      load();
      return byKey.get(`${name}${labelText(labels)}`)?.id;
    },
    resolve(name, labels, { source, isCounter }) {
      load();
      const text = labelText(labels);
      const key = `${name}${text}`;
      const known = byKey.get(key);
      if (known) return known.id;
      const found = find.get(name, text);
      if (found) return learn(found, key).id;
      if (key.length > limits.labelBytes) return 'too-long';
      if ((perSource.get(source) ?? 0) >= limits.perSource) return 'source-full';
      if (byId.size >= limits.inAll) return 'all-full';
      const id = Number(add.run(name, text, source, isCounter ? 1 : 0).lastInsertRowid);
      return learn({ id, name, labels: text, source, is_counter: isCounter ? 1 : 0 }, key).id;
    },
    get(id) {
      load();
      return byId.get(id);
    },
    named(name) {
      load();
      return name === null ? [...byId.values()] : (byName.get(name) ?? NO_SERIES);
    },
    refresh,
    forget,
    remove(ids) {
      for (const id of ids) remove.run(id);
      if (ids.length > 0) forget();
    },
  };
}

export function sameLabels(one: Labels, other: Labels): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** Whether a name says that it is a counter's, where nothing else does. */
export function soundsLikeCounter(name: string): boolean {
  return /_(total|count|sum|bucket)$|^pg_stat_database_(?!numbackends)/.test(name);
}

/** Labels in one order, so that a series has one identity. */
function labelText(labels: Labels): string {
  const names = Object.keys(labels);
  if (names.length > 1) names.sort();
  return JSON.stringify(names.map((name) => [name, labels[name]]));
}

function labelsOf(text: string): Labels {
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries)) return {};
  return Object.fromEntries(
    entries.flatMap((entry: unknown) =>
      Array.isArray(entry) && typeof entry[0] === 'string' ? [[entry[0], String(entry[1])]] : [],
    ),
  );
}
