import { type Block, refuseSameLabels } from '../block.ts';
import { PromqlError } from '../errors.ts';
import type { Labels } from '../labels.ts';
import type { CompiledRegex } from '../regex.ts';

function fail(sentence: string): never {
  throw new PromqlError('evaluation', sentence);
}

function withLabels(block: Block, change: (labels: Labels) => Labels): Block {
  const labels = block.labels.map(change);
  refuseSameLabels(labels);
  return { ...block, labels };
}

/** Sets a label to what a regular expression found in another. Without a regular expression its text was none. */
export function replaceLabel(
  block: Block,
  regex: CompiledRegex | undefined,
  [target = '', replacement = '', source = '', pattern = '']: readonly string[],
): Block {
  if (regex === undefined) return fail(`invalid regular expression in label_replace(): ${pattern}`);
  if (target === '') fail(`invalid destination label name in label_replace(): ${target}`);
  return withLabels(block, (labels) => {
    const groups = regex.groupsOf(labels.get(source));
    return groups === undefined
      ? labels
      : labels.with(target, expand(replacement, groups, regex.groupNumbers));
  });
}

/** `$1`, `$name`, `${name}`, `$$`; a name is as long as it can be, and one that is not there is empty. */
const REFERENCES = /\$(?:(\$)|(\w+)|\{(\w+)\})/g;

function expand(
  replacement: string,
  groups: readonly (string | null)[],
  groupNumbers: Readonly<Record<string, number>>,
): string {
  return replacement.replace(REFERENCES, (_, dollar?: string, plain?: string, braced?: string) => {
    if (dollar !== undefined) return '$';
    const reference = plain ?? braced ?? '';
    const number = /^\d+$/.test(reference) ? Number(reference) : groupNumbers[reference];
    return number === undefined ? '' : (groups[number] ?? '');
  });
}

/** Sets a label to the values of others, joined. */
export function joinLabels(
  block: Block,
  [target = '', separator = '', ...sources]: readonly string[],
): Block {
  for (const source of sources) if (source === '') fail('invalid source label name in label_join(): ');
  if (target === '') fail('invalid destination label name in label_join(): ');
  return withLabels(block, (labels) =>
    labels.with(target, sources.map((source) => labels.get(source)).join(separator)),
  );
}
