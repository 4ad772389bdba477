import type { JournalFilter } from '../../../contract/journal.ts';

export const EVERYTHING: JournalFilter = {
  text: null,
  actor: null,
  kind: null,
  subject: null,
  attention: false,
  since: null,
  until: null,
};

export function isFiltering(filter: JournalFilter): boolean {
  return Object.values(filter).some((value) => value !== null && value !== false);
}

/** What was asked for, as the end of a sentence. */
export function filterWords(filter: JournalFilter): string {
  const { text, actor, kind, subject, attention, since, until } = filter;
  const parts = [
    ...(text === null ? [] : [`the words “${text}”`]),
    ...(actor === null ? [] : [`by ${actor}`]),
    ...(kind === null ? [] : [`of the kind ${kind}`]),
    ...(subject === null ? [] : [`on ${subject}`]),
    ...(attention ? ['that should be looked at'] : []),
    ...(since === null && until === null ? [] : ['in that time']),
  ];
  return parts.join(', ');
}

/** The same, as far as it went at a past moment; what came after that second is not of it. */
export function until(filter: JournalFilter, at: string | null): JournalFilter {
  if (at === null) return filter;
  const end = new Date(Date.parse(at) + 1).toISOString();
  return { ...filter, until: filter.until === null || filter.until > end ? end : filter.until };
}
