import { useMemo, useState } from 'react';
import { linesWith, type ShownLine } from './log-lines.ts';

export interface LogSearch {
  query: string;
  setQuery(query: string): void;
  found: number;
  /** Which of the found lines is shown, from 0; null before the first step. */
  position: number | null;
  /** Its index among the lines. */
  current: number | null;
  step(by: 1 | -1): void;
}

/** Finds a text in a log that grows. Where it stands is kept by line, so that new lines move nothing. */
export function useSearch(lines: readonly ShownLine[]): LogSearch {
  const [query, setQuery] = useState('');
  const [currentId, setCurrentId] = useState<number | null>(null);
  const found = useMemo(() => linesWith(lines, query), [lines, query]);
  const at = currentId === null ? -1 : found.findIndex((index) => lines[index]?.id === currentId);

  return {
    query,
    setQuery(next) {
      setQuery(next);
      setCurrentId(null);
    },
    found: found.length,
    position: at < 0 ? null : at,
    current: at < 0 ? null : (found[at] ?? null),
    step(by) {
      if (found.length === 0) return;
      // The first step goes to the newest: that is where the reader is.
      const next = at < 0 ? found.length - 1 : (at + by + found.length) % found.length;
      setCurrentId(lines[found[next] ?? 0]?.id ?? null);
    },
  };
}
