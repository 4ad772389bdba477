import { hostname, userInfo } from 'node:os';

/** The person as the operating system knows them: `alice@jump-host`. */
export function localActor(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in containers.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
