import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProduction } from '../testing/production.ts';

const PATIENCE = { timeout: 240_000 };

let production: Awaited<ReturnType<typeof openProduction>>;
const acgs = (...words: string[]) => production.acgs(['compliance', 'policy', ...words]);
const write = (name: string, text: string) => writeFile(join(production.folder, name), text);

beforeAll(async () => {
  production = await openProduction('policies');
  await write('kind.yaml', 'name: kind\ncontent: Tell people what is decided about them.\n');
  await write('bad.json', '{"name": "bad", "constitutional_hash": "0000000000000000"}');
  await write('broken.json', '{"name": ');
  await write('large.txt', 'x'.repeat(1_048_577));
  await mkdir(join(production.folder, 'folder'));
}, 60_000);

afterAll(() => production?.close());

describe('acgs compliance policy', PATIENCE, () => {
  it('tells what the service says of a policy, in each mode', async () => {
    const judged = await acgs('kind.yaml', '--mode', 'detailed', '--json');
    expect(judged.code).toBe(0);
    const found = JSON.parse(judged.out);
    expect(found.results).toHaveLength(5);
    expect(found).toMatchObject({
      verdict: 'compliant',
      overallCompliant: true,
      mode: 'detailed',
      score: expect.closeTo(0.97, 1),
      source: expect.stringContaining('Constitutional AI at'),
    });
    expect((await acgs('kind.yaml')).out).toContain('✅ Compliant');
    const refused = await acgs('bad.json', '--mode', 'comprehensive');
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('❌ Not compliant') });
  });

  it.each([
    ['missing.txt', 'missing.txt: there is no such file'],
    ['folder', 'folder is a folder'],
    ['/dev/null', '/dev/null is no file'],
    ['large.txt', 'large.txt is larger than 1 MiB'],
    ['broken.json', 'broken.json is no JSON document'],
  ])('says in one sentence what is wrong with %s', async (file, sentence) => {
    const { code, out, err } = await acgs(file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')).toHaveLength(2);
    expect(err).toContain(sentence);
  });

  it('cannot tell while the service is down or not named', async () => {
    await production.change((profile) => ({
      ...profile,
      services: { 'constitutional-ai': { url: 'http://127.0.0.1:9' } },
    }));
    expect(await acgs('kind.yaml')).toMatchObject({ code: 3, err: expect.stringContaining('127.0.0.1:9') });
    await production.change(({ services: _, ...profile }) => profile);
    expect(await acgs('kind.yaml')).toMatchObject({
      code: 3,
      err: expect.stringContaining('names no address of Constitutional AI'),
    });
  });
});
