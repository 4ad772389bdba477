import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { os, type RouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { BrowserWindow, type MessagePortMain } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../core/kernel/log.ts';
import { PAGE_ORIGIN } from './page.ts';
import { PORT, PORT_WANTED, servePort } from './port.ts';
import { resetElectronDouble, WebFrameMain } from './testing/electron-double.ts';

const ended = vi.fn();
const router = {
  echo: os.handler(({ input }) => ({ said: input })),
  ticks: os.handler(async function* ({ signal }) {
    yield 1;
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    ended();
  }),
};

let window: BrowserWindow;

beforeEach(() => {
  resetElectronDouble();
  window = new BrowserWindow();
  const handler = new RPCHandler(router);
  servePort(window.webContents, {
    pageOrigin: PAGE_ORIGIN,
    connect: async (port) => handler.upgrade(port),
    log: silentLog,
  });
});

function wanted(frame: WebFrameMain | null): void {
  window.webContents.ipc.emit(PORT_WANTED, { senderFrame: frame });
}

function sent(): MessagePortMain[] {
  return vi.mocked(window.webContents.postMessage).mock.calls.flatMap(([channel, , ports]) => {
    expect(channel).toBe(PORT);
    return ports ?? [];
  });
}

function clientOn(port: MessagePortMain | undefined): RouterClient<typeof router> {
  if (!port) throw new Error('no port came');
  const client: RouterClient<typeof router> = createORPCClient(new RPCLink({ port }));
  port.start();
  return client;
}

const page = () => new WebFrameMain(`${PAGE_ORIGIN}/`);

describe('the port of our page', () => {
  it('carries calls to the router and back', async () => {
    wanted(page());
    const ports = sent();
    expect(ports).toHaveLength(1);
    expect(await clientOn(ports[0]).echo('hello')).toEqual({ said: 'hello' });
  });

  it('ends with the window, and so do the streams on it', async () => {
    wanted(page());
    const ticks = await clientOn(sent()[0]).ticks();
    expect(await ticks.next()).toMatchObject({ value: 1 });
    window.close();
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  });

  it('is replaced when the page asks again', async () => {
    wanted(page());
    const ticks = await clientOn(sent()[0]).ticks();
    expect(await ticks.next()).toMatchObject({ value: 1 });
    wanted(page());
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
    expect(await clientOn(sent()[1]).echo('again')).toEqual({ said: 'again' });
  });
});

describe('no port is handed', () => {
  it.each(['https://attacker.example/', 'app://elsewhere/', 'http://localhost:5173/', 'about:blank'])(
    'to a page at %s',
    (url) => {
      wanted(new WebFrameMain(url));
      expect(sent()).toEqual([]);
    },
  );

  it('to a frame inside our page', () => {
    const frame = page();
    frame.parent = page();
    wanted(frame);
    expect(sent()).toEqual([]);
  });

  it('to a frame that is gone', () => {
    wanted(null);
    expect(sent()).toEqual([]);
  });
});
