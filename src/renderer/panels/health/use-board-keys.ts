import type { FocusEvent, KeyboardEvent } from 'react';

const SYSTEM = 'button[data-system]';

/** Arrow keys on the board: up and down in a layer, left and right between layers; Tab comes to one row only. */
export function useBoardKeys() {
  return {
    onKeyDown(event: KeyboardEvent<HTMLElement>): void {
      const from = event.target;
      if (!(from instanceof HTMLElement) || !from.matches(SYSTEM)) return;
      const target = neighbour(event.currentTarget, from, event.key);
      if (!target) return;
      event.preventDefault();
      target.focus();
    },
    /** The row that was visited last is the one that Tab comes back to. */
    onFocus(event: FocusEvent<HTMLElement>): void {
      const row = event.target;
      if (!row.matches(SYSTEM)) return;
      for (const other of event.currentTarget.querySelectorAll<HTMLElement>(SYSTEM)) other.tabIndex = -1;
      row.tabIndex = 0;
    },
  };
}

function neighbour(board: HTMLElement, from: HTMLElement, key: string): HTMLElement | undefined {
  const columns = [...board.querySelectorAll('[data-layer]')].map((layer) => [
    ...layer.querySelectorAll<HTMLElement>(SYSTEM),
  ]);
  const column = columns.findIndex((rows) => rows.includes(from));
  const rows = columns[column] ?? [];
  const row = rows.indexOf(from);
  const beside = (step: number) => {
    const other = columns[column + step] ?? [];
    return other[Math.min(row, other.length - 1)];
  };
  switch (key) {
    case 'ArrowDown':
      return rows[row + 1];
    case 'ArrowUp':
      return rows[row - 1];
    case 'ArrowRight':
      return beside(1);
    case 'ArrowLeft':
      return beside(-1);
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    default:
      return undefined;
  }
}
