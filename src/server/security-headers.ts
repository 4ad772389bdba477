/** The page's index may carry this word where its style nonce belongs; each answer gets a fresh one. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/**
 * Headers of every answer, errors and refused upgrades too. `styleNonce` lets in the style elements
 * that carry it; a page that was built without the placeholder gets none and may style itself inline.
 * Style attributes cannot carry a nonce and cannot load anything; charts write them.
 */
export function securityHeaders(port: number, styleNonce: string | null): Record<string, string> {
  const styles =
    styleNonce === null
      ? ["style-src 'self' 'unsafe-inline'"]
      : [`style-src 'self' 'nonce-${styleNonce}'`, "style-src-attr 'unsafe-inline'"];
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    ...styles,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), usb=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}
