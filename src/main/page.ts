/** The page has a scheme of its own, so that it has an origin which no web site can have. */
export const PAGE_SCHEME = 'app';
export const PAGE_HOST = 'control-center';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://${PAGE_HOST}`;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where the window loads its page from. `devServer` is electron-vite's server in development; an
 * installed application and anything but loopback get the built page.
 */
export function pageUrl(options: { packaged: boolean; devServer: string | undefined }): string {
  const { packaged, devServer } = options;
  if (!packaged && devServer !== undefined && URL.canParse(devServer)) {
    const url = new URL(devServer);
    if (url.protocol === 'http:' && LOOPBACK.has(url.hostname)) return url.href;
  }
  return `${PAGE_ORIGIN}/`;
}

/**
 * Scheme, host and port of a URL; null when it has no host. Put together by hand because Node's URL
 * gives every scheme it does not know the origin "null".
 */
export function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  return host === '' ? null : `${protocol}//${host}`;
}
