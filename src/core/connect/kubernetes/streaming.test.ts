import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, json, type ScriptedHttp } from '../../../../test/servers/scripted-http.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import type { WatchEvent } from './index.ts';
import { type ScriptedKubernetes, startScriptedKubernetes } from './testing/scripted-kubernetes.ts';

let scripted: ScriptedKubernetes;
let server: ScriptedHttp;
let open: ScriptedKubernetes['open'];

beforeEach(async () => {
  scripted = await startScriptedKubernetes();
  ({ server, open } = scripted);
});
afterEach(() => scripted.close());

/** Answers one after the other; the last one stays. */
function inTurn(...answers: Answer[]): Answer {
  return (request, response) => (answers.length > 1 ? answers.shift() : answers[0])?.(request, response);
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}

describe('a list', () => {
  it('comes page by page until there is no more', async () => {
    const page = (items: number[], token: string, remainingItemCount?: number) =>
      json({ metadata: { resourceVersion: '7', continue: token, remainingItemCount }, items });
    server.answer(
      '/api/v1/pods',
      inTurn(page([1, 2], 'next-1', 3), page([3, 4], 'next-2', 1), page([5], '')),
    );
    const pages = await collect(
      (await open()).listPages('/api/v1/pods', { limit: 2, query: { labelSelector: 'a' } }),
    );
    expect(pages.map(({ items }) => items)).toEqual([[1, 2], [3, 4], [5]]);
    expect(pages.map(({ remaining }) => remaining)).toEqual([3, 1, null]);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/api/v1/pods?labelSelector=a&limit=2',
      '/api/v1/pods?labelSelector=a&limit=2&continue=next-1',
      '/api/v1/pods?labelSelector=a&limit=2&continue=next-2',
    ]);
  });

  it('takes null for empty, as Go writes it, and nothing else for a list', async () => {
    server.answer('/api/v1/pods', json({ metadata: { resourceVersion: '7' }, items: null }));
    server.answer('/api/v1/odd', json({ kind: 'Pod' }));
    const kubernetes = await open();
    expect(await collect(kubernetes.listPages('/api/v1/pods'))).toMatchObject([{ items: [] }]);
    await expect(collect(kubernetes.listPages('/api/v1/odd'))).rejects.toMatchObject({ code: 'bad-answer' });
  });
});

describe('a watch', () => {
  const watchOptions = { resourceVersion: '7', timeoutSeconds: 60, idleTimeoutMs: 30_000 };
  const events: WatchEvent[] = [
    { type: 'ADDED', object: { metadata: { name: 'größer', resourceVersion: '8' } } },
    { type: 'MODIFIED', object: { metadata: { name: 'big' }, data: 'x'.repeat(300_000) } },
    { type: 'BOOKMARK', object: { metadata: { resourceVersion: '9' } } },
    { type: 'DELETED', object: { metadata: { name: 'a' } } },
  ];
  const streamOf =
    (lines: string): Answer =>
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const bytes = Buffer.from(lines);
      for (let at = 0; at < bytes.length; at += 1000) response.write(bytes.subarray(at, at + 1000));
      response.end();
    };
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');

  it('gives the events of its stream, then ends in good order', async () => {
    server.answer('/api/v1/pods', streamOf(lines));
    const kubernetes = await open();
    const onOpen = vi.fn();
    const seen = await collect(kubernetes.watch('/api/v1/pods', { ...watchOptions, onOpen }));
    expect(seen).toEqual(events);
    expect(onOpen).toHaveBeenCalledOnce();
    expect(server.requests[0]?.path).toBe(
      '/api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=60',
    );
  });

  it.each([
    ['an expired version', { type: 'ERROR', object: { code: 410, message: 'too old' } }, { status: 410 }],
    ['an error', { type: 'ERROR', object: { code: 500, message: 'broken' } }, { code: 'server-error' }],
    ['something else', { type: 'NEWS' }, { code: 'bad-answer' }],
  ])('that carries %s fails', async (_name, event, expected) => {
    server.answer('/api/v1/pods', streamOf(`${lines}${JSON.stringify(event)}\n`));
    const seen: WatchEvent[] = [];
    const watching = async () => {
      for await (const one of (await open()).watch('/api/v1/pods', watchOptions)) seen.push(one);
    };
    await expect(watching()).rejects.toMatchObject(expected);
    expect(seen).toHaveLength(events.length);
  });

  it('that hears nothing fails, and every byte grants it more time', async () => {
    let say: (text: string) => void = () => {};
    server.answer('/api/v1/pods', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      say = (text) => void response.write(text);
    });
    const clock = manualClock();
    const kubernetes = await open({ clock });
    const seen: string[] = [];
    let openNow = false;
    const watching = (async () => {
      const onOpen = () => {
        openNow = true;
      };
      for await (const { type } of kubernetes.watch('/api/v1/pods', { ...watchOptions, onOpen }))
        seen.push(type);
    })().catch((reason: unknown) => reason);
    await expect.poll(() => openNow).toBe(true);
    for (let turn = 1; turn <= 3; turn += 1) {
      await clock.advance(20_000);
      say(`${JSON.stringify(events[0])}\n`);
      await expect.poll(() => seen.length).toBe(turn);
    }
    await clock.advance(30_100);
    expect(await watching).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('nothing heard'),
    });
  });

  it('that its reader leaves closes its connection', async () => {
    let closed = false;
    server.answer('/api/v1/pods', (_request, response) => {
      response.on('close', () => {
        closed = true;
      });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(lines);
    });
    for await (const event of (await open()).watch('/api/v1/pods', watchOptions)) {
      expect(event.type).toBe('ADDED');
      break;
    }
    await expect.poll(() => closed).toBe(true);
  });
});

it('a log comes as text, as bytes when it is followed, and empty when there is none', async () => {
  server.answer(
    '/log',
    (_request, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('one\ntwo\n'),
  );
  server.answer('/empty', (_request, response) => void response.writeHead(204).end());
  const kubernetes = await open();
  expect(await kubernetes.text({ path: '/log' })).toBe('one\ntwo\n');
  expect(Buffer.concat(await collect(kubernetes.bytes({ path: '/log' }))).toString()).toBe('one\ntwo\n');
  expect(await kubernetes.text({ path: '/empty' })).toBe('');
});
