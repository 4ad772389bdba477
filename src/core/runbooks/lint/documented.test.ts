import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { KNOWN_ACTIONS } from '../actions/known.ts';
import { loadCatalogue } from '../catalogue/index.ts';
import { lintRunbook } from './index.ts';

const text = await readFile(new URL('../../../../docs/runbooks.md', import.meta.url), 'utf8');

it('finds nothing wrong with the example of the manual', () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
  const catalogue = loadCatalogue({ own: [], actions: new Set() });
  const { runbook, findings } = lintRunbook(Buffer.from(example), catalogue.source);
  expect(findings).toEqual([]);
  expect(runbook?.id).toBe('calm-service');
});

it('knows every action that the manual lists, and the manual every one that is not for later', () => {
  const [, table = ''] = /## Actions\n(.*?)\n## /s.exec(text) ?? [];
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const namesIn = (lines: string[]) =>
    lines.flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([\w.*-]+)`/g)].map(([, name = '']) => name),
    );
  const isLater = (line: string) => line.includes('come with their parts');
  const later = namesIn(rows.filter(isLater)).map((name) => name.replace(/\*$/, ''));
  const known = [...KNOWN_ACTIONS.keys()].filter((name) => !later.some((prefix) => name.startsWith(prefix)));
  expect(namesIn(rows.filter((line) => !isLater(line))).sort()).toEqual(known.sort());
});
