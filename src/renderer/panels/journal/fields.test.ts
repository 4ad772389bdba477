import { describe, expect, it } from 'vitest';
import { dataOf, fieldsOf } from './fields.ts';

describe('fieldsOf', () => {
  it('names every value by the way to it', () => {
    expect(fieldsOf({ result: 'done', parameters: { replicas: 3 }, tags: ['a', 'b'], none: null })).toEqual([
      { name: 'result', kind: 'value', text: 'done' },
      { name: 'parameters › replicas', kind: 'value', text: '3' },
      { name: 'tags', kind: 'value', text: 'a, b' },
    ]);
  });

  it('knows a diff, and a text of several lines', () => {
    const diff = '--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y';
    expect(fieldsOf({ preview: { diff }, note: 'one\ntwo' })).toEqual([
      { name: 'preview › diff', kind: 'diff', text: diff },
      { name: 'note', kind: 'text', text: 'one\ntwo' },
    ]);
  });

  it('counts what is in a list, and shows what is very deep as JSON', () => {
    expect(fieldsOf({ calls: [{ method: 'GET' }] })).toEqual([
      { name: 'calls › 1 › method', kind: 'value', text: 'GET' },
    ]);
    expect(fieldsOf({ a: { b: { c: { d: { e: 1 } } } } })).toEqual([
      { name: 'a › b › c › d', kind: 'text', text: '{\n  "e": 1\n}' },
    ]);
  });

  it('has nothing where there is nothing', () => {
    expect(fieldsOf(null)).toEqual([]);
    expect(dataOf('{"data":{"a":1}}')).toEqual({ a: 1 });
  });
});
