/** Why a request is turned away before anything looks at it. */
export interface Refusal {
  status: number;
  reason: string;
}

export interface RequestOrigin {
  /** Every Host header that was sent; exactly one is right. */
  host: readonly string[];
  origin: string | undefined;
  fetchSite: string | undefined;
  fetchMode: string | undefined;
}

/**
 * Host and Origin, checked on every request and on the WebSocket. The exact Host keeps out DNS
 * rebinding: a page of evil.example that resolves to 127.0.0.1 still says evil.example. The exact
 * Origin keeps out every other page of this machine's browser. Browsers always send Origin with a POST
 * and with a WebSocket; where it is missing, no browser is asking, and the session alone decides.
 */
export function refusalOf(request: RequestOrigin, port: number): Refusal | undefined {
  const authorities = [`127.0.0.1:${port}`, `localhost:${port}`];
  // Browsers leave the default port out of Host and Origin.
  if (port === 80) authorities.push('127.0.0.1', 'localhost');
  const [host, ...more] = request.host;
  if (host === undefined || more.length > 0 || !authorities.includes(host)) {
    return { status: 421, reason: 'This server answers only to its own loopback address.' };
  }
  if (request.origin !== undefined && !authorities.some((it) => request.origin === `http://${it}`)) {
    return { status: 403, reason: 'Other origins may not use this server.' };
  }
  const foreignSite =
    request.fetchSite !== undefined && request.fetchSite !== 'same-origin' && request.fetchSite !== 'none';
  if (foreignSite && request.fetchMode !== 'navigate') {
    return { status: 403, reason: 'Other sites may not use this server.' };
  }
  return undefined;
}
