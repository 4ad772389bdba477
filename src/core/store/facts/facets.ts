import type { StoreDatabase } from '../database.ts';

/** The facets there are facts of, by number. */
export interface Facets {
  /** The number of a facet, given when it is first asked for. */
  idOf(subject: string, name: string): number;
  ids(): number[];
}

export function createFacets(database: StoreDatabase): Facets {
  const find = database.prepare<[string, string], { id: number }>(
    'SELECT id FROM facet WHERE subject = ? AND name = ?',
  );
  const add = database.prepare('INSERT INTO facet (subject, name) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const all = database.prepare<[], { id: number }>('SELECT id FROM facet');
  const known = new Map<string, number>();

  return {
    idOf(subject, name) {
      const key = JSON.stringify([subject, name]);
      const cached = known.get(key);
      if (cached !== undefined) return cached;
      if (!find.get(subject, name)) add.run(subject, name);
      const id = find.get(subject, name)?.id;
      if (id === undefined) throw new Error(`the facet ${name} of ${subject} cannot be written`);
      // A number given inside a transaction that is rolled back later would name nothing.
      if (!database.inTransaction) known.set(key, id);
      return id;
    },
    ids: () => all.all().map(({ id }) => id),
  };
}
