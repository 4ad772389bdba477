import type { WrittenGroup } from './file/rule-file.ts';
import { compareText } from './order.ts';
import { comparePairs, type Pairs, sortedPairs } from './unit-test/comparison.ts';

interface NamedRule {
  name: string;
  labels: Pairs;
}

/**
 * promtool's lint "duplicate-rules": rules of one name with the same labels, whatever their expressions.
 *
 * @returns what promtool prints of them; null when there are none
 */
export function duplicateRules(groups: readonly WrittenGroup[]): string | null {
  const rules = groups
    .flatMap((group) =>
      group.rules.map(({ alert, record, labels }) => ({
        name: alert || record,
        labels: sortedPairs(new Map([...group.labels, ...labels])),
      })),
    )
    .sort(compareRules);
  const duplicates: NamedRule[] = [];
  for (const [index, rule] of rules.entries()) {
    const before = rules[index - 1];
    const last = duplicates.at(-1);
    if (before === undefined || compareRules(before, rule) !== 0) continue;
    if (last === undefined || compareRules(last, rule) !== 0) duplicates.push(rule);
  }
  if (duplicates.length === 0) return null;
  const listed = duplicates.map(({ name, labels }) => {
    const written = labels.map(([label, value]) => `\t${label}: ${value}\n`).join('');
    return `Metric: ${name}\nLabel(s):\n${written}`;
  });
  return `lint error ${duplicates.length} duplicate rule(s) found.\n${listed.join('')}Might cause inconsistency while recording expressions`;
}

function compareRules(a: NamedRule, b: NamedRule): number {
  return compareText(a.name, b.name) || comparePairs(a.labels, b.labels);
}
