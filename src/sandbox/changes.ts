/** Something that one of the practice production's own servers changed because it was asked to. */
export interface AcceptedChange {
  /** Epoch milliseconds. */
  at: number;
  /** `PATCH`, `UNLINK`, `TERMINATE`. */
  method: string;
  /** With its query where it has one; how many keys or which connections where it is no HTTP. */
  path: string;
}

/** The servers' logs of changes, together. */
export interface ChangeLog {
  note(method: string, path: string): void;
  /** In order. */
  list(): readonly AcceptedChange[];
}

/** Practice does not go on for ever. */
const MOST_CHANGES = 100_000;

export function createChangeLog(now: () => number): ChangeLog {
  const changes: AcceptedChange[] = [];
  return {
    note(method, path) {
      changes.push({ at: now(), method, path });
      if (changes.length > MOST_CHANGES) changes.shift();
    },
    list: () => changes,
  };
}
