import { useCallback, useState } from 'react';

const KEY = 'acgs.metrics.history';
export const MOST_KEPT = 20;

/** What was asked before, the newest first, each once. */
export function remembered(before: readonly string[], expression: string): string[] {
  return [expression, ...before.filter((known) => known !== expression)].slice(0, MOST_KEPT);
}

/** What a storage holds under our key; what somebody else wrote there is nothing. */
export function readHistory(storage: Pick<Storage, 'getItem'>): string[] {
  try {
    const found: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? found.filter((one) => typeof one === 'string').slice(0, MOST_KEPT) : [];
  } catch {
    return [];
  }
}

/** Queries of this browser or window, kept on this machine only. */
export function useQueryHistory(): { queries: readonly string[]; remember: (expression: string) => void } {
  const [queries, setQueries] = useState(() => readHistory(localStorage));
  const remember = useCallback((expression: string) => {
    setQueries((before) => {
      const next = remembered(before, expression);
      try {
        localStorage.setItem(KEY, JSON.stringify(next));
      } catch {
        // A full or forbidden storage costs the memory of the next visit, nothing else.
      }
      return next;
    });
  }, []);
  return { queries, remember };
}
