import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const echo = createServer((socket) => socket.pipe(socket).on('error', () => {}));
let proxy: TcpProxy;
let clients: Socket[];

beforeEach(async () => {
  clients = [];
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const address = echo.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  proxy = await startTcpProxy({ port: address.port });
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

async function client(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function echoed(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = await once(socket, 'data');
  return String(answer);
}

describe('the TCP proxy', () => {
  it('passes bytes both ways', async () => {
    expect(await echoed(await client(), 'hello')).toBe('hello');
    expect(proxy.connections()).toBe(1);
  });

  it('resets connections that are cut, and serves new ones', async () => {
    const socket = await client();
    await echoed(socket, 'hello');
    const failed = once(socket, 'error');
    proxy.cut();
    const [error] = await failed;
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(await echoed(await client(), 'again')).toBe('again');
  });

  it('lets nothing pass while it is a black hole, and goes on afterwards', async () => {
    const old = await client();
    await echoed(old, 'before');
    proxy.blackhole();
    const fresh = await client();
    const seen = vi.fn();
    for (const socket of [old, fresh]) {
      socket.on('data', (data) => seen(String(data)));
      socket.on('close', () => seen('closed'));
      socket.write('held');
    }
    // Whatever is going to pass has passed once another round trip on this machine is over.
    const other = await startTcpProxy({ port: portOfEcho() });
    const witness = connect(other.port, '127.0.0.1');
    clients.push(witness);
    for (const text of ['one', 'two', 'three']) await echoed(witness, text);
    expect(seen).not.toHaveBeenCalled();
    await proxy.resume();
    await vi.waitFor(() => expect(seen.mock.calls).toEqual([['held'], ['held']]));
    witness.destroy();
    await other.close();
  });

  it('refuses connections until it is resumed, on the same port', async () => {
    const socket = await client();
    const failed = once(socket, 'error');
    await proxy.refuse();
    await failed;
    await expect(client()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.resume();
    expect(await echoed(await client(), 'back')).toBe('back');
  });

  it('does not pass bytes twice when it is resumed without need', async () => {
    const socket = await client();
    await proxy.resume();
    const seen: string[] = [];
    socket.on('data', (data) => seen.push(String(data)));
    await echoed(socket, 'once');
    await echoed(socket, 'more');
    expect(seen.join('')).toBe('oncemore');
  });
});

function portOfEcho(): number {
  const address = echo.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
