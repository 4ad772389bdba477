import type { RunbookItem } from '../../../contract/runbooks.ts';

const GUIDES = { handover: 'Handover guide', deployment: 'Deployment guide', own: 'Own' } as const;

/** In the order of the guides, each chapter's runbooks by title; those in which every word of the query occurs. */
export function chaptersOf(
  items: readonly RunbookItem[],
  query: string,
): { title: string; items: RunbookItem[] }[] {
  const words = query
    .toLowerCase()
    .replace(/^\.?\/?scripts\//, '')
    .replace(/\.(sh|py)$/, '')
    .split(/\s+/)
    .filter(Boolean);
  const found = items.filter((item) => {
    const { id, title, summary, script, chapter } = item;
    const text = `${id} ${title} ${summary} ${script ?? ''} ${chapter?.section ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const chapters = new Map<string, RunbookItem[]>();
  for (const guide of ['own', 'handover', 'deployment'] as const) {
    const ofGuide = found
      .filter(({ from, chapter }) => (from === 'own' ? 'own' : (chapter?.guide ?? 'own')) === guide)
      .sort((a, b) => a.title.localeCompare(b.title));
    for (const item of ofGuide) {
      const section = item.from === 'own' ? undefined : item.chapter?.section;
      const title = section === undefined ? `${GUIDES[guide]} runbooks` : `${GUIDES[guide]}: ${section}`;
      const list = chapters.get(title);
      if (list) list.push(item);
      else chapters.set(title, [item]);
    }
  }
  return [...chapters].map(([title, ofChapter]) => ({ title, items: ofChapter }));
}
