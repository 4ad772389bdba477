export interface GridPlace {
  /** Index of the active row, or -1. */
  active: number;
  rowCount: number;
  /** Rows that fit into the view. */
  pageRows: number;
}

/** Where a key takes the active row; null when the key is not one of the grid's. */
export function movedBy(key: string, { active, rowCount, pageRows }: GridPlace): number | null {
  const target = targetOf(key, active, rowCount, Math.max(1, pageRows - 1));
  return target === null ? null : Math.max(0, Math.min(rowCount - 1, target));
}

function targetOf(key: string, active: number, rowCount: number, step: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + step;
    case 'PageUp':
      return active - step;
    case 'Home':
      return 0;
    case 'End':
      return rowCount - 1;
    default:
      return null;
  }
}
