import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { json, type ScriptedHttp, silence, startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { finished, start } from '../testing/launch.ts';
import { runHere } from '../testing/run-here.ts';

const PATIENCE = { timeout: 60_000 };

const book = (id: string, ...lines: string[]) =>
  ['apiVersion: acgs.dev/runbook/v1', `id: ${id}`, `title: ${id}`, 'summary: For a test.', ...lines, ''].join(
    '\n',
  );
const look = (id: string, more: string) =>
  `  - { id: ${id}, title: Look, action: http.get, with: { system: governance, path: /ok }, ${more} }`;
const exec = (command: string, words: string, timeout: string) => [
  'steps:',
  `  - { id: go, title: Go, action: exec, with: { command: ${command}, arguments: [${words}] }, timeout: ${timeout} }`,
  look('see', 'timeout: 10s'),
];

const BOOKS: Record<string, string> = {
  circle: book(
    'circle',
    'steps:',
    look('a', 'timeout: 1s, needs: [b]'),
    look('b', 'timeout: 1s, needs: [a]'),
  ),
  stranger: book('stranger', 'steps:', '  - { id: a, title: A, action: cluster.explode, timeout: 1s }'),
  mistyped: book('mistyped', 'steps:', look('a', 'timeout: soon')),
  say: book(
    'say',
    'parameters:',
    '  text: { type: string }',
    ...exec('say', '"${{ parameters.text }}"', '10s'),
  ),
  visit: book(
    'visit',
    'parameters:',
    '  path: { type: string }',
    '  times: { type: integer, default: 1, max: 3 }',
    'steps:',
    '  - { id: go, title: Visit it, action: http.get, with: { system: governance, path: "${{ parameters.path }}" }, timeout: 5s, when: { value: "${{ parameters.times }}", atLeast: 1 } }',
  ),
  flood: book('flood', ...exec('flood', '', '50s')),
  endless: book('endless', ...exec('endless', '', '2s')),
  hang: book('hang', ...exec('sleep', '"1000"', '1s')),
  long: book('long', ...exec('sleep', '"1001"', '1h')),
  mute: book(
    'mute',
    'steps:',
    '  - { id: go, title: Go, action: http.get, with: { system: governance, path: /mute }, timeout: 1s }',
  ),
};

let folder: TemporaryFolder;
let service: ScriptedHttp;
let words: string[];

beforeAll(async () => {
  folder = await temporaryFolder('bad-runbooks');
  service = await startScriptedHttp();
  service.answer('/base/ok', json({ fine: true }));
  service.answer('/base/mute', silence);
  for (const [name, text] of Object.entries(BOOKS)) await writeFile(join(folder.path, `${name}.yaml`), text);
  const node = (text: string) => ({ path: process.execPath, arguments: ['-e', text] });
  const profile = {
    ...{ name: 'bad', environment: 'staging', runbooks: Object.keys(BOOKS).map((name) => `${name}.yaml`) },
    services: { governance: { url: `${service.url}/base` } },
    commands: {
      say: node('process.stdout.write(process.argv[1])'),
      flood: node(
        "const part = 'x'.repeat(1e6); let left = 300; (function go() { while (left-- > 0) if (!process.stdout.write(part)) return process.stdout.once('drain', go); })()",
      ),
      endless: node(
        "const part = 'x'.repeat(1e6); (function go() { while (process.stdout.write(part)); process.stdout.once('drain', go); })()",
      ),
      sleep: { path: '/bin/sleep' },
    },
  };
  await writeFile(join(folder.path, 'profile.yaml'), stringify(profile));
  words = [
    '--profile',
    join(folder.path, 'profile.yaml'),
    '--data',
    join(folder.path, 'data'),
    '--yes',
    '--json',
  ];
});
afterAll(async () => {
  await service.close();
  await folder.remove();
});

async function run(id: string, ...parameters: string[]) {
  const given = parameters.flatMap((it) => ['--param', it]);
  const { code, out } = await runHere(['runbooks', 'run', id, ...given, ...words], { folder: folder.path });
  const document = JSON.parse(out);
  return { ...document, code, error: document.error?.message, step: document.steps?.[0] };
}

describe('a runbook that is wrong', PATIENCE, () => {
  it.each([
    ['circle', /^The runbook circle\.yaml is left out: line 6: .*(circle|wait)/],
    ['stranger', /^The runbook stranger\.yaml is left out: line 6: There is no action cluster\.explode/],
    ['mistyped', /^The runbook mistyped\.yaml is left out: line 6: .*timeout/],
  ])('%s is not run, and why is said with its line', async (id, why) => {
    expect(await run(id)).toMatchObject({ code: 2, error: expect.stringMatching(why) });
  });

  it('is not run with a value of another type, or beyond its bounds', async () => {
    for (const times of ['many', '1.5', '9', '$(id)']) {
      const { code, error } = await run('visit', 'path=/ok', `times=${times}`);
      expect([code, error]).toEqual([2, expect.stringContaining('times')]);
    }
  });
});

describe('what is put into a step is data', PATIENCE, () => {
  it.each([
    '$(touch pwned) `touch pwned`; touch pwned && touch pwned',
    '"quotes" \'and\' \\ more',
    '${{ parameters.text }} ${{ steps.go.output }}',
  ])('for a program: %s', async (text) => {
    const { code, step } = await run('say', `text=${text}`);
    expect([code, step.output.stdout]).toEqual([0, text]);
    expect(existsSync(join(folder.path, 'pwned'))).toBe(false);
  });

  it.each([
    '/../admin',
    '/%2e%2e/admin',
    '//evil.example/x',
    '/ok\r\nX: y',
    'http://evil.example/',
    '\\..\\admin',
  ])('for an address: %j', async (path) => {
    const before = service.requests.length;
    expect((await run('visit', `path=${path}`)).code).not.toBe(0);
    const strays = service.requests.slice(before).filter((it) => !it.path.startsWith('/base/'));
    expect(strays).toEqual([]);
  });
});

describe('a program of a step', PATIENCE, () => {
  it('may write without measure: its beginning is kept, and said to be cut', async () => {
    const before = process.memoryUsage.rss();
    const { code, step } = await run('flood');
    expect(code).toBe(0);
    expect(Buffer.byteLength(JSON.stringify(step.output))).toBeLessThan(70_000);
    expect(step.output.stdout.slice(-200)).toMatch(/300000000 bytes in all, of which the beginning is kept$/);
    // Of 300 MB.
    expect(process.memoryUsage.rss() - before).toBeLessThan(150_000_000);
  });

  it.each([
    ['endless', '2 s'],
    ['hang', '1 s'],
  ])('that does not end (%s) is ended in the middle, and what it did is not known', async (id, limit) => {
    const { code, status, step, why } = await run(id);
    expect([code, status, step.status]).toEqual([3, 'waiting', 'unknown']);
    expect(why).toContain(`It took longer than ${limit}: the program was ended in the middle of it`);
  });

  it('is ended when the operator stops, with what it started', async () => {
    const child = start(['runbooks', 'run', 'long', ...words]);
    const ended = finished(child);
    await expect.poll(() => runningSleeps('1001'), { timeout: 20_000 }).toBe(1);
    child.kill('SIGINT');
    expect((await ended).code).toBe(5);
    expect(await runningSleeps('1001')).toBe(0);
  });

  it('a service that does not answer is given up in the time of the step', async () => {
    const { code, status, step } = await run('mute');
    expect([code, status, step.words]).toEqual([
      1,
      'failed',
      expect.stringContaining('It took longer than 1 s'),
    ]);
  });
});

async function runningSleeps(argument: string): Promise<number> {
  const { spawnSync } = await import('node:child_process');
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line === `/bin/sleep ${argument}`).length;
}
