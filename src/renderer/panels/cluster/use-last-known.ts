import { useState } from 'react';

export interface LastKnown<Row> {
  row: Row;
  gone: boolean;
}

/** The row of a key, kept as it was when it leaves the table; null when it was never there. */
export function useLastKnown<Row extends { key: string }>(
  rows: readonly Row[],
  key: string,
): LastKnown<Row> | null {
  const present = rows.find((row) => row.key === key);
  const [kept, setKept] = useState(present);
  if (present && present !== kept) setKept(present);
  if (present) return { row: present, gone: false };
  return kept?.key === key ? { row: kept, gone: true } : null;
}
