import { describe, expect, it } from 'vitest';
import { parseManifest } from './config-map-manifest.ts';

const of = { namespace: 'acgs', name: 'config' };
const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config }\n';

describe('the file of a config map', () => {
  it('is read as YAML or JSON', () => {
    expect(parseManifest(`${head}data:\n  a: "1"\n`, 'f', of).data).toEqual({ a: '1' });
    const json = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' } });
    expect(parseManifest(json, 'f', of).data).toBeUndefined();
  });

  it.each([
    ['', 'f.yaml: there is nothing in it'],
    [`${head}---\n${head}`, 'f.yaml: line 4: it holds 2 documents; one config map is expected'],
    [`${head}data: { a: 10 }`, 'f.yaml: line 4: data.a: must be text; put it in quotes'],
    // YAML 1.1, as kubectl reads it: a bare yes is a truth value.
    [`${head}data: { a: yes }`, 'f.yaml: line 4: data.a: must be text; put it in quotes'],
    [`${head}data: { a: "1", a: "2" }`, 'f.yaml: line 4: not valid YAML: Map keys must be unique'],
    [head.replace('ConfigMap', 'Secret'), 'f.yaml: line 2: kind: '],
    [head.replace('config }', 'other }'), 'f.yaml: it is config map acgs/other, not config map acgs/config'],
    [head.replace(' }', ', namespace: else }'), 'f.yaml: it is config map else/config, not'],
  ])('%j is refused in one sentence', (text, sentence) => {
    expect(() => parseManifest(text, 'f.yaml', of)).toThrow(sentence);
  });
});
