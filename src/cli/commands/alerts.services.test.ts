import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { finished, firstLine, start } from '../testing/launch.ts';
import { runHere } from '../testing/run-here.ts';

/** A service that is down, with rules of our own that fire at once, so that nobody waits half a minute. */
const RULES = `groups:
  - name: own
    rules:
      - {alert: DownAtOnce, expr: 'probe_up == 0', labels: {severity: emergency}, annotations: {summary: "{{ $labels.system }} is down"}}
`;

let folder: TemporaryFolder;
let common: string[];

beforeAll(async () => {
  folder = await temporaryFolder('alerts');
  // A port that was free a moment ago: nobody answers there.
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  server.close();
  await writeFile(join(folder.path, 'rules.yaml'), RULES);
  await writeFile(
    join(folder.path, 'profile.yaml'),
    `name: small\nenvironment: staging\nservices: { governance: { url: "http://127.0.0.1:${port}" } }\nalerts: { rules: [rules.yaml] }\nprobes: { intervalSeconds: 1, timeoutSeconds: 1 }\ncontacts: { Operations Lead: "Mara, 100" }\n`,
  );
  common = ['--profile', join(folder.path, 'profile.yaml'), '--data', join(folder.path, 'data')];
});
afterAll(() => folder.remove());

const run = (...words: string[]) => runHere(words, { folder: folder.path, env: process.env });
const acgs = (...words: string[]) => run(...words, ...common);
const listed = async (...words: string[]) => {
  const { code, out } = await acgs('alerts', 'list', '--json', ...words);
  const document: { items: Record<string, unknown>[]; evaluator: string } = JSON.parse(out);
  return { code, ...document };
};

describe('acgs alerts', { timeout: 90_000 }, () => {
  it('does not take it for good that nothing is watched', async () => {
    await writeFile(join(folder.path, 'nothing.yaml'), 'name: nothing\nenvironment: staging\n');
    const none = ['--profile', join(folder.path, 'nothing.yaml'), '--data', join(folder.path, 'nothing')];
    expect(await run('alerts', 'list', ...none)).toMatchObject({
      code: 3,
      out: expect.stringContaining('No rule has data to go by'),
    });
  });

  it('looks and evaluates once where nobody does, and answers through the door', async () => {
    const { code, items } = await listed();
    expect(code).toBe(0);
    const [alert = {}] = items;
    expect(alert).toMatchObject({
      ...{ name: 'DownAtOnce', level: 'emergency', state: 'firing', value: 0, acknowledgedBy: null },
      labels: { alertname: 'DownAtOnce', system: 'governance', severity: 'emergency' },
      annotations: { summary: 'governance is down' },
      ...{ silencedUntil: null, runbook: null, system: 'governance' },
    });
    expect(Date.parse(String(alert.respondBy)) - Date.parse(String(alert.firedAt))).toBe(5 * 60_000);
    const id = String(alert.id);
    expect((await acgs('alerts', 'list', '--check', '--recorded')).code).toBe(1);

    const explained = await acgs('alerts', 'explain', id.slice(0, 6));
    expect(explained.code).toBe(0);
    expect(explained.out).toContain('probe_up');
    expect((await acgs('alerts', 'ack', 'nothing')).code).toBe(1);
    expect((await acgs('alerts', 'ack', '')).code).toBe(1);
    expect(await acgs('alerts', 'ack', id, '--read-only')).toMatchObject({
      code: 4,
      err: expect.stringContaining('Read-only mode: not done: acknowledge an alert: DownAtOnce'),
    });
    expect(await acgs('alerts', 'ack', id, '--note', 'on it')).toMatchObject({ code: 0 });
    const again = await acgs('alerts', 'ack', id);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('is acknowledged by') });
    expect((await acgs('alerts', 'list', '--check', '--recorded')).code).toBe(0);

    expect((await acgs('alerts', 'silence', 'system=governance', '--yes')).code).toBe(2);
    expect((await acgs('alerts', 'silence', 'system=governance', '--reason', 'r')).code).toBe(4);
    const long = await acgs(
      'alerts',
      'silence',
      'system=governance',
      '--reason',
      'r',
      '--for',
      '2d',
      '--yes',
    );
    expect(long).toMatchObject({ code: 2, err: expect.stringContaining('24 h') });
    expect((await acgs('alerts', 'silence', 'system=governance', '--reason', 'r', '--yes')).code).toBe(0);
    const silenced = await listed('--recorded');
    expect(silenced.items[0]?.silencedUntil).not.toBeNull();

    const log = await acgs('alerts', 'log');
    expect(log.out).toMatch(/\] EMERGENCY: DownAtOnce of governance fires: governance is down/);
    expect(log.out).toContain('acknowledged: on it');
    expect((await acgs('alerts', 'log', '2026-02-30')).code).toBe(2);
    const rules = await acgs('alerts', 'rules', '--recorded', '--json');
    expect(JSON.parse(rules.out).items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'MLOpsModelAccuracyDrop', state: 'blind' }),
        expect.objectContaining({ name: 'DownAtOnce', state: 'good', firing: 1 }),
      ]),
    );
    const audit = await acgs('audit', 'list', '--json');
    const entries: { kind: string; subject: string }[] = JSON.parse(audit.out).items;
    const kinds = entries.flatMap(({ kind, subject }) =>
      kind === 'alert.firing' && subject !== `alert ${id}` ? [] : [kind],
    );
    const times = (kind: string) => kinds.filter((it) => it === kind).length;
    expect([times('alert.firing'), times('alert.acknowledged'), times('alert.silenced')]).toEqual([1, 1, 1]);
  });

  it('shows the book of a window on the same data, which goes on after a kill', async () => {
    const window = start(['serve', '--no-open', ...common]);
    const ended = finished(window);
    await firstLine(window);
    await vi.waitFor(async () => expect((await listed()).evaluator).toBe('elsewhere'), { timeout: 20_000 });
    // On a slow machine ServiceDown has waited its half minute by now: that is another alert.
    const own = ({ items }: { items: Record<string, unknown>[] }) =>
      items.flatMap(({ id, name }) => (name === 'DownAtOnce' ? [id] : []));
    const before = own(await listed());
    expect(before).toHaveLength(1);
    window.kill('SIGKILL');
    await ended;
    const after = await listed();
    expect(after.evaluator).toBe('nobody');
    expect(own(after)).toEqual(before);
    const audit = await acgs('audit', 'list', '--json');
    const entries: { kind: string; subject: string }[] = JSON.parse(audit.out).items;
    const told = entries.filter(({ subject }) => subject === `alert ${String(before[0])}`);
    expect(told.filter(({ kind }) => kind === 'alert.firing')).toHaveLength(1);
  });
});
