/**
 * Stands in for Electron when the built application runs in plain Node: just enough for it to start, load
 * its page, hand out its port and quit. What comes back over the port is printed as one line of JSON.
 */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join, resolve } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { Client } from '../../contract/index.ts';
import type { MessagePortMain } from './message-channel.ts';

export { MessageChannelMain } from './message-channel.ts';

const folder = resolve(process.env.ACGS_STUB_FOLDER ?? '.');
let serve: (request: Request) => Promise<Response> = async () => new Response(null, { status: 500 });
let quitting = false;

export const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  getAppPath: () => folder,
  getPath: (name: string) => resolve(process.env.ACGS_STUB_DATA ?? '.', name),
  getVersion: () => '0.1.0',
  requestSingleInstanceLock: () => true,
  setAppUserModelId() {},
  setAsDefaultProtocolClient: () => true,
  setBadgeCount: () => true,
  whenReady: async () => {},
  exit: (code: number) => process.exit(code),
  quit() {
    const goOn = !app.emit('before-quit', { preventDefault() {} }) || quitting;
    quitting = true;
    if (goOn) process.exit(0);
  },
});

class WebContents extends EventEmitter {
  readonly ipc = new EventEmitter();
  setWindowOpenHandler() {}
  postMessage(_channel: string, _message: unknown, ports: MessagePortMain[]) {
    const [port] = ports;
    if (port) void report(port);
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  async loadURL(url: string) {
    const page = await serve(new Request(url));
    process.stdout.write(`${JSON.stringify({ page: page.status })}\n`);
    this.webContents.ipc.emit('acgs:port-wanted', {
      senderFrame: { parent: null, origin: 'app://control-center' },
    });
  }
}

async function report(port: MessagePortMain): Promise<void> {
  const client: Client = createORPCClient(new RPCLink({ port }));
  port.start();
  const { profile, verdict } = await client.health.check();
  process.stdout.write(`${JSON.stringify({ profile, verdict })}\n`);
  app.quit();
}

class Quiet extends EventEmitter {
  setImage() {}
  setToolTip() {}
  setContextMenu() {}
  show() {}
  destroy() {}
}
export const Tray = Quiet;
export const Notification = Object.assign(class extends Quiet {}, { isSupported: () => false });
export const Menu = { setApplicationMenu() {}, buildFromTemplate: () => ({}) };
export const nativeImage = { createFromPath: () => ({}) };
export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: true });
export const powerMonitor = new EventEmitter();
export const protocol = {
  registerSchemesAsPrivileged() {},
  handle: (_scheme: string, handler: typeof serve) => {
    serve = handler;
  },
};
export const session = {
  defaultSession: {
    setPermissionRequestHandler() {},
    setPermissionCheckHandler() {},
    setDevicePermissionHandler() {},
  },
};
export const shell = { openExternal: async () => {} };
export const safeStorage = { getSelectedStorageBackend: () => 'basic_text' };
export const utilityProcess = {
  fork(program: string) {
    const child = fork(join(import.meta.dirname, 'utility-process.ts'), [program], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    return Object.assign(child, { postMessage: (message: string) => child.send(message) });
  },
};
export const dialog = {
  showErrorBox: (title: string, text: string) => process.stderr.write(`${title}: ${text}\n`),
};
