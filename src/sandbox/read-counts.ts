/** How often each thing was read, whoever read it. */
export interface ReadCounts {
  /** @param where whose server was asked: `api`, or a service @param path its query is left out */
  note(where: string, path: string): void;
  /** By `governance /health`. */
  counts(): Readonly<Record<string, number>>;
}

export function createReadCounts(): ReadCounts {
  const counts = new Map<string, number>();
  return {
    note(where, path) {
      const what = `${where} ${path.split('?', 1)[0]}`;
      counts.set(what, (counts.get(what) ?? 0) + 1);
    },
    counts: () => Object.fromEntries(counts),
  };
}
