import { useCallback, useSyncExternalStore } from 'react';
import type { LiveRows, Snapshot } from '../../tables/index.ts';

const nothing = () => () => {};

/** The rows as of the last frame of the screen; null until there was one. */
export function useSnapshot<Row>(rows: LiveRows<Row> | undefined): Snapshot<Row> | null {
  const read = useCallback(() => rows?.snapshot() ?? null, [rows]);
  return useSyncExternalStore(rows?.subscribe ?? nothing, read);
}
