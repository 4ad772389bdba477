import { contextBridge, ipcRenderer } from 'electron';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PORT, PORT_WANTED } from '../main/port.ts';

const ORIGIN = 'app://control-center';

/** As much of a window as the script uses. */
const page = Object.assign(new EventTarget(), { location: { origin: ORIGIN }, postMessage: vi.fn() });

// The script runs once, as it does in a window.
beforeAll(async () => {
  vi.stubGlobal('window', page);
  await import('./index.ts');
});
afterAll(() => vi.unstubAllGlobals());

describe('the preload script', () => {
  it('asks for a port when the page has loaded and can listen, and says nothing else', () => {
    expect(ipcRenderer.send).not.toHaveBeenCalled();
    page.dispatchEvent(new Event('load'));
    expect(vi.mocked(ipcRenderer.send).mock.calls).toEqual([[PORT_WANTED]]);
  });

  it('passes the port on to its own page only', () => {
    const port = { postMessage() {} };
    ipcRenderer.emit(PORT, { ports: [port] });
    expect(page.postMessage.mock.calls).toEqual([[{ type: 'acgs-port' }, ORIGIN, [port]]]);
  });

  it('exposes nothing', () => {
    expect(contextBridge.exposeInMainWorld).not.toHaveBeenCalled();
    expect(Object.keys(page).sort()).toEqual(['location', 'postMessage']);
  });
});
