import type { App } from 'electron';
import { deepLinkIn, parseDeepLink, type Route } from './panels.ts';

/**
 * Two windows onto one store would both write to it, so there is one application. Starting it again
 * brings it forward, at the link it was started with.
 *
 * @returns false when another instance runs; this one must quit
 */
export function claimSingleInstance(app: App, open: (route: Route | null) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv) => open(deepLinkIn(argv)));
  // macOS hands links over as an event, Windows and Linux as an argument.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open(parseDeepLink(url));
  });
  return true;
}
