import type { Cluster, WatchState } from '../../cluster/index.ts';
import { asHash } from '../../observe/constitutional-hash.ts';
import type { HashPlace } from '../../observe/rows/hash-places.ts';
import type { Component } from './components.ts';
import type { Seen } from './evidence.ts';

/** Names of pods in a sentence. */
const MOST_PODS = 5;
const FIELD = /^metadata\.(annotations|labels)\['(.+)'\]$/;

/** Where components carry the constitutional hash in the cluster. */
export interface Workloads {
  /** What the tables hold now of a component; nothing where it has nothing in the cluster. */
  of(component: Component): Seen[];
}

/** Reads the tables once, for all components. */
export function readWorkloads(cluster: Pick<Cluster, 'own' | 'configured' | 'namespace'>): Workloads {
  const { namespace } = cluster;
  const deployments = sightOf(cluster.own('deployments'));
  const configMaps = sightOf(cluster.own('configMaps'));
  const podTable = sightOf(cluster.own('pods'));
  const podsOf = Map.groupBy(podTable.rows.values(), ({ owner }) => owner);

  const configMap = (name: string, isNeeded: boolean): Seen[] => {
    const { rows, observedAt, problem } = configMaps;
    const row = rows.get(`${namespace}/${name}`);
    const source = `config map ${name}`;
    if (row === undefined) {
      const unverified = problem ?? (isNeeded ? `is not in ${namespace}` : null);
      return unverified === null ? [] : [{ source, observed: null, observedAt, unverified }];
    }
    if (row.hashPlaces.length === 0)
      return [{ source, observed: null, observedAt, unverified: problem ?? null }];
    return row.hashPlaces.map(({ where, value, changedBy }) => ({
      source: `${source}, ${where}`,
      ...{ observed: value, observedAt, unverified: problem, changedBy },
    }));
  };

  /** What a container is given from elsewhere. */
  const takenFrom = (
    { from }: HashPlace,
    places: readonly HashPlace[],
  ): Pick<Seen, 'observed' | 'unverified' | 'changedBy'> | null => {
    if (from === null) return null;
    const nothing = (unverified: string | null) => ({ observed: null, unverified });
    if (from.kind === 'secret') return nothing(`is taken from secret ${from.name}, which is not read`);
    if (from.kind === 'field') {
      const [, kind, key] = FIELD.exec(from.name) ?? [];
      const pointer = `/spec/template/metadata/${kind}/${key?.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const place = places.find((it) => it.pointer === pointer);
      if (place) return { observed: place.value, changedBy: place.changedBy };
      return nothing(`is taken from ${from.name}, which is not there`);
    }
    const row = configMaps.rows.get(`${namespace}/${from.name}`);
    if (configMaps.problem !== null) return nothing(configMaps.problem);
    const there = `key ${from.key} of config map ${from.name}`;
    if (!row?.keys.includes(from.key))
      return from.optional ? null : nothing(`is taken from ${there}, which is not there`);
    const place = row.hashPlaces.find(({ where }) => where === `key ${from.key}`);
    const value = place?.value ?? asHash(row.hashLike[from.key] ?? '');
    if (value === null) return nothing(`is taken from ${there}, which holds no hash`);
    return { observed: value, changedBy: place?.changedBy ?? null };
  };

  const pods = (name: string): Seen[] => {
    const own = (podsOf.get(name) ?? []).filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed');
    const byHash = new Map<string, string[]>();
    for (const pod of own) {
      for (const hash of pod.hashes) byHash.set(hash, [...(byHash.get(hash) ?? []), pod.name]);
    }
    const { observedAt, problem: unverified } = podTable;
    return [...byHash].map(([observed, names]) => ({
      source: `pods of deployment ${name}`,
      ...{ observed, observedAt, unverified, count: names.length, which: namesOf(names, own.length) },
    }));
  };

  const deployment = (name: string): Seen[] => {
    const { rows, observedAt, problem } = deployments;
    const row = rows.get(`${namespace}/${name}`);
    const source = `deployment ${name}`;
    if (row === undefined) {
      return [{ source, observed: null, observedAt, unverified: problem ?? `is not in ${namespace}` }];
    }
    const places = row.hashPlaces.flatMap((place): Seen[] => {
      const taken = takenFrom(place, row.hashPlaces);
      if (place.from !== null && taken === null) return [];
      const {
        observed,
        unverified = null,
        changedBy = null,
      } = taken ?? {
        observed: place.value,
        changedBy: place.changedBy,
      };
      return [
        {
          source: `${source}, ${place.where}`,
          ...{ observed, observedAt, unverified: problem ?? unverified, changedBy },
        },
      ];
    });
    return [...places, ...pods(name)];
  };

  return {
    of(component) {
      const { deployment: name, configMaps: maps } = component;
      if (!cluster.configured) return [];
      return [
        ...(name === null ? [] : deployment(name)),
        ...maps.flatMap((it) => configMap(it.name, it.isNeeded)),
      ];
    },
  };
}

interface Sight<Row> {
  rows: ReadonlyMap<string, Row>;
  observedAt: number | null;
  /** Why it does not speak for the present; null when it does. */
  problem: string | null;
}

function sightOf<Row>(table: { rows(): ReadonlyMap<string, Row>; state(): WatchState }): Sight<Row> {
  const { phase, lastContactAt, problem } = table.state();
  const why =
    phase === 'live' ? null : `cannot be seen: ${problem?.message ?? 'the cluster does not answer'}`;
  return { rows: table.rows(), observedAt: lastContactAt, problem: why };
}

function namesOf(names: readonly string[], total: number): string {
  const more = names.length - MOST_PODS;
  const listed = names.slice(0, MOST_PODS).join(', ');
  return `${names.length} of ${total} pods (${listed}${more > 0 ? ` and ${more} more` : ''})`;
}
