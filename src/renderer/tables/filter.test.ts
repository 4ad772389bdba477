import { describe, expect, it } from 'vitest';
import type { Level } from '../../contract/health.ts';
import { countStates, filterRows, isFiltering, NO_FILTER } from './filter.ts';

interface Item {
  name: string;
  node: string;
  status: string;
  level: Level;
}

const ROWS: readonly Item[] = [
  { name: 'gs-service-a', node: 'node-1', status: 'Running', level: 'good' },
  { name: 'gs-service-b', node: 'node-2', status: 'CrashLoopBackOff', level: 'critical' },
  { name: 'mlops-manager-a', node: 'node-1', status: 'Running', level: 'warning' },
  { name: 'opa-a', node: '', status: 'Pending', level: 'warning' },
];

const searchable = {
  textOf: (row: Item) => `${row.name} ${row.node}`,
  stateOf: (row: Item) => row.status,
};

const names = (text: string, states: string[] = []) =>
  filterRows(ROWS, { text, states: new Set(states) }, searchable).map((row) => row.name);

describe('filterRows', () => {
  it('hands the very same rows on when nothing is looked for', () => {
    expect(filterRows(ROWS, NO_FILTER, searchable)).toBe(ROWS);
    expect(isFiltering({ text: '   ', states: new Set() })).toBe(false);
  });

  it('finds every word anywhere, whatever its case and order', () => {
    expect(names('NODE-1 gs')).toEqual(['gs-service-a']);
    expect(names('node-1')).toEqual(['gs-service-a', 'mlops-manager-a']);
  });

  it('finds nothing when one word is missing', () => {
    expect(names('gs nowhere')).toEqual([]);
  });

  it('keeps the rows of any chosen state, and joins that with the text', () => {
    expect(names('', ['Pending', 'CrashLoopBackOff'])).toEqual(['gs-service-b', 'opa-a']);
    expect(names('gs', ['Running'])).toEqual(['gs-service-a']);
  });
});

describe('countStates', () => {
  it('puts the worst state first and gives a state the worst level of its rows', () => {
    expect(countStates(ROWS, (row) => row.status)).toEqual([
      { state: 'CrashLoopBackOff', level: 'critical', count: 1 },
      { state: 'Running', level: 'warning', count: 2 },
      { state: 'Pending', level: 'warning', count: 1 },
    ]);
  });

  it('keeps a chosen state that has no rows any more', () => {
    expect(countStates([], (row: Item) => row.status, new Set(['Pending']))).toEqual([
      { state: 'Pending', level: 'unknown', count: 0 },
    ]);
  });
});
