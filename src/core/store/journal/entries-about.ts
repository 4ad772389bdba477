import type { Entry } from './entry.ts';

/** Pages of a journal, the newest entries first. */
interface Listed {
  list(
    filter: { subject: string },
    page: { limit: number; before: number | undefined; signal: AbortSignal },
  ): Promise<{ items: readonly Entry[] }>;
}

const PAGE = 500;

/** All that the journal has about a subject, such as `rollout ID`, the oldest first. */
export async function entriesAbout(journal: Listed, subject: string, signal: AbortSignal): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let before: number | undefined; ; ) {
    const { items } = await journal.list({ subject }, { limit: PAGE, before, signal });
    entries.push(...items);
    before = items.at(-1)?.index;
    if (items.length < PAGE || before === undefined) return entries.reverse();
  }
}
