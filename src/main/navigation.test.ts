import { BrowserWindow, type WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../core/kernel/log.ts';
import { guardNavigation, isDocumentation } from './navigation.ts';
import { PAGE_ORIGIN } from './page.ts';
import { resetElectronDouble } from './testing/electron-double.ts';

const openExternal = vi.fn<(url: string) => Promise<void>>(async () => {});
let contents: WebContents;

beforeEach(() => {
  resetElectronDouble();
  contents = new BrowserWindow().webContents;
  guardNavigation(contents, { pageOrigin: PAGE_ORIGIN, openExternal, log: silentLog });
});

function isStopped(event: string, url: string): boolean {
  const preventDefault = vi.fn();
  contents.emit(event, { url, preventDefault });
  return preventDefault.mock.calls.length > 0;
}

function openWindow(url: string) {
  const handler = vi.mocked(contents.setWindowOpenHandler).mock.lastCall?.[0];
  return handler?.({
    url,
    frameName: '',
    features: '',
    disposition: 'new-window',
    referrer: { url: '', policy: 'no-referrer' },
  });
}

describe.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s', (event) => {
  it.each([
    'https://attacker.example/',
    'http://localhost:5173/',
    'file:///etc/passwd',
    'app://elsewhere/',
    'data:text/html,<script>alert(1)</script>',
    'javascript:alert(1)',
    'https://kubernetes.io/docs/',
  ])('to %s is stopped', (url) => {
    expect(isStopped(event, url)).toBe(true);
  });

  it('within the page goes on', () => {
    expect(isStopped(event, 'app://control-center/#/health')).toBe(false);
  });
});

describe('new windows', () => {
  it.each([
    'https://kubernetes.io/docs/',
    'https://attacker.example/',
    'app://control-center/',
    'about:blank',
  ])('for %s are never opened', (url) => {
    expect(openWindow(url)).toEqual({ action: 'deny' });
  });

  it('hands documentation to the operator’s browser and nothing else', () => {
    openWindow('https://kubernetes.io/docs/concepts/');
    openWindow('https://attacker.example/');
    openWindow('file:///usr/bin/true');
    expect(openExternal.mock.calls).toEqual([['https://kubernetes.io/docs/concepts/']]);
  });

  it.each([
    'http://kubernetes.io/',
    'https://kubernetes.io.attacker.example/',
    'https://user@kubernetes.io/',
    'https://kubernetes.io:8443/',
    'ssh://kubernetes.io/',
    'smb://kubernetes.io/share',
    'rubbish',
  ])('%s is not documentation', (url) => {
    expect(isDocumentation(url)).toBe(false);
  });
});

it('attaches no webview', () => {
  const preventDefault = vi.fn();
  contents.emit('will-attach-webview', { preventDefault }, {}, { src: 'https://attacker.example' });
  expect(preventDefault).toHaveBeenCalledOnce();
});
