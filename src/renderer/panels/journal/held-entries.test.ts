import { describe, expect, it } from 'vitest';
import type { JournalPage, JournalRow } from '../../../contract/journal.ts';
import { addNewest, addOlder, nothingHeld } from './held-entries.ts';

function row(index: number): JournalRow {
  return {
    ...{ index, at: null, actor: 'alice', kind: 'operation.intent', subject: 's' },
    ...{ summary: `Act ${index}`, level: null, word: null },
  };
}

/** Entries from `newest` down, `count` of them, of so many in all. */
function page(newest: number, count: number, total = newest + 1): JournalPage {
  return { rows: Array.from({ length: count }, (_, at) => row(newest - at)), total, isTotalExact: true };
}

const indexes = ({ rows }: { rows: readonly JournalRow[] }) => rows.map((it) => it.index);

describe('entries as they are held', () => {
  it('grow at both ends without a gap', () => {
    const first = addNewest(nothingHeld, page(9, 3), 3);
    const older = addOlder(first, page(6, 3, 10), 7);
    const newer = addNewest(older, page(11, 3), 3);
    expect(indexes(newer)).toEqual([11, 10, 9, 8, 7, 6, 5, 4]);
    expect(newer).toMatchObject({ total: 12, isWhole: false, isKnown: true });
    expect(newer.rows[3]).toBe(first.rows[1]);
  });

  it('begin anew when so many came that the newest page does not reach them', () => {
    const first = addNewest(nothingHeld, page(9, 3), 3);
    expect(indexes(addNewest(first, page(20, 3), 3))).toEqual([20, 19, 18]);
  });

  it('are whole when there are no more', () => {
    expect(addNewest(nothingHeld, page(1, 2), 3).isWhole).toBe(true);
    const first = addNewest(nothingHeld, page(4, 3), 3);
    expect(addOlder(first, page(1, 2, 5), 2).isWhole).toBe(true);
    expect(addOlder(first, page(1, 1, 5), 2).isWhole).toBe(false);
  });

  it('take no page that was asked for when others were held', () => {
    const first = addNewest(nothingHeld, page(9, 3), 3);
    expect(addOlder(first, page(3, 3, 10), 4)).toBe(first);
  });

  it('stay the same when nothing came', () => {
    const first = addNewest(nothingHeld, page(9, 3), 3);
    expect(addNewest(first, page(9, 3), 3).rows).toBe(first.rows);
  });
});
