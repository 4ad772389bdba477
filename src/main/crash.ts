import { type BrowserWindow, dialog } from 'electron';
import type { Clock } from '../core/kernel/clock.ts';
import type { Log } from '../core/kernel/log.ts';

/** A page that fails this often within a minute fails at once again: reloading it would only flicker. */
const MAX_RELOADS = 3;
const WINDOW_MS = 60_000;

/**
 * Brings a page back whose process is gone and says so. Nothing is lost with it: the core lives in
 * another process, and the page shows again what the core knows.
 */
export function recoverPage(window: BrowserWindow, options: { clock: Clock; log: Log }): void {
  const { clock, log } = options;
  let reloads: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error('page process gone', { reason, exitCode });
    reloads = [...reloads.filter((at) => clock.monotonic() - at < WINDOW_MS), clock.monotonic()];
    const givenUp = reloads.length > MAX_RELOADS;
    if (!givenUp) window.webContents.reload();
    const message = givenUp ? 'The window failed again and again' : 'The window failed and was opened again';
    const detail = givenUp
      ? `Checks go on without it. Quit and start the control center again (${reason}).`
      : `Checks went on meanwhile and nothing was lost (${reason}).`;
    dialog
      .showMessageBox(window, { type: givenUp ? 'error' : 'warning', message, detail, buttons: ['OK'] })
      .catch((error: unknown) => log.warn('message not shown', { error }));
  });
  window.webContents.on('preload-error', (_event, _path, error) => log.error('preload failed', { error }));
  window.on('unresponsive', () => log.warn('window unresponsive'));
  window.on('responsive', () => log.info('window responsive again'));
}

/**
 * The last net under the main process. An exception that nobody caught leaves it in a state that nobody
 * thought of, so it stops, after saying so; a rejection that nobody awaited is only logged.
 */
export function catchUnhandled(
  source: Pick<NodeJS.EventEmitter, 'on'>,
  options: { log: Log; exit: (code: number) => void },
): void {
  const { log, exit } = options;
  source.on('uncaughtException', (error: unknown) => {
    log.error('uncaught exception', { error });
    dialog.showErrorBox(
      'The control center has to stop',
      'A fault of its own stopped it. Nothing that was acknowledged is lost. Start it again; its log says what happened.',
    );
    exit(1);
  });
  source.on('unhandledRejection', (error: unknown) => log.error('unhandled rejection', { error }));
}
