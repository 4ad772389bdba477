import { expect, it } from 'vitest';
import type { RunbookItem } from '../../../contract/runbooks.ts';
import { chaptersOf } from './chapters.ts';

function item(id: string, more: Partial<RunbookItem> = {}): RunbookItem {
  return {
    ...{ id, title: id, summary: '', chapter: null, script: null, routine: null, risk: 'read' },
    ...{ available: true, reason: null, from: 'shipped', parameters: [], steps: 1 },
    ...more,
  };
}

const items = [
  item('b', { chapter: { guide: 'deployment', section: 'Phases' } }),
  item('load_test', { script: 'load_test_mlops', chapter: { guide: 'handover', section: 'Load' } }),
  item('mine', { from: 'own', chapter: { guide: 'handover', section: 'Load' } }),
  item('a', { chapter: { guide: 'handover', section: 'Load' } }),
];

const told = (query: string) =>
  chaptersOf(items, query).map(({ title, items: of }) => [title, ...of.map(({ id }) => id)]);

it('puts own ones first, then the chapters of the guides, each by title', () => {
  expect(told('')).toEqual([
    ['Own runbooks', 'mine'],
    ['Handover guide: Load', 'a', 'load_test'],
    ['Deployment guide: Phases', 'b'],
  ]);
});

it('finds by every word, by the chapter, and by the script as the guide writes it', () => {
  expect(told('./scripts/load_test_mlops.sh')).toEqual([['Handover guide: Load', 'load_test']]);
  expect(told('load a')).toContainEqual(['Handover guide: Load', 'a', 'load_test']);
  expect(told('nothing like it')).toEqual([]);
});
