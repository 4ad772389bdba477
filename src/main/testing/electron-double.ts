/**
 * Stands in for Electron in tests, where vitest puts it in place of the `electron` package: the runtime
 * is a download, and what the host asks of it is more telling than what it draws. Everything here is
 * typed against Electron's own types, so a call that Electron 45 would not know does not compile.
 *
 * Tests import Electron's names from 'electron' and the handles below from this file.
 */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { vi } from 'vitest';

export { MessageChannelMain, MessagePortMain } from './message-channel.ts';

export class WebFrameMain {
  parent: WebFrameMain | null = null;
  origin: string;
  url: string;
  constructor(url: string) {
    this.url = url;
    this.origin = /^[a-z]+:\/\/[^/]*/.exec(url)?.[0] ?? 'null';
  }
}

export class WebContents extends EventEmitter {
  readonly session = session.defaultSession;
  readonly ipc = new EventEmitter();
  readonly webPreferences: Electron.WebPreferences;
  mainFrame = new WebFrameMain('about:blank');
  readonly setWindowOpenHandler = vi.fn<Electron.WebContents['setWindowOpenHandler']>();
  readonly postMessage = vi.fn<Electron.WebContents['postMessage']>();
  readonly reload = vi.fn<Electron.WebContents['reload']>();
  readonly loadURL = vi.fn<Electron.WebContents['loadURL']>(async (url) => {
    this.mainFrame = new WebFrameMain(url);
  });
  readonly getURL = vi.fn<Electron.WebContents['getURL']>(() => this.mainFrame.url);
  readonly isDestroyed = vi.fn<Electron.WebContents['isDestroyed']>(() => false);
  constructor(webPreferences: Electron.WebPreferences = {}) {
    super();
    this.webPreferences = webPreferences;
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: WebContents;
  readonly show = vi.fn<Electron.BrowserWindow['show']>();
  readonly focus = vi.fn<Electron.BrowserWindow['focus']>();
  readonly restore = vi.fn<Electron.BrowserWindow['restore']>();
  readonly isMinimized = vi.fn<Electron.BrowserWindow['isMinimized']>(() => false);
  readonly isDestroyed = vi.fn<Electron.BrowserWindow['isDestroyed']>(() => false);
  readonly loadURL = vi.fn<Electron.BrowserWindow['loadURL']>((url) => this.webContents.loadURL(url));
  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    this.webContents = new WebContents(options.webPreferences);
    windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  close(): void {
    this.isDestroyed.mockReturnValue(true);
    this.webContents.isDestroyed.mockReturnValue(true);
    this.webContents.emit('destroyed');
    this.emit('closed');
    windows.splice(windows.indexOf(this), 1);
    if (windows.length === 0) app.emit('window-all-closed');
  }
}

export class Tray extends EventEmitter {
  readonly setImage = vi.fn<Electron.Tray['setImage']>();
  readonly setToolTip = vi.fn<Electron.Tray['setToolTip']>();
  readonly setTitle = vi.fn<Electron.Tray['setTitle']>();
  readonly setContextMenu = vi.fn<Electron.Tray['setContextMenu']>();
  readonly destroy = vi.fn<Electron.Tray['destroy']>();
  readonly image: unknown;
  constructor(image: unknown) {
    super();
    this.image = image;
    trays.push(this);
  }
}

export class Notification extends EventEmitter {
  static readonly isSupported = vi.fn<typeof Electron.Notification.isSupported>(() => true);
  readonly options: Electron.NotificationConstructorOptions;
  readonly show = vi.fn<Electron.Notification['show']>();
  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.options = options;
    notifications.push(this);
  }
}

/** A child process that says what the test tells it to say. */
export class UtilityProcess extends EventEmitter {
  readonly stderr = new EventEmitter();
  readonly postMessage = vi.fn<Electron.UtilityProcess['postMessage']>();
  readonly kill = vi.fn<Electron.UtilityProcess['kill']>(() => {
    this.emit('exit', 15);
    return true;
  });
  constructor() {
    super();
    children.push(this);
  }
}

export const windows: BrowserWindow[] = [];
export const trays: Tray[] = [];
export const notifications: Notification[] = [];
export const children: UtilityProcess[] = [];

type Emitter = InstanceType<typeof EventEmitter>;

export const app: Emitter &
  Pick<
    Electron.App,
    | 'exit'
    | 'focus'
    | 'getAppPath'
    | 'getPath'
    | 'getVersion'
    | 'isPackaged'
    | 'quit'
    | 'requestSingleInstanceLock'
    | 'setAppUserModelId'
    | 'setAsDefaultProtocolClient'
    | 'setBadgeCount'
    | 'whenReady'
  > = Object.assign(new EventEmitter(), {
  isPackaged: true,
  exit: vi.fn<Electron.App['exit']>(),
  focus: vi.fn<Electron.App['focus']>(),
  getAppPath: vi.fn<Electron.App['getAppPath']>(() => join(import.meta.dirname, '../../..')),
  getPath: vi.fn<Electron.App['getPath']>((name) => join('/acgs-test', name)),
  getVersion: vi.fn<Electron.App['getVersion']>(() => '0.1.0'),
  quit: vi.fn<Electron.App['quit']>(),
  requestSingleInstanceLock: vi.fn<Electron.App['requestSingleInstanceLock']>(() => true),
  setAppUserModelId: vi.fn<Electron.App['setAppUserModelId']>(),
  setAsDefaultProtocolClient: vi.fn<Electron.App['setAsDefaultProtocolClient']>(() => true),
  setBadgeCount: vi.fn<Electron.App['setBadgeCount']>(() => true),
  whenReady: vi.fn<Electron.App['whenReady']>(async () => {}),
});

export const protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'> = {
  registerSchemesAsPrivileged: vi.fn<Electron.Protocol['registerSchemesAsPrivileged']>(),
  handle: vi.fn<Electron.Protocol['handle']>(),
};

export const session: {
  defaultSession: Pick<
    Electron.Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >;
} = {
  defaultSession: {
    setPermissionRequestHandler: vi.fn<Electron.Session['setPermissionRequestHandler']>(),
    setPermissionCheckHandler: vi.fn<Electron.Session['setPermissionCheckHandler']>(),
    setDevicePermissionHandler: vi.fn<Electron.Session['setDevicePermissionHandler']>(),
  },
};

export const Menu = {
  setApplicationMenu: vi.fn<typeof Electron.Menu.setApplicationMenu>(),
  buildFromTemplate: vi.fn((template: Electron.MenuItemConstructorOptions[]) => ({ template })),
};

export const nativeImage = { createFromPath: vi.fn((path: string) => ({ path })) };

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: true });

export const shell: Pick<Electron.Shell, 'openExternal'> = {
  openExternal: vi.fn<Electron.Shell['openExternal']>(async () => {}),
};

export const powerMonitor = new EventEmitter();

export const dialog: Pick<Electron.Dialog, 'showErrorBox'> & {
  showMessageBox: (
    window: unknown,
    options: Electron.MessageBoxOptions,
  ) => Promise<Electron.MessageBoxReturnValue>;
} = {
  showErrorBox: vi.fn<Electron.Dialog['showErrorBox']>(),
  showMessageBox: vi.fn(async () => ({ response: 0, checkboxChecked: false })),
};

export const safeStorage: Pick<
  Electron.SafeStorage,
  'encryptStringAsync' | 'decryptStringAsync' | 'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend'
> = {
  encryptStringAsync: vi.fn<Electron.SafeStorage['encryptStringAsync']>(),
  decryptStringAsync: vi.fn<Electron.SafeStorage['decryptStringAsync']>(),
  isAsyncEncryptionAvailable: vi.fn<Electron.SafeStorage['isAsyncEncryptionAvailable']>(),
  getSelectedStorageBackend: vi.fn<Electron.SafeStorage['getSelectedStorageBackend']>(),
};

export const utilityProcess = {
  fork: vi.fn((_path: string, _args?: string[], _options?: Electron.ForkOptions) => new UtilityProcess()),
};

export const ipcRenderer: Emitter & Pick<Electron.IpcRenderer, 'send'> = Object.assign(new EventEmitter(), {
  send: vi.fn<Electron.IpcRenderer['send']>(),
});

export const contextBridge = { exposeInMainWorld: vi.fn<Electron.ContextBridge['exposeInMainWorld']>() };

/** Forgets windows, listeners and calls; what a `vi.fn` was made with stays. For `beforeEach`. */
export function resetElectronDouble(): void {
  vi.clearAllMocks();
  for (const emitter of [app, nativeTheme, powerMonitor, ipcRenderer]) emitter.removeAllListeners();
  for (const list of [windows, trays, notifications, children]) list.length = 0;
  nativeTheme.shouldUseDarkColors = true;
}
