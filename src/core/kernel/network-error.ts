import { OperatorError } from './errors.ts';

const REFUSED = new Set(['ECONNREFUSED']);
const RESET = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED']);
const LATE = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
const NO_ROUTE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);
const NAME = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA']);

/** The system's code for a failed connection, searched through causes and aggregates. */
export function networkCodeOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof AggregateError) {
      for (const inner of current.errors) {
        const code = networkCodeOf(inner);
        if (code) return code;
      }
    }
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return undefined;
}

/**
 * Puts a failed connection into words. `what` names the other side as the operator knows it
 * ("PostgreSQL at 127.0.0.1:5432"); an OperatorError passes through untouched.
 */
export function asNetworkError(error: unknown, what: string): OperatorError {
  if (error instanceof OperatorError) return error;
  const code = networkCodeOf(error);
  if (code !== undefined) {
    if (REFUSED.has(code)) {
      return new OperatorError('unreachable', `${what}: connection refused`, {
        hint: 'Nothing listens there: check that it runs and that the address in the profile is right.',
        cause: error,
      });
    }
    if (RESET.has(code)) {
      return new OperatorError('unreachable', `${what}: the connection was cut`, { cause: error });
    }
    if (LATE.has(code)) {
      return new OperatorError('timeout', `${what}: no answer in time`, { cause: error });
    }
    if (NO_ROUTE.has(code)) {
      return new OperatorError('unreachable', `${what}: no route to the host`, {
        hint: 'Check the network or the VPN.',
        cause: error,
      });
    }
    if (NAME.has(code)) {
      return new OperatorError('unreachable', `${what}: the host name is not known`, {
        hint: 'Check the host name in the profile and the DNS or VPN of this machine.',
        cause: error,
      });
    }
    if (code === 'CERT_HAS_EXPIRED') {
      return new OperatorError('tls', `${what}: the certificate has expired`, { cause: error });
    }
    if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/.test(code)) {
      return new OperatorError('tls', `${what}: the certificate is not trusted or TLS failed (${code})`, {
        hint: 'Check the certificate authority that the profile or kubeconfig names.',
        cause: error,
      });
    }
  }
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return new OperatorError('timeout', `${what}: no answer in time`, { cause: error });
  }
  const said = error instanceof Error && error.message ? error.message.split('\n', 1)[0] : 'unknown failure';
  return new OperatorError('unreachable', `${what}: ${said}`, { cause: error });
}
