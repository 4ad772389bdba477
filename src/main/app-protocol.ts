import { randomBytes } from 'node:crypto';
import type { Protocol } from 'electron';
import { openPageFiles } from '../server/page-files.ts';
import { NONCE_PLACEHOLDER } from '../server/security-headers.ts';
import { PAGE_HOST, PAGE_SCHEME } from './page.ts';

/** Must run before the application is ready; Electron accepts it once. */
export function registerPageScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: PAGE_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the built page in `folder` at `app://control-center/`, and nothing else. */
export function servePage(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  const files = openPageFiles(folder);
  protocol.handle(PAGE_SCHEME, async (request) => {
    const answer = (status: number, body: BodyInit, headers: Record<string, string> = {}) =>
      new Response(body, { status, headers: { ...securityHeaders(null), ...headers } });

    const { hostname, pathname } = new URL(request.url);
    if (hostname !== PAGE_HOST) return answer(404, 'Not found');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answer(405, 'Method not allowed', { Allow: 'GET, HEAD' });
    }
    const file = await files.find(pathname, 'identity');
    if (!file) return answer(404, 'Not found');
    const kind = { 'Content-Type': file.type, 'Cache-Control': file.cacheControl };
    const text = file.type.startsWith('text/html') ? file.body.toString('utf8') : '';
    if (!text.includes(NONCE_PLACEHOLDER)) return answer(200, new Uint8Array(file.body), kind);
    const nonce = randomBytes(16).toString('base64');
    return answer(200, text.replaceAll(NONCE_PLACEHOLDER, nonce), { ...securityHeaders(nonce), ...kind });
  });
}

/**
 * Everything the page needs comes from the application itself; what it says goes through its port.
 * Styles are treated as the browser host treats them: a page without the nonce's placeholder may style
 * itself inline, one with it only where it says so, and in attributes, which cannot load anything.
 */
function securityHeaders(styleNonce: string | null): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    ...(styleNonce === null
      ? ["style-src 'self' 'unsafe-inline'"]
      : [`style-src 'self' 'nonce-${styleNonce}'`, "style-src-attr 'unsafe-inline'"]),
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
