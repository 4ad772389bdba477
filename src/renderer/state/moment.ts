import { useCallback, useSyncExternalStore } from 'react';
import { useDesk } from './desk.tsx';
import { useConnectionLost } from './live.tsx';

/** The moment that every panel shows. It is part of the address, so that it can be passed on. */
export interface Moment {
  /** An ISO instant in the past; null is live. */
  at: string | null;
  /** Goes to a moment; null is live. */
  goTo(at: string | null): void;
}

export function useMoment(): Moment {
  const { router } = useDesk();
  const at = useSyncExternalStore(
    router.subscribe,
    useCallback(() => router.current().at, [router]),
  );
  return { at, goTo: router.goTo };
}

/** Why nothing may be changed from this screen now, as a sentence; null where acting is possible. */
export function useActionsDisabled(): string | null {
  const { at } = useMoment();
  const lost = useConnectionLost();
  if (at !== null) return 'This is the past. Go back to live to act.';
  if (lost) return 'The control center is not connected: nothing can be changed.';
  return null;
}
