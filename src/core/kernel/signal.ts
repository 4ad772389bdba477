/** A value that changes, and those who want to know. Listeners are told after the change. */
export interface Signal<T> {
  get(): T;
  /** Returns its own undo. The listener is not called for the present value. */
  subscribe(listener: (value: T) => void): () => void;
}

export interface WritableSignal<T> extends Signal<T> {
  set(value: T): void;
}

export function createSignal<T>(initial: T): WritableSignal<T> {
  let current = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener(value);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
