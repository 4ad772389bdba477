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
  return { pod: '', container: '', at: null, text, truncatedBytes: 0, note: true };
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

/** What tells the pods of one deployment apart: the end of their names. */
export function shortPod(name: string): string {
  return name.slice(name.lastIndexOf('-') + 1);
}
