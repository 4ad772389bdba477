import type { Clock } from '../../kernel/clock.ts';
import { createSlices } from '../../kernel/slices.ts';
import type { Entry } from '../../store/journal/entry.ts';
import type { EntryFilter, EntryPage, PageWish } from '../../store/journal/index.ts';
import type { OwnReviews } from './review.ts';
import type { DoneRollback } from './rollback.ts';

/** The journal as far as it tells what was done. */
export interface Journaled {
  list(filter: EntryFilter, page: PageWish): Promise<EntryPage>;
}

const PAGE = 200;
/** What takes a deployment back to what it was. */
const UNDO = 'cluster.undo';

/** What our own operations tell of reviews and of rollbacks, from the journal alone. */
export async function ownOperations(
  journal: Journaled,
  period: { reviewsSince: number; rollbacksSince: number },
  { clock, signal }: { clock: Clock; signal: AbortSignal | undefined },
): Promise<{ reviews: OwnReviews; rollbacks: DoneRollback[] }> {
  const reviews: OwnReviews = { approved: 0, brokenGlass: 0, newestAt: null };
  const rollbacks: DoneRollback[] = [];
  const slices = createSlices(clock, signal);
  const since = Math.min(period.reviewsSince, period.rollbacksSince);
  for (let before: number | undefined; ; await slices.rest()) {
    const { items } = await journal.list(
      { kind: 'operation.intent', since },
      { limit: PAGE, before, signal },
    );
    for (const entry of items) {
      const at = Date.parse(entry.at);
      if (at >= period.reviewsSince) countReview(reviews, entry, at);
      if (fieldOf(entry, 'operation') === UNDO && at >= period.rollbacksSince) {
        const endedAt = await verifiedAt(journal, entry, signal);
        if (endedAt !== null) rollbacks.push({ source: 'journal', at, tookMs: endedAt - at });
      }
    }
    before = items.at(-1)?.index;
    if (items.length < PAGE) return { reviews, rollbacks };
  }
}

function countReview(reviews: OwnReviews, entry: Entry, at: number): void {
  const isBroken = fieldOf(entry, 'breakGlass') !== undefined;
  if (!isBroken && fieldOf(entry, 'approver') === undefined) return;
  if (isBroken) reviews.brokenGlass += 1;
  else reviews.approved += 1;
  reviews.newestAt = Math.max(reviews.newestAt ?? 0, at);
}

/** When it was seen to have come about; null when it was not. */
async function verifiedAt(
  journal: Journaled,
  intent: Entry,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  const id = fieldOf(intent, 'operationId');
  if (typeof id !== 'string') return null;
  const { items } = await journal.list({ kind: 'operation.verification', text: id }, { limit: 10, signal });
  const seen = items.find((it) => fieldOf(it, 'operationId') === id && fieldOf(it, 'ok') === true);
  return seen === undefined ? null : Date.parse(seen.at);
}

function fieldOf({ data }: Entry, name: string): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return new Map<string, unknown>(Object.entries(data)).get(name);
}

/** How many requests for an approval were made in a period, and how many of them somebody answered. */
export async function approvalRequests(
  journal: Journaled,
  since: number,
  signal: AbortSignal | undefined,
): Promise<{ asked: number; answered: number }> {
  const count = async (kind: string) => (await journal.list({ kind, since }, { limit: 1, signal })).total;
  const [asked, approved, rejected, withdrawn] = await Promise.all(
    ['requested', 'approved', 'rejected', 'withdrawn'].map((how) => count(`approval.${how}`)),
  );
  // Who took a request back needs no answer to it.
  const open = Math.max(0, (asked ?? 0) - (withdrawn ?? 0));
  return { asked: open, answered: Math.min(open, (approved ?? 0) + (rejected ?? 0)) };
}
