import { describe, expect, it } from 'vitest';
import { applyPatch } from './patch.ts';

const merge = (target: unknown, patch: unknown) => applyPatch(target, patch, 'application/merge-patch+json');
const strategic = (target: unknown, patch: unknown) =>
  applyPatch(target, patch, 'application/strategic-merge-patch+json; charset=utf-8');
const json = (target: unknown, patch: unknown) => applyPatch(target, patch, 'application/json-patch+json');

describe('merge patch', () => {
  it('replaces values, removes with null and puts lists in place of lists', () => {
    expect(merge({ a: 1, b: { c: 2, d: 3 }, e: [1, 2] }, { b: { c: null, f: 4 }, e: [9] })).toEqual({
      a: 1,
      b: { d: 3, f: 4 },
      e: [9],
    });
  });
});

describe('strategic merge patch', () => {
  const pod = {
    containers: [
      { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
      { name: 'b', image: 'b:1' },
    ],
    args: ['one'],
  };

  it('merges containers and their variables by name', () => {
    expect(strategic(pod, { containers: [{ name: 'a', env: [{ name: 'Y', value: '2' }] }] })).toEqual({
      ...pod,
      containers: [
        {
          name: 'a',
          image: 'a:1',
          env: [
            { name: 'X', value: '1' },
            { name: 'Y', value: '2' },
          ],
        },
        { name: 'b', image: 'b:1' },
      ],
    });
  });

  it('deletes an element when told to, and replaces plain lists', () => {
    expect(strategic(pod, { containers: [{ name: 'a', $patch: 'delete' }], args: ['two'] })).toEqual({
      containers: [{ name: 'b', image: 'b:1' }],
      args: ['two'],
    });
  });

  it('keeps only what $retainKeys names', () => {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } };
    expect(strategic({ strategy }, { strategy: { $retainKeys: ['type'], type: 'Recreate' } })).toEqual({
      strategy: { type: 'Recreate' },
    });
  });
});

describe('JSON patch', () => {
  it('adds, replaces, removes, moves, copies and tests, also in lists', () => {
    expect(
      json({ list: [1, 2], map: { 'a/b': 1 } }, [
        { op: 'add', path: '/list/1', value: 9 },
        { op: 'add', path: '/list/-', value: 3 },
        { op: 'replace', path: '/map/a~1b', value: 2 },
        { op: 'test', path: '/list/0', value: 1 },
        { op: 'copy', from: '/list', path: '/copied' },
        { op: 'move', from: '/map/a~1b', path: '/moved' },
        { op: 'remove', path: '/list/0' },
      ]),
    ).toEqual({ list: [9, 2, 3], map: {}, copied: [1, 9, 2, 3], moved: 2 });
  });

  it.each([
    { op: 'replace', path: '/missing', value: 1 },
    { op: 'remove', path: '/list/7' },
    { op: 'test', path: '/list/0', value: 'other' },
  ])('refuses $op of $path', (operation) => {
    expect(() => json({ list: [1] }, [operation])).toThrow(/invalid/);
  });

  it('leaves what it was given alone', () => {
    const target = { a: { b: 1 } };
    json(target, [{ op: 'replace', path: '/a/b', value: 2 }]);
    expect(target).toEqual({ a: { b: 1 } });
  });
});
