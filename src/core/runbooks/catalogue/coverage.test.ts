import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { BUILT_ACTIONS } from '../actions/known.ts';
import { loadCatalogue } from './index.ts';

const COVERAGE = new URL('../../../../docs/coverage.md', import.meta.url);

it('docs/coverage.md says of every script of the guides whether it can be run', async () => {
  const text = await readFile(COVERAGE, 'utf8');
  const table = text.slice(text.indexOf("## The guides' scripts"));
  const rows = [...table.matchAll(/^\| `(\w+)`.* \| (.+) \|$/gm)];
  const told = rows.map(([, script, state = '']) => [
    script,
    !state.startsWith('written; cannot be run yet'),
  ]);
  const { entries } = loadCatalogue({ own: [], actions: BUILT_ACTIONS });
  const are = entries.flatMap(({ script, available }) => (script === null ? [] : [[script, available]]));
  expect(told.toSorted()).toEqual(are.toSorted());
});
