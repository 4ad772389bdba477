import { contextBridge, ipcRenderer } from 'electron';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PORT, PORT_WANTED } from '../main/port.ts';

const postMessage = vi.fn();
let exposed: Parameters<typeof contextBridge.exposeInMainWorld>[];

// The script runs once, as it does in a window.
beforeAll(async () => {
  vi.stubGlobal('window', { location: { origin: 'app://control-center' }, postMessage });
  await import('./index.ts');
  exposed = [...vi.mocked(contextBridge.exposeInMainWorld).mock.calls];
});
afterAll(() => vi.unstubAllGlobals());

describe('the preload script', () => {
  it('exposes one function, which asks for a port and says nothing else', () => {
    expect(exposed).toHaveLength(1);
    const [name, api] = exposed[0] ?? [];
    expect(name).toBe('acgs');
    expect(Object.keys(api)).toEqual(['requestPort']);
    api.requestPort('rubbish', { from: 'the page' });
    expect(vi.mocked(ipcRenderer.send).mock.calls).toEqual([[PORT_WANTED]]);
  });

  it('passes the port on to its own page only', () => {
    const port = { postMessage() {} };
    ipcRenderer.emit(PORT, { ports: [port] });
    expect(postMessage.mock.calls).toEqual([[{ type: 'acgs-port' }, 'app://control-center', [port]]]);
  });
});
