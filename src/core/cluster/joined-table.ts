import type { Problem } from '../kernel/errors.ts';
import type { TableSource } from './frames.ts';
import type { LiveTable, WatchState } from './live-table.ts';
import type { MissingNamespace } from './scope.ts';

/** Tables of several namespaces as one, for as long as somebody reads it. */
export interface JoinedTable<Row> extends TableSource<Row> {
  state(): WatchState;
  /** Namespaces that may not be read while others are shown. */
  missing(): MissingNamespace[];
  /** Lets go of the tables. */
  release(): void;
}

/**
 * Joins the tables of namespaces. One that is forbidden is named and takes nothing from the others; one
 * that cannot be relied on makes all of it stale, since nobody sees from a row which watch it came by.
 */
export function joinTables<Row extends { key: string }>(
  tables: ReadonlyMap<string, LiveTable<Row>>,
): JoinedTable<Row> {
  type Listener = Parameters<TableSource<Row>['subscribe']>[0];
  const listeners = new Set<Listener>();
  const rows = new Map<string, Row>();
  const tell: Listener = (change) => {
    for (const listener of [...listeners]) listener(change);
  };

  const take = (namespace: string, table: LiveTable<Row>) => {
    const current = table.rows();
    const removed = [...rows.values()]
      .map(({ key }) => key)
      .filter((key) => key.startsWith(`${namespace}/`) && !current.has(key));
    for (const key of removed) rows.delete(key);
    for (const [key, row] of current) rows.set(key, row);
    return { upserted: [...current.values()], removed };
  };

  const release: (() => void)[] = [];
  for (const [namespace, table] of tables) {
    take(namespace, table);
    release.push(
      table.subscribe((change) => {
        if (change.kind === 'reset') tell({ kind: 'delta', ...take(namespace, table) });
        else if (change.kind === 'delta') {
          for (const key of change.removed) rows.delete(key);
          for (const row of change.upserted) rows.set(row.key, row);
          tell(change);
        } else tell(change);
      }),
      table.hold(),
    );
  }

  const states = () => [...tables].map(([namespace, table]) => ({ namespace, ...table.state() }));

  return {
    rows: () => rows,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state() {
      const all = states();
      const readable = all.filter(({ phase }) => phase !== 'forbidden');
      const [first] = all;
      if (readable.length === 0 && first) {
        return {
          ...stateOf(first),
          problem: together(
            all.map(({ namespace }) => namespace),
            first.problem,
          ),
        };
      }
      const worst = readable.reduce((a, b) => (RANK[b.phase] > RANK[a.phase] ? b : a));
      const contacts = readable.flatMap(({ lastContactAt }) =>
        lastContactAt === null ? [] : [lastContactAt],
      );
      // Rows of one namespace are worth showing while another still connects.
      const phase = worst.phase === 'connecting' && contacts.length > 0 ? 'live' : worst.phase;
      return {
        ...stateOf(worst),
        phase: worst.problem !== null && phase === 'live' ? 'stale' : phase,
        lastContactAt: contacts.length === 0 ? null : Math.min(...contacts),
      };
    },
    missing() {
      const all = states();
      const forbidden = all.filter(({ phase }) => phase === 'forbidden');
      if (forbidden.length === all.length) return [];
      return forbidden.flatMap(({ namespace, problem }) => (problem ? [{ namespace, problem }] : []));
    },
    release() {
      for (const undo of release) undo();
      listeners.clear();
    },
  };
}

const RANK: Record<WatchState['phase'], number> = {
  live: 0,
  'not-configured': 1,
  stale: 2,
  connecting: 3,
  forbidden: 4,
};

function stateOf({ phase, since, lastContactAt, problem }: WatchState): WatchState {
  return { phase, since, lastContactAt, problem };
}

function together(namespaces: readonly string[], problem: Problem | null): Problem | null {
  return (
    problem && { ...problem, message: `None of ${namespaces.join(', ')} may be read: ${problem.message}` }
  );
}
