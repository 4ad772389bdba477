/**
 * The circles of a graph of imports, each as the way round from its first file back to it; one per group of files
 * that reach each other (Tarjan's strongly connected components).
 */
export function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];

  function visit(file: string): number {
    const own = order.size;
    order.set(file, own);
    let low = own;
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, lowest.get(next) ?? order.get(next) ?? low);
    }
    lowest.set(file, low);
    if (low === own) groups.push(stack.splice(stack.indexOf(file)));
    return low;
  }

  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return groups
    .filter(([first = '', ...others]) => others.length > 0 || graph.get(first)?.includes(first))
    .map((group) => wayRound(graph, group));
}

/** The shortest way from the group's first file back to itself. */
function wayRound(graph: ReadonlyMap<string, readonly string[]>, group: readonly string[]): string[] {
  const members = new Set(group);
  const start = [...group].sort()[0] ?? '';
  let ways: string[][] = [[start]];
  const seen = new Set<string>();
  while (ways.length > 0) {
    const longer: string[][] = [];
    for (const way of ways) {
      for (const next of graph.get(way.at(-1) ?? '') ?? []) {
        if (next === start) return [...way, start];
        if (!members.has(next) || seen.has(next)) continue;
        seen.add(next);
        longer.push([...way, next]);
      }
    }
    ways = longer;
  }
  return [...group];
}
