import { type Block, refuseSameLabels } from '../block.ts';
import { PromqlError } from '../errors.ts';
import type { Labels } from '../labels.ts';
import { compileRegex } from '../regex.ts';

function fail(sentence: string): never {
  throw new PromqlError('evaluation', sentence);
}

function withLabels(block: Block, change: (labels: Labels) => Labels): Block {
  const labels = block.labels.map(change);
  refuseSameLabels(labels);
  return { ...block, labels };
}

/** Sets a label to what a regular expression found in another. */
export function replaceLabel(
  block: Block,
  [target = '', replacement = '', source = '', pattern = '']: readonly string[],
): Block {
  const { expression, groupNames } = compiled(pattern);
  if (target === '') fail(`invalid destination label name in label_replace(): ${target}`);
  return withLabels(block, (labels) => {
    const match = expression.exec(labels.get(source));
    return match === null ? labels : labels.with(target, expand(replacement, match, groupNames));
  });
}

function compiled(pattern: string): ReturnType<typeof compileRegex> {
  try {
    return compileRegex(pattern);
  } catch (error) {
    if (error instanceof SyntaxError) fail(`invalid regular expression in label_replace(): ${pattern}`);
    throw error;
  }
}

/** `$1`, `$name`, `${name}`, `$$`; a name is as long as it can be, and one that is not there is empty. */
const REFERENCES = /\$(?:(\$)|(\w+)|\{(\w+)\})/g;

function expand(
  replacement: string,
  match: RegExpExecArray,
  groupNames: readonly (string | undefined)[],
): string {
  return replacement.replace(REFERENCES, (_, dollar?: string, plain?: string, braced?: string) => {
    if (dollar !== undefined) return '$';
    return (
      groupNumbers(plain ?? braced ?? '', groupNames)
        .map((number) => match[number])
        .find((found) => found !== undefined) ?? ''
    );
  });
}

/** The groups a reference means: one by its number, all of a name. */
function groupNumbers(reference: string, groupNames: readonly (string | undefined)[]): number[] {
  if (/^\d+$/.test(reference)) return [Number(reference)];
  return groupNames.flatMap((name, at) => (name === reference ? [at + 1] : []));
}

/** Whether a replacement takes what a group held that JavaScript forgets and RE2 does not. */
export function needsForgetfulGroup(pattern: string, replacement: string): boolean {
  const { groupNames, forgetfulGroups } = compileRegex(pattern);
  return [...replacement.matchAll(REFERENCES)].some(([, , plain, braced]) =>
    groupNumbers(plain ?? braced ?? '', groupNames).some((number) => forgetfulGroups.has(number)),
  );
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
