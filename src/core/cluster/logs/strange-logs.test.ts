import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { status } from '../../../../test/servers/scripted-http.ts';
import { end, type LogReader, logReader, named } from './testing/log-reader.ts';
import {
  line,
  NAMESPACE,
  pod,
  type ScriptedLogs,
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

describe('several pods that are chosen one by one', () => {
  it('are read as one log, each once, and one that is gone is a note', async () => {
    scripted.setPods([pod('web-a'), pod('web-b'), pod('web-c')]);
    scripted.log('web-a', end(line(1, 'a1') + line(3, 'a3')));
    scripted.log('web-c', end(line(2, 'c2')));
    const targets = ['web-a', 'web-c', 'gone', 'web-a'].map(named);
    expect(texts(await read({ targets }))).toEqual([
      '(gone: There is no pod or deployment "gone" in the namespace shop.)',
      'a1',
      'c2',
      'a3',
    ]);
  });

  it('are found by their labels, as the API server reads them', async () => {
    scripted.setPods([pod('web-a')]);
    scripted.log('web-a', end(line(1, 'a1')));
    const selector = 'app in (web),tier!=cache';
    const targets = [{ kind: 'selector', selector, namespace: NAMESPACE } as const];
    expect(texts(await read({ targets }))).toEqual(['a1']);
    const asked = scripted.server.requests.map(({ path }) => new URL(path ?? '/', 'http://x').searchParams);
    expect(asked.map((query) => query.get('labelSelector'))).toContain(selector);
  });

  it('are followed to the end of the last of them, and a deleted one is said to be gone', async () => {
    scripted.setPods([pod('web-a'), pod('web-b')]);
    const open: ServerResponse[] = [];
    const say = (text: string) => (response: ServerResponse, query: URLSearchParams) => {
      if (query.get('follow') !== 'true') return void response.end(text);
      open.push(response);
      response.flushHeaders();
    };
    scripted.log('web-a', say(line(1, 'a1')));
    scripted.log('web-b', say(line(2, 'b2')));
    const reading = follow({ targets: ['web-a', 'web-b'].map(named) });
    await reading.sees((seen) => expect(seen).toEqual(expect.arrayContaining(['a1', 'b2'])));
    for (const name of ['web-a', 'web-b']) {
      scripted.server.answer(`/api/v1/namespaces/${NAMESPACE}/pods/${name}`, status(404, 'not found'));
      scripted.log(name, end(''));
    }
    for (const response of open) response.end();
    await reading.sees((seen) =>
      expect(seen).toEqual(
        expect.arrayContaining(['(web-a: The pod is gone.)', '(web-b: The pod is gone.)']),
      ),
    );
    await reading.ended;
    expect(reading.last()?.phase).toBe('ended');
  });

  it('a container that some of them lack takes nothing from the others', async () => {
    scripted.setPods([pod('web-a', { containers: ['app', 'proxy'] }), pod('web-b', { containers: ['app'] })]);
    scripted.log('web-a', end(line(1, 'from proxy')));
    expect(texts(await read({ container: 'proxy' }))).toEqual([
      '(web-b: The pod web-b has no container "proxy", but app.)',
      'from proxy',
    ]);
  });
});

describe('what no log should hold', () => {
  it('is harmless: binary, invalid UTF-8, no line break at the end', async () => {
    scripted.setPods([pod('web-a')]);
    const stamp = '2025-06-27T09:00:01.000000000Z ';
    const binary = Buffer.concat([
      Buffer.from(stamp),
      Buffer.from([0x00, 0x07, 0x1b, 0x5b, 0x32, 0x4a, 0xff, 0xfe, 0xc3, 0x28, 0x7f]),
      Buffer.from(`\n${stamp}fine\r\n${stamp}the last`),
    ]);
    scripted.log('web-a', end(binary));
    const lines = texts(await read());
    expect(lines.slice(1)).toEqual(['fine', 'the last']);
    expect(lines[0]).not.toMatch(/[\p{Cc}\ufffd]/u);
    expect(lines[0]).toContain('\\xff\\xfe');
  });

  it('a line of 10 MB that is followed keeps the memory it may, and what comes after is whole', async () => {
    scripted.setPods([pod('web-a')]);
    scripted.log('web-a', (response, query) => {
      if (query.get('follow') !== 'true') response.end(line(1, 'before'));
      else response.write(line(2, 'y'.repeat(10_000_000)) + line(3, 'after'));
    });
    const reading = follow({ targets: [named('web-a')] });
    await reading.sees((seen) => expect(seen.at(-1)).toBe('after'));
    expect(reading.lines.at(-2)).toMatchObject({ truncatedBytes: 10_000_000 - 16_384 });
  });

  it('a binary log of many megabytes without a line break is one line', async () => {
    scripted.setPods([pod('web-a')]);
    scripted.log(
      'web-a',
      end(Buffer.concat([Buffer.from(line(1, 'a').trimEnd()), Buffer.alloc(8_000_000, 0x80)])),
    );
    const [only, ...more] = await read();
    expect(more).toEqual([]);
    expect(only?.truncatedBytes).toBe(8_000_001 - 16_384);
    expect(only?.text.startsWith('a\\x80\\x80')).toBe(true);
  });
});
