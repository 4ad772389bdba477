import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  Menu,
  type MessagePortMain,
  nativeTheme,
  powerMonitor,
  protocol,
  session,
  shell,
} from 'electron';
import type { HealthSummary } from '../core/health/index.ts';
import type { Clock } from '../core/kernel/clock.ts';
import { exitCodeOf, problemOf } from '../core/kernel/errors.ts';
import type { Log } from '../core/kernel/log.ts';
import type { Redactor } from '../core/kernel/redaction.ts';
import { type AlertDesk, createAlertDesk } from './alert-desk.ts';
import { servePage } from './app-protocol.ts';
import { recoverPage } from './crash.ts';
import { menuTemplate } from './menu.ts';
import { guardNavigation } from './navigation.ts';
import { createNotifier } from './notifications.ts';
import { originOf, PAGE_ORIGIN, pageUrl } from './page.ts';
import type { Route } from './panels.ts';
import { refusePermissions } from './permissions.ts';
import { servePort } from './port.ts';
import { checkAfterSleep } from './power.ts';
import { claimSingleInstance } from './single-instance.ts';
import { createTray } from './tray.ts';
import { bringForward, createWindow } from './window.ts';

/** The core as this host uses it. */
export interface Core {
  /** Serves the contract on a port until that closes. */
  connect(port: MessagePortMain): void;
  checkNow(): void;
  /** Calls back with every change of how it stands. */
  watch(listener: (summary: HealthSummary) => void): () => void;
  /** Tells this desktop of alerts, each once, and how many wait for an answer. */
  tellAlerts(desk: AlertDesk): () => void;
  close(): Promise<void>;
}

/** Long enough to finish a write, short enough for an operator who wants to leave. */
const MAX_CLOSE_MS = 8_000;
const DOCUMENTATION = 'https://kubernetes.io/docs/home/';

/**
 * Runs the desktop application: one window onto the core, a tray that goes on watching when the window
 * is closed, and the guards around both. Must be called before Electron is ready.
 */
export function runApplication(options: {
  openCore: () => Promise<Core>;
  /** The place the application was started at. */
  route: Route | null;
  devServer: string | undefined;
  platform: NodeJS.Platform;
  clock: Clock;
  redactor: Redactor;
  log: Log;
}): void {
  const { platform, clock, redactor, log } = options;
  const packaged = app.isPackaged;
  const root = app.getAppPath();
  const icons = join(root, 'resources', 'icons');
  const address = pageUrl({ packaged, devServer: options.devServer });
  const pageOrigin = originOf(address) ?? PAGE_ORIGIN;
  const addressOf = (route: Route | null) => (route === null ? address : `${address}#${route}`);

  let window: BrowserWindow | null = null;
  let core: Promise<Core> | null = null;

  const show = (route: Route | null) => {
    if (window === null) {
      window = openWindow(route);
      return;
    }
    bringForward(window);
    // Loading the address it is at would reload the page instead of going to a place in it.
    if (route !== null && window.webContents.getURL() !== addressOf(route)) load(window, route);
  };
  const load = (into: BrowserWindow, route: Route | null) => {
    into.loadURL(addressOf(route)).catch((error: unknown) => log.warn('page not loaded', { error }));
  };
  const openWindow = (route: Route | null): BrowserWindow => {
    const opened = createWindow({
      preload: join(root, 'out', 'preload', 'index.cjs'),
      icon: join(icons, 'app', '512x512.png'),
      dark: nativeTheme.shouldUseDarkColors,
      packaged,
    });
    servePort(opened.webContents, {
      pageOrigin,
      connect: async (port) => (await core)?.connect(port),
      log,
    });
    recoverPage(opened, { clock, log });
    opened.on('closed', () => {
      window = null;
    });
    load(opened, route);
    return opened;
  };
  const checkNow = () => {
    core?.then((it) => it.checkNow()).catch((error: unknown) => log.warn('check not started', { error }));
  };

  if (!claimSingleInstance(app, show)) {
    app.quit();
    return;
  }
  app.on('web-contents-created', (_event, contents) =>
    guardNavigation(contents, { pageOrigin, openExternal: (url) => shell.openExternal(url), log }),
  );

  const whenReady = async () => {
    refusePermissions(session.defaultSession, pageOrigin);
    servePage(protocol, join(root, 'out', 'renderer'));
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          platform,
          packaged,
          actions: { goTo: show, checkNow, openDocumentation: () => void shell.openExternal(DOCUMENTATION) },
        }),
      ),
    );
    core = options.openCore();
    show(options.route);

    const tray = createTray({
      icons: join(icons, 'tray'),
      platform,
      actions: { open: () => show(null), checkNow, quit: () => app.quit() },
    });
    const notifier = createNotifier({ clock, onClick: () => show(null) });
    const stopWaking = checkAfterSleep(powerMonitor, checkNow);
    // The tray goes on watching; without this listener Electron would quit with the last window.
    app.on('window-all-closed', () => log.info('watching from the tray'));
    app.on('activate', () => show(null));

    const desk = createAlertDesk({
      onClick: (alert) => show(alert === null ? '/alerts' : `/alerts/${alert}`),
    });
    const alerts: AlertDesk = {
      ...desk,
      count(unanswered) {
        desk.count(unanswered);
        tray.count(unanswered);
      },
    };
    const telling = core.then((it) => it.tellAlerts(alerts));
    const watching = core.then((it) =>
      it.watch((seen) => {
        // A reason may quote what a service answered; the desktop keeps what it is shown.
        const summary = redactor.data(seen);
        tray.show(summary);
        notifier.update(summary);
      }),
    );
    closeBeforeQuitting({ clock, log }, async () => {
      stopWaking();
      notifier.close();
      tray.close();
      (await watching)();
      (await telling)();
      await (await core)?.close();
    });
    await Promise.all([watching, telling]);
  };
  app
    .whenReady()
    .then(whenReady)
    .catch((error: unknown) => refuseToStart(error, { redactor, log }));
}

/** Holds Electron's quitting until the core is closed, though not for ever. */
function closeBeforeQuitting({ clock, log }: { clock: Clock; log: Log }, close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const finish = () => {
      state = 'closed';
      cancel();
      app.quit();
    };
    const cancel = clock.after(MAX_CLOSE_MS, () => {
      log.warn('not closed in time');
      app.exit(1);
    });
    close().then(finish, (error: unknown) => {
      log.error('not closed properly', { error });
      finish();
    });
  });
}

/** One sentence on what is wrong and one on what to do, the exit code of the command line, and the end. */
function refuseToStart(error: unknown, { redactor, log }: { redactor: Redactor; log: Log }): void {
  const { code, message, hint } = redactor.data(problemOf(error));
  log.error('cannot start', { code, error });
  dialog.showErrorBox('The control center cannot start', hint === null ? message : `${message}.\n\n${hint}`);
  app.exit(exitCodeOf(code));
}
