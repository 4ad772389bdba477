import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { numberAt } from './fields.ts';

/** What took the place of each provider that client-go had built in. */
const PLUGINS: Readonly<Record<string, string>> = {
  gcp: 'gke-gcloud-auth-plugin',
  azure: 'kubelogin (Azure/kubelogin)',
  oidc: 'kubectl oidc-login (int128/kubelogin)',
};

/** A provider that clients of Kubernetes no longer have. */
export function goneProvider(words: string, name: string): OperatorError {
  const plugin = PLUGINS[name] ?? 'the exec plugin of your identity provider';
  return new OperatorError('kubeconfig', `${words} logs in through auth-provider "${name}", which is gone`, {
    hint: `Set the user up with an exec plugin instead: ${plugin}.`,
  });
}

/**
 * The ID token that `auth-provider: oidc` keeps in the kubeconfig, as long as it is valid. It is not
 * renewed here: issuers replace the refresh token with each use, and whoever does not write the new one
 * back into the kubeconfig locks kubectl out. The exec plugin does both.
 *
 * @throws OperatorError `credentials` when there is none or it has run out
 */
export function readIdToken(
  idToken: unknown,
  words: string,
  clock: Clock,
): { token: string; expiresAt: number } {
  const hint = `Log in again with kubectl, or set the user up with an exec plugin, which renews it by itself: ${PLUGINS.oidc}.`;
  const expiresAt = typeof idToken === 'string' ? expiryOf(idToken) : null;
  if (typeof idToken !== 'string' || expiresAt === null) {
    throw new OperatorError('credentials', `${words} has no usable ID token of its OIDC log-in`, { hint });
  }
  if (expiresAt <= clock.now()) {
    const at = new Date(expiresAt).toISOString();
    throw new OperatorError('credentials', `the OIDC log-in of ${words} ran out at ${at}`, { hint });
  }
  return { token: idToken, expiresAt };
}

/** `exp` of a JSON Web Token (RFC 7519), epoch milliseconds. Whether it is genuine is the server's to say. */
function expiryOf(token: string): number | null {
  const [, payload = ''] = token.split('.');
  try {
    const seconds = numberAt(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')), 'exp');
    return seconds === null ? null : seconds * 1000;
  } catch {
    return null;
  }
}
