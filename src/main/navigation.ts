import type { Event, WebContents } from 'electron';
import type { Log } from '../core/kernel/log.ts';
import { originOf } from './page.ts';

/** Documentation that panels link to. Opened in the operator's browser, never in our window. */
export const DOCUMENTATION_HOSTS: ReadonlySet<string> = new Set([
  'kubernetes.io',
  'prometheus.io',
  'www.postgresql.org',
  'redis.io',
  'docs.influxdata.com',
]);

/** Whether a link may leave for the operator's browser: HTTPS, a known host, no credentials or port. */
export function isDocumentation(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === 'https:' && DOCUMENTATION_HOSTS.has(host) && username === '' && password === '';
}

/** Keeps a page where it is: no other origin, no frame elsewhere, no new window, no webview. */
export function guardNavigation(
  contents: WebContents,
  options: { pageOrigin: string; openExternal: (url: string) => Promise<void>; log: Log },
): void {
  const { pageOrigin, openExternal, log } = options;
  const stay = (event: Pick<Event<{ url: string }>, 'preventDefault' | 'url'>) => {
    if (originOf(event.url) === pageOrigin) return;
    event.preventDefault();
    log.warn('navigation refused', { origin: originOf(event.url) });
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isDocumentation(url)) {
      openExternal(url).catch((error: unknown) => log.warn('link not opened', { error }));
    } else {
      log.warn('window refused', { origin: originOf(url) });
    }
    return { action: 'deny' };
  });
}
