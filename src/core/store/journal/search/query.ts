/** Which entries are asked for; what is left out does not matter. */
export interface EntryFilter {
  /** Words that all occur in the entry, in any order; a star at a word's end stands for its rest. */
  text?: string | undefined;
  actor?: string | undefined;
  /** The kind, or what its kinds have in common: `cluster` is also `cluster.restart`. */
  kind?: string | undefined;
  subject?: string | undefined;
  /** Made at or after, epoch milliseconds. */
  since?: number | undefined;
  /** Made before, epoch milliseconds. */
  until?: number | undefined;
  /** Only what somebody should look at. */
  attention?: true | undefined;
}

export interface Condition {
  sql: string;
  values: readonly (string | number)[];
}

/** The words of a text as the index has them: letters and digits of any script. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * The query in the language of FTS5.
 *
 * @returns undefined when there is no word in it
 */
export function matchOf(text: string): string | undefined {
  const terms = text.split(/\s+/).flatMap((term) => {
    const words = wordsOf(term).map((word) => `"${word}"`);
    return term.endsWith('*') && words.length > 0 ? [...words.slice(0, -1), `${words.at(-1)}*`] : words;
  });
  return terms.length === 0 ? undefined : terms.join(' AND ');
}

/** What a filter asks of the columns beside the text. */
export function conditionsOf(filter: EntryFilter): Condition[] {
  const { actor, kind, subject, since, until, attention } = filter;
  const conditions: Condition[] = [];
  if (actor !== undefined) conditions.push({ sql: 'actor = ?', values: [actor] });
  if (subject !== undefined) conditions.push({ sql: 'subject = ?', values: [subject] });
  // From `cluster.` to the character after the dot: everything below it.
  if (kind !== undefined) {
    conditions.push({
      sql: '(kind = ? OR (kind >= ? AND kind < ?))',
      values: [kind, `${kind}.`, `${kind}/`],
    });
  }
  if (since !== undefined) conditions.push({ sql: 'at >= ?', values: [since] });
  if (until !== undefined) conditions.push({ sql: 'at < ?', values: [until] });
  if (attention) conditions.push({ sql: 'attention > 0', values: [] });
  return conditions;
}
