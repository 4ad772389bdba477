import type { LogFrame, LogLine } from '../../../../contract/cluster.ts';

/** A line with a number of its own, which it keeps while others come and go. */
export interface ShownLine extends LogLine {
  id: number;
}

/** What a screen holds of a log. */
export interface LogData extends Pick<LogFrame, 'phase' | 'sources' | 'problem'> {
  lines: readonly ShownLine[];
  /** The number of the line that comes next. */
  nextId: number;
  /** Characters of the longest line so far: how far one can scroll sideways. */
  widest: number;
}

/** Adds what came; the oldest lines go when there are more than `most`. */
export function addFrame(before: LogData | null, frame: LogFrame, most: number): LogData {
  let nextId = before?.nextId ?? 0;
  const kept = frame.reset ? [] : (before?.lines ?? []);
  const arrived = frame.dropped > 0 ? [leftOut(frame.dropped), ...frame.lines] : frame.lines;
  const added = arrived.map((line) => {
    const shown = { ...line, id: nextId };
    nextId += 1;
    return shown;
  });
  const all = [...kept, ...added];
  return {
    phase: frame.phase,
    sources: frame.sources,
    problem: frame.problem,
    lines: all.length > most ? all.slice(all.length - most) : all,
    nextId,
    widest: added.reduce((widest, { text }) => Math.max(widest, text.length), before?.widest ?? 0),
  };
}

function leftOut(count: number): LogLine {
  const text = `${count} lines are left out here: they came faster than they could be shown.`;
  return { namespace: '', pod: '', container: '', at: null, text, truncatedBytes: 0, note: true };
}

/** Where the text is, in capitals or not: indexes of lines. */
export function linesWith(lines: readonly ShownLine[], query: string): number[] {
  if (query === '') return [];
  const wanted = query.toLowerCase();
  const found: number[] = [];
  for (const [index, { text, note }] of lines.entries()) {
    if (!note && text.toLowerCase().includes(wanted)) found.push(index);
  }
  return found;
}

/** The text in pieces: every second one is what was searched for. */
export function piecesOf(text: string, query: string): string[] {
  const lower = text.toLowerCase();
  // Some capitals change their length (İ): then positions say nothing, and nothing is marked.
  if (query === '' || lower.length !== text.length) return [text];
  const wanted = query.toLowerCase();
  const pieces: string[] = [];
  let start = 0;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, start)) {
    pieces.push(text.slice(start, at), text.slice(at, at + wanted.length));
    start = at + wanted.length;
  }
  return [...pieces, text.slice(start)];
}

/** As text for the clipboard: time, pod and line. */
export function textOfLines(lines: readonly ShownLine[], withPods: boolean): string {
  return lines
    .filter(({ note }) => !note)
    .map(({ at, pod, text }) => [at ?? '-', ...(withPods ? [pod] : []), text].join(' '))
    .join('\n');
}

/** A pod's name is its own only in its namespace. */
export function podKey({ namespace, pod }: { namespace: string; pod: string }): string {
  return `${namespace}/${pod}`;
}

/** What tells pods apart: of one deployment the end of their names, otherwise all of it. */
export function shortPods(keys: readonly string[]): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  for (const key of keys) ends.set(key, key.slice(key.lastIndexOf('-') + 1));
  const stems = new Set(keys.map((key) => key.slice(0, key.lastIndexOf('-'))));
  const areNames = new Set(keys.map((key) => key.slice(key.indexOf('/') + 1))).size === keys.length;
  if (stems.size < 2 && new Set(ends.values()).size === keys.length) return ends;
  return new Map(keys.map((key) => [key, areNames ? key.slice(key.indexOf('/') + 1) : key]));
}
