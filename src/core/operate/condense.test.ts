import { expect, it } from 'vitest';
import { condense } from './condense.ts';

it('leaves what is small as it is, and drops what JSON does not know', () => {
  expect(condense({ a: [1, 'x', null], b: undefined })).toEqual({ a: [1, 'x', null] });
});

it('tells what is large by its size and hash, wherever it is, and keeps the rest', () => {
  const manifest = 'x'.repeat(1_000_000);
  const data = {
    parameters: { name: 'config', manifest },
    calls: [{ path: '/p', body: { data: manifest } }],
  };
  const large = {
    bytes: 1_000_002,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    begins: 'x'.repeat(1000),
  };
  expect(condense(data)).toEqual({
    parameters: { name: 'config', manifest: large },
    calls: [{ path: '/p', body: { data: large } }],
  });
});

it('keeps an entry below what the journal takes, however many values it has', () => {
  const values = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [index, 'y'.repeat(30_000)]));
  const condensed = condense({ name: 'config', body: { data: values } });
  expect(condensed).toMatchObject({ name: 'config', body: { data: { bytes: expect.any(Number) } } });
  expect(JSON.stringify(condensed).length).toBeLessThan(300_000);
});
