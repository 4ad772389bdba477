import type { Prepared } from './operation.ts';

/** What changes this control center's own record has in common: nothing is sent to a server, so none is asked. */
export function inOwnRecord(
  of: Pick<Prepared, 'target' | 'summary' | 'calls'> &
    Partial<Pick<Prepared, 'notes' | 'risk' | 'diff' | 'inverse' | 'stableCalls'>> & {
      execute: () => Record<string, unknown>;
      /** What is so now, in words; null when it is not. */
      look: () => string | null;
    },
): Prepared {
  const { execute, look, ...rest } = of;
  return {
    ...{ notes: [], diff: null, permissions: [], author: null, rehearse: null },
    ...rest,
    execute: async () => execute(),
    async verify() {
      const words = look();
      return words === null
        ? { ok: false, words: 'It is not so in the book: somebody changed it at the same moment' }
        : { ok: true, words };
    },
  };
}
