import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, status } from '../../../../test/servers/scripted-http.ts';
import type { LogRequest } from './index.ts';
import { end, type LogReader, logReader, named } from './testing/log-reader.ts';
import {
  line,
  NAMESPACE,
  pod,
  READ,
  running,
  type ScriptedLogs,
  SECRET,
  startScriptedLogs,
  texts,
} from './testing/scripted-logs.ts';

let scripted: ScriptedLogs;
let read: LogReader['read'];
let follow: LogReader['follow'];
let reader: LogReader;

beforeEach(async () => {
  scripted = await startScriptedLogs();
  reader = logReader(scripted);
  ({ read, follow } = reader);
});
afterEach(async () => {
  reader.stop();
  await scripted.close();
});

const LOG = `/api/v1/namespaces/${NAMESPACE}/pods/web-a/log`;

describe('the past', () => {
  it('of several pods comes in the order of time, whatever zone and width their stamps have', async () => {
    scripted.setPods([pod('web-b'), pod('web-a')]);
    scripted.log('web-a', end(line(1, 'a1') + line(3, 'a3')));
    scripted.log('web-b', end('2025-06-27T11:00:02.5+02:00 b2\n2025-06-27T09:00:04Z b4\nno time\n'));
    const lines = await read();
    expect(texts(lines)).toEqual(['a1', 'b2', 'a3', 'b4', 'no time']);
    expect(lines[1]).toEqual({
      namespace: NAMESPACE,
      pod: 'web-b',
      container: 'main',
      at: '2025-06-27T09:00:02.500Z',
      text: 'b2',
      truncatedBytes: 0,
      note: false,
    });
  });

  it('is the last lines of all pods together, so that none is missing in between', async () => {
    scripted.setPods([pod('web-a'), pod('web-b')]);
    scripted.log('web-a', end([1, 2, 3, 5].map((at) => line(at, `a${at}`)).join('')));
    scripted.log('web-b', end(line(4, 'b4')));
    expect(texts(await read({ tail: 3 }))).toEqual(['a3', 'b4', 'a5']);
    expect(scripted.server.requests.at(-1)?.path).toContain('tailLines=3');
  });

  it('keeps the beginning of a line of 10 MB and says how much is missing', async () => {
    scripted.setPods([pod('web-a')]);
    scripted.log('web-a', end(line(1, 'x'.repeat(10_000_000)) + line(2, 'next')));
    const [long, next] = await read();
    expect(long?.text).toBe('x'.repeat(16_384));
    expect(long?.truncatedBytes).toBe(10_000_000 - 16_384);
    expect(next?.text).toBe('next');
  });

  it('shows no secret, not even one that the cut would halve', async () => {
    scripted.setPods([pod('web-a')]);
    scripted.log(
      'web-a',
      end(line(1, `key ${SECRET}`) + line(2, `${'x'.repeat(16_376)}${SECRET}${'y'.repeat(9)}`)),
    );
    const lines = await read();
    expect(lines[0]?.text).toBe('key [redacted]');
    expect(lines[1]?.text).not.toContain(SECRET.slice(0, 8));
  });

  it('comes in batches that a screen can take', async () => {
    scripted.setPods([pod('web-a')]);
    scripted.log('web-a', end(Array.from({ length: 1201 }, (_, at) => line(at % 60, `l${at}`)).join('')));
    const sizes: number[] = [];
    for await (const batch of scripted.logs.open({ ...READ, tail: null })) sizes.push(batch.lines.length);
    expect(sizes).toEqual([500, 500, 201]);
  });
});

describe('what cannot be read is said in a sentence', () => {
  const container = (state: object) => ({
    phase: 'Pending',
    containerStatuses: [{ name: 'main', restartCount: 0, state }],
  });

  it.each<[string, Partial<LogRequest>, object[], object]>([
    [
      'an unknown name',
      { targets: [named('nobody')] },
      [],
      { code: 'not-found', message: /no pod or deployment "nobody"/ },
    ],
    [
      'an unknown pod',
      { targets: [{ kind: 'pod', name: 'web', namespace: NAMESPACE }] },
      [],
      { code: 'not-found', message: /no pod "web"/ },
    ],
    [
      'shell characters',
      { targets: [named('$(rm -rf /)')] },
      [],
      { code: 'usage', message: /cannot be the name/ },
    ],
    [
      'shell characters in a namespace',
      { targets: [{ kind: 'selector', selector: 'app=web', namespace: 'shop; rm -rf /' }] },
      [],
      { code: 'usage', message: /cannot be the name/ },
    ],
    [
      'an empty selector',
      { targets: [{ kind: 'selector', selector: ' ', namespace: NAMESPACE }] },
      [],
      { code: 'usage', message: /selector is empty/ },
    ],
    [
      'several containers',
      {},
      [pod('web-a', { containers: ['app', 'proxy'] })],
      { code: 'usage', message: /several containers: app, proxy/ },
    ],
    [
      'an unknown container',
      { container: 'gone' },
      [pod('web-a')],
      { code: 'usage', message: /no container "gone", but main/ },
    ],
    [
      'a container that waits',
      {},
      [pod('web-a', { status: container({ waiting: { reason: 'ImagePullBackOff' } }) })],
      { code: 'not-found', message: /has not started yet: ImagePullBackOff/ },
    ],
    [
      'no run before',
      { previous: true },
      [pod('web-a')],
      { code: 'not-found', message: /run only once: there is no log of a run before/ },
    ],
  ])('%s', async (_name, request, pods, expected) => {
    scripted.setPods(pods);
    const { code, message } = { code: '', message: /./, ...expected };
    await expect(read(request)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('a missing permission, by its name', async () => {
    scripted.setPods([pod('web-a')]);
    scripted.server.answer(LOG, status(403, 'forbidden'));
    await expect(read()).rejects.toMatchObject({
      code: 'forbidden',
      message: 'The permission to get pods/log in the namespace shop is missing',
    });
    await expect(follow().ended).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('one pod of several that waits is a note beside the lines of the others', async () => {
    scripted.setPods([pod('web-a', { status: { phase: 'Pending' } }), pod('web-b')]);
    scripted.log('web-b', end(line(1, 'b1')));
    expect(texts(await read())).toEqual([
      '(web-a: The container main of the pod web-a has not started yet.)',
      'b1',
    ]);
  });
});

describe('following', () => {
  it('goes on after a cut without repeating or losing a line, in mid line and with equal stamps', async () => {
    scripted.setPods([pod('web-a')]);
    const all = [line(1, 'one'), line(2, 'two'), line(2, 'two again'), line(2.5, 'half'), line(3, 'three')];
    let connections = 0;
    scripted.log('web-a', (response, query) => {
      if (query.get('follow') === null) return void response.end(all.slice(0, 2).join(''));
      connections += 1;
      expect(query.get('sinceTime')).toBe('2025-06-27T09:00:02Z');
      if (connections > 2) return void response.write(all.slice(1).join(''));
      // The first dies after a whole line, the second in the middle of one.
      response.write(all.slice(1, 3).join('') + (connections === 2 ? (all[3]?.slice(0, 33) ?? '') : ''));
      setImmediate(() => response.destroy());
    });
    const reading = follow();
    await reading.sees((seen) => expect(seen).toContain('three'));
    expect(texts(reading.lines)).toEqual(['one', 'two', 'two again', 'half', 'three']);
    expect(connections).toBe(3);
  });

  it('reads the last words of a run before those of the next', async () => {
    scripted.setPods([pod('web-a')]);
    const first = [line(1, 'start'), line(2, 'crash')];
    scripted.log('web-a', (response, query) => {
      if (query.get('previous')) return void response.end(first.join(''));
      if (query.get('follow') === null) return void response.end(first[0]);
      // Cut before the last line; when asked again, another run is there.
      if (JSON.stringify(scripted.server.requests).includes('previous')) {
        return void response.write(line(3, 'again'));
      }
      scripted.setPods([pod('web-a', { status: running(['main'], 1) })]);
      response.end();
    });
    const reading = follow();
    await reading.sees((seen) => expect(seen).toContain('again'));
    expect(texts(reading.lines)).toEqual([
      'start',
      'crash',
      '(web-a: The container was started again (restart 1).)',
      'again',
    ]);
  });

  it('takes in new pods of a deployment and says which ones have gone', async () => {
    scripted.setPods([pod('web-a')]);
    const open = new Map<string, ServerResponse>();
    const keep = (name: string) => (response: ServerResponse, query: URLSearchParams) => {
      if (query.get('follow') === null) return void response.end();
      open.set(name, response);
      response.write(line(1, `${name} says`));
    };
    scripted.log('web-a', keep('web-a'));
    scripted.log('web-b', keep('web-b'));
    const reading = follow();
    await reading.sees((seen) => expect(seen).toEqual(['web-a says']));
    scripted.setPods([pod('web-b')]);
    await reading.sees((seen) => {
      expect(seen).toContain('web-b says');
      expect(seen).toContain('(web-a: The pod is gone.)');
    });
    expect(texts(reading.lines)).toContain('(web-b: The pod has joined.)');
    expect(reading.last()?.sources).toEqual([
      { namespace: NAMESPACE, pod: 'web-a', container: 'main', state: 'ended' },
      { namespace: NAMESPACE, pod: 'web-b', container: 'main', state: 'reading' },
    ]);
  });

  it('of a pod ends when the pod has', async () => {
    const done = {
      phase: 'Succeeded',
      containerStatuses: [{ name: 'main', state: { terminated: { exitCode: 0 } } }],
    };
    scripted.setPods([pod('web-a', { status: done })]);
    scripted.log('web-a', end(`${line(1, 'one')}2025-06-27T09:00:02Z last words`));
    const reading = follow({ targets: [named('web-a')] });
    await reading.sees((seen) => expect(seen).toHaveLength(3));
    await reading.ended;
    expect(texts(reading.lines)).toEqual([
      'one',
      'last words',
      '(web-a: The container has ended (exit code 0).)',
    ]);
  });

  it('says what keeps the cluster from answering, and that it answers again', async () => {
    scripted.setPods([pod('web-a')]);
    scripted.log('web-a', (response, query) =>
      query.get('follow') === null ? response.end() : response.write(line(1, 'one')),
    );
    const reading = follow();
    await reading.sees((seen) => expect(seen).toEqual(['one']));
    const pods = `/api/v1/namespaces/${NAMESPACE}/pods`;
    scripted.server.answer(pods, status(503, 'no'));
    await reading.sees(() => expect(reading.last()?.problem).toMatchObject({ code: 'server-error' }));
    scripted.server.answer(pods, json({ items: [pod('web-a')] }));
    await reading.sees(() => expect(reading.last()?.problem).toBeNull());
  });

  it('drops the oldest lines for a reader that is slow, and says how many', async () => {
    scripted.setPods([pod('web-a')]);
    const total = 30_000;
    const written = Array.from({ length: total }, (_, at) => line(1 + at / 1000, `l${at}`)).join('');
    let sent = false;
    scripted.log('web-a', (response, query) => {
      if (query.get('follow') === null) return void response.end(line(0.5, 'before'));
      response.write(written, () => {
        sent = true;
      });
    });
    const stop = new AbortController();
    reader.onStop(stop);
    const slow = scripted.logs.open({ ...READ, follow: true }, stop.signal);
    await slow.next();
    // The first batch begins to follow; then nobody asks for a while.
    const first = await slow.next();
    await expect.poll(() => sent, { timeout: 8000 }).toBe(true);
    const lines = first.value ? [...first.value.lines] : [];
    let dropped = first.value?.dropped ?? 0;
    while (lines.at(-1)?.text !== `l${total - 1}`) {
      const next = slow.next();
      await scripted.clock.advance(250);
      const { value } = await next;
      dropped += value?.dropped ?? 0;
      lines.push(...(value?.lines ?? []));
    }
    expect(dropped).toBeGreaterThan(total / 2);
    expect(lines.length + dropped).toBe(total);
  });
});

it('a screen gets only some frames more than it has asked for', async () => {
  scripted.setPods([pod('web-a')]);
  scripted.log('web-a', end(Array.from({ length: 5000 }, (_, at) => line(at % 60, `l${at}`)).join('')));
  const frames = scripted.logs.frames({ ...READ, tail: null });
  const seen: number[] = [];
  let stream = '';
  const reading = (async () => {
    for await (const frame of frames) {
      stream = frame.stream;
      seen.push(frame.lines.length);
      expect(frame.reset).toBe(seen.length === 1);
    }
  })();
  await expect.poll(() => seen.length).toBe(4);
  await scripted.clock.advance(10_000);
  expect(seen).toHaveLength(4);
  scripted.logs.readOn(stream);
  await expect.poll(() => seen.length).toBe(5);
  while (seen.length < 10) {
    const before = seen.length;
    scripted.logs.readOn(stream);
    await expect.poll(() => seen.length).toBe(before + 1);
  }
  scripted.logs.readOn(stream);
  await reading;
});

it('names the containers there are to choose from', async () => {
  scripted.setPods([pod('web-a', { containers: ['app', 'proxy'] }), pod('web-b', { containers: ['app'] })]);
  expect(await scripted.logs.containers(READ)).toEqual(['app', 'proxy']);
});
