import type { Clock } from '../../kernel/clock.ts';

/** Tells listeners of changes, also of those that another process makes. */
export interface Changes {
  tell(): void;
  subscribe(listener: () => void): () => void;
}

/** There is no notice of what another process writes. */
const OTHERS_EVERY_MS = 1000;

/** @param look gives another text after something changed; it is called while somebody listens */
export function createChanges({ clock, look }: { clock: Clock; look: () => string }): Changes {
  const listeners = new Set<() => void>();
  let seen = '';
  let cancel: (() => void) | null = null;

  const notify = () => {
    for (const listener of [...listeners]) listener();
  };

  const watchOthers = () => {
    cancel = clock.after(OTHERS_EVERY_MS, () => {
      watchOthers();
      let now: string;
      try {
        now = look();
      } catch {
        // The store is busy: the next look comes.
        return;
      }
      if (now === seen) return;
      seen = now;
      notify();
    });
  };

  return {
    tell() {
      seen = look();
      notify();
    },
    subscribe(listener) {
      listeners.add(listener);
      if (cancel === null) {
        seen = look();
        watchOthers();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        cancel?.();
        cancel = null;
      };
    },
  };
}
