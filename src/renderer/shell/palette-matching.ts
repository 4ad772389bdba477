import type { ReactNode } from 'react';

export interface PaletteEntry {
  id: string;
  title: string;
  /** A key or a state, at the right. */
  note: string;
  /** Other names it is found by. */
  alias: string;
  picture: ReactNode;
  run(): void;
}

export interface PaletteGroup {
  title: string;
  entries: PaletteEntry[];
}

/** Entries in which every word of the query occurs, in their groups; groups without any are left out. */
export function matching(groups: readonly PaletteGroup[], query: string): PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap((group) => {
    const entries = group.entries.filter((entry) => {
      const text = `${entry.title} ${entry.note} ${entry.alias}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return entries.length > 0 ? [{ ...group, entries }] : [];
  });
}
