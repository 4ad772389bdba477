import { describe, expect, it } from 'vitest';
import { matching, type PaletteEntry } from './palette-matching.ts';

const entry = (id: string, title: string, note = '', alias = ''): PaletteEntry => ({
  id,
  title,
  note,
  alias,
  picture: null,
  run: () => {},
});

const GROUPS = [
  { title: 'Panels', entries: [entry('panel-health', 'Health'), entry('panel-cluster', 'Cluster')] },
  {
    title: 'Systems',
    entries: [
      entry('system-postgres', 'PostgreSQL', 'down', 'postgres'),
      entry('system-redis', 'Redis', 'operational'),
    ],
  },
];

const found = (query: string) =>
  matching(GROUPS, query).flatMap((group) => group.entries.map(({ id }) => id));

describe('matching', () => {
  it('shows everything for an empty query', () => {
    expect(found('  ')).toHaveLength(4);
  });

  it('asks for every word, in title, note or alias, in any case', () => {
    expect(found('DOWN post')).toEqual(['system-postgres']);
    expect(found('redis down')).toEqual([]);
  });

  it('leaves out groups with nothing in them', () => {
    expect(matching(GROUPS, 'health').map((group) => group.title)).toEqual(['Panels']);
  });
});
