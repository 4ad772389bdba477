import { createServer, type Socket } from 'node:net';
import { Client } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnswerReader } from './answer-reader.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const chunked = (...parts: string[]) =>
  parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');

/** What a server may say, and whether it closes after it. */
const SAID: readonly [what: string, text: string, closes?: boolean][] = [
  ['a counted body', `${OK}Content-Length: 5\r\n\r\nhello`],
  ['nothing', `${OK}content-length: 0\r\n\r\n`],
  ['204', 'HTTP/1.1 204 No Content\r\nserver: x\r\n\r\n'],
  ['304 that says a length', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 20\r\n\r\n'],
  ['chunks', `${OK}Transfer-Encoding: chunked\r\n\r\n${chunked('hel', 'lo world, this is long')}0\r\n\r\n`],
  ['chunks with extensions', `${OK}transfer-encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0;x\r\n\r\n`],
  ['trailers', `${OK}transfer-encoding: chunked\r\n\r\n${chunked('a')}0\r\nx-sum: 1\r\nx-more: 2\r\n\r\n`],
  ['a body until the end', `${OK}content-type: text/plain\r\n\r\nuntil it ends`, true],
  ['an empty one until the end', `${OK}\r\n`, true],
  ['that it continues first', `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${OK}content-length: 2\r\n\r\nok`],
  ['that it closes', `${OK}connection: close\r\ncontent-length: 2\r\n\r\nok`, true],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok', true],
  ['an error with a page', `HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy`],
  ['no reason', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok'],
  ['bytes that look like an end', `${OK}content-length: 11\r\n\r\na\r\n\r\nb\r\n0\r\n`],
  [
    'names in capitals, and one that only ends alike',
    `${OK}X-Content-Length: 9\r\nCONTENT-LENGTH:   3\r\n\r\nabc`,
  ],
];

function read(text: string, pieces: readonly Buffer[], closes: boolean) {
  const reader = createAnswerReader('X at h:1');
  reader.begin();
  let isWhole = false;
  for (const piece of pieces) {
    expect(isWhole, `${text} is not over before its end`).toBe(false);
    isWhole = reader.take(piece);
  }
  if (!isWhole && closes) isWhole = reader.close();
  return { isWhole, status: reader.status, bytes: reader.bodyBytes, keepsOpen: reader.keepsOpen };
}

/** Cut in the same places every time. */
function cut(text: string, seed: number): Buffer[] {
  const bytes = Buffer.from(text, 'latin1');
  const pieces: Buffer[] = [];
  let state = seed;
  for (let at = 0; at < bytes.length; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const next = at + 1 + (state % 7);
    pieces.push(bytes.subarray(at, next));
    at = next;
  }
  return pieces;
}

describe('an answer is read as undici reads it', () => {
  let said = '';
  let closes = false;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket
      .on('error', () => {})
      .on('data', () => {
        socket.write(said, 'latin1');
        if (closes) socket.end();
      });
  });
  let url = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(SAID.map(([what, text, ends = false]) => [what, text, ends] as const))(
    '%s',
    async (_, text, ends) => {
      [said, closes] = [text, ends];
      const client = new Client(url);
      const answer = await client.request({ path: '/', method: 'GET' });
      const body = Buffer.from(await answer.body.arrayBuffer());
      await client.destroy();
      const wanted = { isWhole: true, status: answer.statusCode, bytes: body.length };
      const whole = read(text, [Buffer.from(text, 'latin1')], ends);
      expect(whole).toMatchObject(wanted);
      expect(whole.keepsOpen).toBe(!ends);
      for (let seed = 1; seed <= 50; seed += 1) expect(read(text, cut(text, seed), ends)).toEqual(whole);
    },
  );
});

describe('an answer that is none', () => {
  it.each([
    ['another language', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['HTTP/2', '\x00\x00\x12\x04\x00\x00\x00\x00\x00'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['two lengths', `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\nok`],
    ['a negative length', `${OK}content-length: -1\r\n\r\n`],
    ['a length that is no number', `${OK}content-length: 1e3\r\n\r\n`],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'],
    ['a chunk without a length', `${OK}transfer-encoding: chunked\r\n\r\nzz\r\n`],
    ['a chunk that is longer than it says', `${OK}transfer-encoding: chunked\r\n\r\n1\r\nabc\r\n`],
    ['a huge chunk', `${OK}transfer-encoding: chunked\r\n\r\nfffffffff\r\n`],
    ['a line that never ends', `${OK}transfer-encoding: chunked\r\n\r\n${'1'.repeat(2000)}`],
    ['a head that never ends', `${OK}x: ${'y'.repeat(20_000)}`],
    ['a body that is too large', `${OK}content-length: 1048577\r\n\r\n`],
    ['a body that grows too large', `${OK}\r\n${'x'.repeat(1_048_577)}`],
  ])('is told: %s', (_, text) => {
    expect(() => read(text, [Buffer.from(text, 'latin1')], false)).toThrow(/^X at h:1: /);
    if (text.length < 30_000) expect(() => read(text, cut(text, 3), false)).toThrow(/^X at h:1: /);
  });

  it.each([
    ['in the head', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['in a counted body', `${OK}content-length: 5\r\n\r\nhel`],
    ['in a chunk', `${OK}transfer-encoding: chunked\r\n\r\n5\r\nhel`],
    ['before the last chunk', `${OK}transfer-encoding: chunked\r\n\r\n${chunked('hello')}`],
  ])('is not whole when it is cut %s', (_, text) => {
    expect(read(text, [Buffer.from(text, 'latin1')], true).isWhole).toBe(false);
  });

  it('says more than was asked for: the connection is not used again', () => {
    const text = `${OK}content-length: 2\r\n\r\nok${OK}`;
    const reader = createAnswerReader('X at h:1');
    reader.begin();
    expect(reader.take(Buffer.from(text, 'latin1'))).toBe(true);
    expect(reader.keepsOpen).toBe(false);
  });
});
