import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/kernel/clock.ts';

/** How long a launch secret may wait for its page: interface.md, "Browser host". */
const LAUNCH_SECRET_LIFE_MS = 60_000;
const SECRET_BYTES = 32;

/**
 * Who may call the contract. A launch secret travels in an address and therefore works once and
 * briefly; what it buys is a session, which only the page knows and which lasts as long as the server,
 * so that reloading the page works.
 */
export interface Sessions {
  issueLaunchSecret(): string;
  /** A session for a launch secret that is known, unused and young enough. */
  redeem(launchSecret: string): string | undefined;
  isOpen(session: string): boolean;
}

export function createSessions(clock: Clock): Sessions {
  // Only digests are kept: a dump of this process's memory opens nothing.
  const launch: { digest: Buffer; expiresAt: number }[] = [];
  const open: Buffer[] = [];
  return {
    issueLaunchSecret() {
      const secret = newSecret();
      launch.push({ digest: digestOf(secret), expiresAt: clock.monotonic() + LAUNCH_SECRET_LIFE_MS });
      return secret;
    },
    redeem(launchSecret) {
      const index = launch.findIndex(({ digest }) => timingSafeEqual(digest, digestOf(launchSecret)));
      const [found] = index < 0 ? [] : launch.splice(index, 1);
      if (!found || clock.monotonic() >= found.expiresAt) return undefined;
      const session = newSecret();
      open.push(digestOf(session));
      return session;
    },
    isOpen: (session) => open.some((digest) => timingSafeEqual(digest, digestOf(session))),
  };
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
