/** What a buffer or one taking out of it may hold. */
export interface Room {
  lines: number;
  characters: number;
}

/** Lines on their way to a reader. The oldest make way when there are too many, and are counted. */
export interface LineBuffer<Line> {
  push(line: Line): void;
  size(): number;
  /** The oldest lines, and how many were lost since the last call. */
  take(most: Room): { lines: Line[]; dropped: number };
}

/** What a line costs besides its text: an object and its fields. */
const LINE_CHARACTERS = 100;

export function createLineBuffer<Line>(room: Room, textOf: (line: Line) => string): LineBuffer<Line> {
  let lines: Line[] = [];
  /** Lines before it are gone; the array is cut only now and then, so that dropping costs nothing. */
  let first = 0;
  let characters = 0;
  let dropped = 0;

  const costOf = (line: Line) => LINE_CHARACTERS + textOf(line).length;
  const size = () => lines.length - first;
  const dropFirst = () => {
    const line = lines[first];
    if (line === undefined) return;
    first += 1;
    characters -= costOf(line);
    if (first > 1000 && first * 2 > lines.length) {
      lines = lines.slice(first);
      first = 0;
    }
  };

  return {
    push(line) {
      lines.push(line);
      characters += costOf(line);
      while (size() > 1 && (size() > room.lines || characters > room.characters)) {
        dropFirst();
        dropped += 1;
      }
    },
    size,
    take(most) {
      const taken: Line[] = [];
      let left = most.characters;
      while (taken.length < most.lines) {
        const next = lines[first];
        if (next === undefined || (taken.length > 0 && costOf(next) > left)) break;
        left -= costOf(next);
        taken.push(next);
        dropFirst();
      }
      const lost = dropped;
      dropped = 0;
      return { lines: taken, dropped: lost };
    },
  };
}
