import { type Document, isMap, isScalar, isSeq, type LineCounter } from 'yaml';

/** From 1. */
export interface YamlPlace {
  line: number;
  column: number;
}

/** Where a key or an entry is written; for one that is missing, where the block begins that it belongs to. */
export function placeOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): YamlPlace {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (!pair || !isScalar(pair.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(key)];
      if (!isMap(item) && !isScalar(item) && !isSeq(item)) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** A path of keys as a person writes it: `steps[2].with.replicas`. */
export function keyName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, key) =>
      typeof key === 'number' || /^\d+$/.test(String(key))
        ? `${name}[${String(key)}]`
        : name === ''
          ? String(key)
          : `${name}.${String(key)}`,
    '',
  );
}
