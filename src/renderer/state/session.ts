/** Where the browser host's session is kept: for this tab, so that reloading works and closing forgets it. */
const STORAGE_KEY = 'acgs.session';

export type SessionResult =
  | { ok: true; session: string }
  /** `refused`: asking again cannot help. `unreachable`: the server did not answer; it may later. */
  | { ok: false; why: 'refused' | 'unreachable' };

export interface SessionKeeper {
  /** Exchanges the launch secret once, then answers from the tab's storage. */
  obtain(signal: AbortSignal): Promise<SessionResult>;
  forget(): void;
}

/**
 * Takes the launch secret (`#t=SECRET`) out of the address bar before anything else can read or
 * bookmark it. Returns null when there is none.
 */
export function takeLaunchSecret(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  const match = /^#t=([^&]+)$/.exec(location.hash);
  if (!match?.[1]) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return decodeURIComponent(match[1]);
}

export function createSessionKeeper(
  launchSecret: string | null,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  fetchSession: typeof fetch,
): SessionKeeper {
  let secret = launchSecret;

  return {
    async obtain(signal) {
      if (secret === null) {
        const session = storage.getItem(STORAGE_KEY);
        return session ? { ok: true, session } : { ok: false, why: 'refused' };
      }
      let response: Response;
      try {
        response = await fetchSession('/session', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ secret }),
          signal,
        });
      } catch {
        return { ok: false, why: 'unreachable' };
      }
      if (!response.ok) return { ok: false, why: response.status < 500 ? 'refused' : 'unreachable' };
      const answer: { session: string } = await response.json();
      secret = null;
      storage.setItem(STORAGE_KEY, answer.session);
      return { ok: true, session: answer.session };
    },

    forget() {
      secret = null;
      storage.removeItem(STORAGE_KEY);
    },
  };
}
