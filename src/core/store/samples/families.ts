import type { StoreDatabase } from '../database.ts';
import type { MetricFamily } from './series.ts';

/** What metrics are, in the words of those who export them; the last word counts. */
export function createFamilies(database: StoreDatabase) {
  const put = database.prepare<[string, string, string, string]>(`
    INSERT INTO metric_family (name, type, unit, help) VALUES (?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET type = excluded.type, unit = excluded.unit, help = excluded.help`);
  const all = database.prepare<[], MetricFamily>(
    'SELECT name, type, unit, help FROM metric_family ORDER BY name',
  );
  const written = new Map<string, string>();
  const write = database.transaction((families: readonly MetricFamily[]) => {
    for (const { name, type, unit, help } of families) put.run(name, type, unit, help);
  });
  return {
    describe(families: readonly MetricFamily[]) {
      const news = families.filter(
        ({ name, type, unit, help }) => written.get(name) !== `${type} ${unit} ${help}`,
      );
      if (news.length === 0) return;
      write(news);
      for (const { name, type, unit, help } of news) written.set(name, `${type} ${unit} ${help}`);
    },
    all: (): MetricFamily[] => all.all(),
  };
}
