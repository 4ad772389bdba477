import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { json, type ScriptedHttp, startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { LAUNCHER, launch, start } from '../testing/launch.ts';

/** Logs and names that no cluster should have, read with the launcher as a process of its own. */
let server: ScriptedHttp;
let folder: TemporaryFolder;
/** Where the command runs: whatever a name made a shell do would leave something here. */
let place: TemporaryFolder;
const running: ChildProcessWithoutNullStreams[] = [];

const PODS = '/api/v1/namespaces/shop/pods';
const STAMP = '2025-06-27T09:00:01.000000000Z ';
const PATIENCE = { timeout: 90_000 };
const MOST_SHOWN = 16_384;

beforeEach(async () => {
  folder = await temporaryFolder('strange-logs');
  place = await temporaryFolder('place');
  server = await startScriptedHttp();
  const kubeconfig = join(folder.path, 'kubeconfig');
  await writeFile(
    kubeconfig,
    stringify({
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server: server.url } }],
      users: [{ name: 'c', user: {} }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
    }),
  );
  await writeFile(
    join(folder.path, 'profile.yaml'),
    stringify({ name: 'test', environment: 'staging', cluster: { kubeconfig, namespace: 'shop' } }),
  );
  setPod('web-a', ['main']);
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await server.close();
  await folder.remove();
  await place.remove();
});

function setPod(name: string, containers: readonly string[]): void {
  server.answer(
    `${PODS}/${name}`,
    json({
      metadata: { name, namespace: 'shop', uid: `uid-${name}` },
      spec: { nodeName: 'n', containers: containers.map((container) => ({ name: container })) },
      status: {
        phase: 'Running',
        containerStatuses: containers.map((container) => ({
          name: container,
          state: { running: { startedAt: '2025-06-27T08:00:00Z' } },
        })),
      },
    }),
  );
}

function setLog(say: (response: ServerResponse, follows: boolean) => void): void {
  server.answer(`${PODS}/web-a/log`, (request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    say(response, request.url?.includes('follow=true') ?? false);
  });
}

const environment = () => ({
  ACGS_PROFILE: join(folder.path, 'profile.yaml'),
  ACGS_DATA: join(folder.path, 'data'),
});
const logs = (...words: string[]) =>
  launch(['cluster', 'logs', ...words], { env: environment(), folder: place.path });

/** Whatever a terminal would obey, but the end of a line. */
const OBEYED = /(?!\n)[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe('a line of 10 MB', PATIENCE, () => {
  beforeEach(() => {
    const long = `${STAMP}${'x'.repeat(10_000_000)}\n`;
    setLog((response) => void response.end(`${STAMP}before\n${long}${STAMP}after\n`));
  });

  it('is cut, with how much is missing, and its neighbours are whole', async () => {
    const { code, out, err } = await logs('web-a');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [before, cut, after, ...more] = out.split('\n');
    expect([before, after, more]).toEqual(['before', 'after', ['']]);
    expect(cut).toBe(`${'x'.repeat(MOST_SHOWN)} … ${10_000_000 - MOST_SHOWN} bytes more`);
  });

  it('says in JSON how much is missing', async () => {
    const { code, out } = await logs('web-a', '--json');
    expect(code).toBe(0);
    const { items }: { items: { truncatedBytes: number }[] } = JSON.parse(out);
    expect(items.map(({ truncatedBytes }) => truncatedBytes)).toEqual([0, 10_000_000 - MOST_SHOWN, 0]);
  });
});

describe('a binary log', PATIENCE, () => {
  const parts = [
    Buffer.from('nul \0 bell \u0007 back \b\b\b delete \u007f'),
    Buffer.from(
      'colour \u001b[31mred, title \u001b]0;owned\u0007, clipboard \u001b]52;c;ZWNobyBoaQ==\u001b\\',
    ),
    Buffer.from('clear \u001b[2J\u001b[H, device \u001bP1$r\u001b\\, reset \u001bc, lone \u001b'),
    Buffer.from('eight bits: \u009b2J \u009d0;owned\u009c, next line \u0085'),
    Buffer.from([0x9b, 0x32, 0x4a, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf5, 0x80, 0xc0, 0x9b]),
    Buffer.from('turned \u202egnp.exe, \u2066isolated, \u2028 separated, over\rwritten'),
  ];
  beforeEach(() => {
    const log = parts.flatMap((part) => [Buffer.from(STAMP), part, Buffer.from('\n')]);
    setLog((response) => void response.end(Buffer.concat(log)));
  });

  it('reaches the terminal as text alone, a line for each of its lines', async () => {
    const { code, out, err } = await logs('web-a');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).not.toMatch(OBEYED);
    expect(out.trimEnd().split('\n')).toHaveLength(parts.length);
    for (const text of ['nul \\0 bell \\x07', 'red, title', '\\xff\\xfe\\xc3(', 'over\\rwritten']) {
      expect(out).toContain(text);
    }
  });

  it('is a JSON document with nothing in it that a terminal obeys', async () => {
    const { code, out } = await logs('web-a', '--json');
    expect(code).toBe(0);
    expect(out).not.toMatch(OBEYED);
    const { items }: { items: { text: string }[] } = JSON.parse(out);
    expect(items).toHaveLength(parts.length);
    for (const { text } of items) expect(text).not.toMatch(OBEYED);
  });
});

const SHELL_NAMES = [
  '$(touch executed)',
  '`touch executed`',
  `'; touch executed; "; touch executed`,
  'web-a\ntouch executed',
  '../../../../api%2f',
  '\u001b[2J\u001b]0;owned\u0007',
  'x'.repeat(254),
];

/** One sentence on standard error, harmless itself, and nothing done. */
async function expectRefusal(words: string[], code: number): Promise<string> {
  const refused = await logs(...words);
  expect(refused).toMatchObject({ code, out: '' });
  expect(refused.err).toMatch(/^acgs: [^\n]+\n$/);
  expect(refused.err).not.toMatch(OBEYED);
  expect(await readdir(place.path)).toEqual([]);
  return refused.err;
}

describe('a name full of shell characters', PATIENCE, () => {
  it.each(SHELL_NAMES)('%j of a pod is refused in one sentence, and nothing is executed', async (name) => {
    const said = await expectRefusal([name], 2);
    expect(said).toContain('cannot be the name of anything in a cluster');
    expect(server.requests.filter(({ path }) => path.includes('/pods'))).toEqual([]);
    const document = await logs(name, '--json');
    expect(document).toMatchObject({ code: 2, err: '' });
    expect(document.out).not.toMatch(OBEYED);
    expect(JSON.parse(document.out)).toMatchObject({ error: { code: 'usage' } });
  });

  it('of a container or a namespace is refused too', async () => {
    const name = `$(touch executed)\n\u001b[2J'"\`touch executed\``;
    const said = await expectRefusal(['web-a', '--container', name], 2);
    expect(said).toContain('The pod web-a has no container');
    await expectRefusal(['web-a', '--namespace', name], 2);
  });

  it('that the cluster itself tells is harmless, and the pod is read', async () => {
    const named = '\u001b]0;owned\u0007\n$(touch executed)';
    setPod('web-a', [named, 'other']);
    const said = await expectRefusal(['web-a'], 2);
    expect(said).toContain('has several containers');
    setLog((response) => void response.end(`${STAMP}hello\n`));
    const { code, out } = await logs('web-a', '--container', named);
    expect({ code, out }).toEqual({ code: 0, out: 'hello\n' });
    const asked = server.requests.filter(({ path }) => path.includes('/log')).map(({ path }) => path);
    expect(new URL(asked[0] ?? '', server.url).searchParams.get('container')).toBe(named);
    expect(await readdir(place.path)).toEqual([]);
  });
});

/** What a process holds in memory, bytes. */
function residentBytes(processId: number | undefined): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(processId)], { encoding: 'utf8' })) * 1024;
}

describe('a reader', PATIENCE, () => {
  const chunk = Buffer.from(`${STAMP}${'y'.repeat(1000)}\n`.repeat(64));

  /** Says it for as long as somebody takes it; `sent` is how many bytes were taken. */
  function endless(response: ServerResponse, told: (bytes: number) => void): void {
    const send = () => {
      while (!response.destroyed) {
        told(chunk.length);
        if (response.write(chunk)) continue;
        response.once('drain', send);
        return;
      }
    };
    send();
  }

  it('that does not read costs no memory, and may stop it', async () => {
    let sent = 0;
    setLog((response, follows) => {
      if (!follows) return void response.end(`${STAMP}first\n`);
      endless(response, (bytes) => {
        sent += bytes;
      });
    });
    const child = start(['cluster', 'logs', 'web-a', '--follow'], { env: environment() });
    running.push(child);
    child.stdout.pause();
    await expect.poll(() => sent, { timeout: 60_000 }).toBeGreaterThan(300_000_000);
    expect(residentBytes(child.pid)).toBeLessThan(350_000_000);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(5);
  });

  it('that leaves after the first line ends it quietly', async () => {
    setLog((response, follows) => {
      if (!follows) return void response.end(`${STAMP}first\n${STAMP}second\n`);
      const timer = setInterval(() => response.write(`${STAMP}more\n`), 50);
      response.once('close', () => clearInterval(timer));
    });
    const shell = spawn('sh', ['-c', `"${LAUNCHER}" cluster logs web-a --follow | head -1`], {
      env: { ...process.env, ...environment() },
    });
    running.push(shell);
    let out = '';
    let err = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    shell.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    // The shell ends when both ends of the pipe have.
    const [code] = await once(shell, 'close');
    expect({ code, out, err }).toEqual({ code: 0, out: 'first\n', err: '' });
  });
});
