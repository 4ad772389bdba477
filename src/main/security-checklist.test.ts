import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow as ElectronWindow, protocol, session, shell } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { silentLog } from '../core/kernel/log.ts';
import { manualClock } from '../core/kernel/manual-clock.ts';
import { createRedactor } from '../core/kernel/redaction.ts';
import { registerPageScheme } from './app-protocol.ts';
import { runApplication } from './application.ts';
import { PORT_WANTED } from './port.ts';
import { type BrowserWindow, resetElectronDouble, WebFrameMain, windows } from './testing/electron-double.ts';

/**
 * Electron's own checklist (https://www.electronjs.org/docs/latest/tutorial/security), item by item,
 * asked of the application as it is wired, not of its parts.
 */
const root = join(import.meta.dirname, '../..');
const ELSEWHERE = 'https://attacker.example/';
let window: BrowserWindow;

beforeEach(async () => {
  resetElectronDouble();
  registerPageScheme(protocol);
  runApplication({
    openCore: async () => ({
      connect() {},
      checkNow() {},
      watch: () => () => {},
      tellAlerts: () => () => {},
      close: async () => {},
    }),
    route: null,
    devServer: 'http://localhost:5173',
    platform: 'linux',
    clock: manualClock(),
    redactor: createRedactor(),
    log: silentLog,
  });
  await vi.waitFor(() => expect(windows).toHaveLength(1));
  const [opened] = windows;
  if (!opened) throw new Error('no window');
  window = opened;
});

const preferences = () => window.webContents.webPreferences;

async function policy(): Promise<string[]> {
  const handler = vi.mocked(protocol.handle).mock.lastCall?.[1];
  const answer = await handler?.(new Request('app://control-center/missing'));
  return (answer?.headers.get('content-security-policy') ?? '').split('; ');
}

function prevented(event: string, url: string): boolean {
  const preventDefault = vi.fn();
  window.webContents.emit(event, { url, preventDefault });
  return preventDefault.mock.calls.length > 0;
}

async function sources(folder: string): Promise<string> {
  const names = await readdir(join(root, folder), { recursive: true });
  const code = names.filter((name) => /\.(tsx?|html)$/.test(name) && !/\.test\.|testing/.test(name));
  expect(code.length, `files in ${folder}`).toBeGreaterThan(0);
  return (await Promise.all(code.map((name) => readFile(join(root, folder, name), 'utf8')))).join('\n');
}

const CHECKLIST: [item: string, check: () => void | Promise<void>][] = [
  [
    '1. Only load secure content',
    async () => {
      for (const [url] of window.loadURL.mock.calls) expect(url).toMatch(/^app:\/\/control-center\//);
      expect((await policy()).join()).not.toMatch(/\b(http|ws):/);
    },
  ],
  [
    '2. Do not enable Node.js integration for remote content',
    () => {
      expect(preferences()).toMatchObject({
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
      });
    },
  ],
  ['3. Enable context isolation', () => expect(preferences().contextIsolation).toBe(true)],
  ['4. Enable process sandboxing', () => expect(preferences().sandbox).toBe(true)],
  [
    '5. Handle session permission requests from remote content',
    () => {
      const { setPermissionRequestHandler, setPermissionCheckHandler } = session.defaultSession;
      const answer = vi.fn();
      const request = vi.mocked(setPermissionRequestHandler).mock.lastCall?.[0];
      request?.(new ElectronWindow().webContents, 'media', answer, {
        isMainFrame: true,
        requestingUrl: ELSEWHERE,
      });
      expect(answer.mock.calls).toEqual([[false]]);
      const check = vi.mocked(setPermissionCheckHandler).mock.lastCall?.[0];
      expect(check?.(null, 'media', ELSEWHERE, { isMainFrame: true })).toBe(false);
    },
  ],
  ['6. Do not disable webSecurity', () => expect(preferences().webSecurity).toBe(true)],
  [
    '7. Define a Content Security Policy',
    async () => {
      expect(await policy()).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'"]));
    },
  ],
  [
    '8. Do not enable allowRunningInsecureContent',
    () => expect(preferences().allowRunningInsecureContent).toBeUndefined(),
  ],
  [
    '9. Do not enable experimental features',
    () => expect(preferences().experimentalFeatures).toBeUndefined(),
  ],
  ['10. Do not use enableBlinkFeatures', () => expect(preferences().enableBlinkFeatures).toBeUndefined()],
  [
    '11. Do not use allowpopups for WebViews',
    async () => {
      expect(preferences().webviewTag).toBe(false);
      expect(await sources('src/renderer')).not.toMatch(/<webview/i);
    },
  ],
  [
    '12. Verify WebView options before creation',
    () => expect(prevented('will-attach-webview', '')).toBe(true),
  ],
  [
    '13. Disable or limit navigation',
    () => {
      for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
        expect(prevented(event, ELSEWHERE), event).toBe(true);
      }
    },
  ],
  [
    '14. Disable or limit creation of new windows',
    () => {
      const open = window.webContents.setWindowOpenHandler.mock.lastCall?.[0];
      for (const url of [ELSEWHERE, 'app://control-center/', 'https://kubernetes.io/']) {
        expect(open?.({ ...opening, url })).toEqual({ action: 'deny' });
      }
    },
  ],
  [
    '15. Do not use shell.openExternal with untrusted content',
    () => {
      const open = window.webContents.setWindowOpenHandler.mock.lastCall?.[0];
      for (const url of [ELSEWHERE, 'file:///usr/bin/true', 'smb://host/share']) open?.({ ...opening, url });
      expect(shell.openExternal).not.toHaveBeenCalled();
    },
  ],
  [
    '16. Use a current version of Electron',
    async () => {
      const wanted: { devDependencies: { electron: string } } = JSON.parse(
        await readFile(join(root, 'package.json'), 'utf8'),
      );
      const { version }: { version: string } = JSON.parse(
        await readFile(join(root, 'node_modules/electron/package.json'), 'utf8'),
      );
      // Exact, so that what was tested is what is shipped.
      expect(wanted.devDependencies.electron).toBe(version);
      expect(Number(version.split('.')[0])).toBeGreaterThanOrEqual(45);
    },
  ],
  [
    '17. Validate the sender of all IPC messages',
    async () => {
      const { ipc, postMessage } = window.webContents;
      ipc.emit(PORT_WANTED, { senderFrame: new WebFrameMain(ELSEWHERE) });
      expect(postMessage).not.toHaveBeenCalled();
      ipc.emit(PORT_WANTED, { senderFrame: new WebFrameMain('app://control-center/') });
      expect(postMessage).toHaveBeenCalledOnce();
      expect(ipc.eventNames()).toEqual([PORT_WANTED]);
      expect(await sources('src/main')).not.toMatch(/\bipcMain\b/);
    },
  ],
  [
    '18. Avoid usage of the file:// protocol and prefer usage of custom protocols',
    async () => {
      expect(vi.mocked(protocol.registerSchemesAsPrivileged).mock.lastCall?.[0]).toMatchObject([
        { scheme: 'app', privileges: { standard: true, secure: true } },
      ]);
      expect(vi.mocked(protocol.handle).mock.calls.map(([scheme]) => scheme)).toEqual(['app']);
      expect(await sources('src/main')).not.toMatch(/\bloadFile\(|file:\/\/|bypassCSP/);
    },
  ],
  [
    '19. Check which fuses you can change',
    async () => {
      const file = await readFile(join(root, 'electron-builder.yml'), 'utf8');
      const config = z.object({ electronFuses: z.unknown() }).parse(parse(file));
      expect(config.electronFuses).toEqual({
        runAsNode: false,
        enableCookieEncryption: true,
        enableNodeOptionsEnvironmentVariable: false,
        enableNodeCliInspectArguments: false,
        enableEmbeddedAsarIntegrityValidation: true,
        onlyLoadAppFromAsar: true,
        loadBrowserProcessSpecificV8Snapshot: false,
        grantFileProtocolExtraPrivileges: false,
      });
    },
  ],
  [
    '20. Do not expose Electron APIs to untrusted web content',
    async () => {
      const preload = await sources('src/preload');
      expect(preload).not.toMatch(/contextBridge|exposeInMainWorld/);
      expect(
        [...preload.matchAll(/import \{([^}]+)\} from 'electron'/g)].map(([, names]) => names?.trim()),
      ).toEqual(['ipcRenderer']);
    },
  ],
];

const opening = {
  frameName: '',
  features: '',
  disposition: 'new-window',
  referrer: { url: '', policy: 'no-referrer' },
} as const;

describe('Electron’s security checklist', () => {
  it.each(CHECKLIST)('%s', (_item, check) => check());

  it('is complete', () => {
    expect(CHECKLIST.map(([item]) => Number.parseInt(item, 10))).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it('was asked of an installed application, which ignores a development server', () => {
    expect(app.isPackaged).toBe(true);
    expect(preferences().devTools).toBe(false);
  });
});
