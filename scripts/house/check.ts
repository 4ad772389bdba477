import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Breach, typeScriptFiles } from '../source/files.ts';
import { isNode, nameOf, parse, type SyntaxNode } from '../source/syntax.ts';

export interface HouseReport {
  files: number;
  breaches: Breach[];
}

const FOLDERS = ['src', 'scripts', 'test', 'e2e', 'bench', 'soak'];
const MOST_LINES = 400;
const MARKS = ['ts-ignore', 'ts-expect-error', 'ts-nocheck', 'biome-ignore', 'TODO', 'FIXME'];
const MARK = new RegExp(`@?\\b(${MARKS.join('|')})\\b`);

/** The rules of CONTRIBUTING.md that a machine can hold. */
export function checkHouse(root: string): HouseReport {
  const files = typeScriptFiles(root, FOLDERS);
  const breaches = files.flatMap((file) => breachesIn(file, readFileSync(join(root, file), 'utf8')));
  if (files.length === 0) {
    breaches.push({ file: '.', line: 1, rule: 'nothing', sentence: 'There is no file to look at.' });
  }
  return { files: files.length, breaches };
}

/** The breaches in one file, by its path from the root of the repository. */
export function breachesIn(file: string, source: string): Breach[] {
  const { nodes, comments, errors, lineOf } = parse(file, source);
  const breaches: Breach[] = errors.map((sentence) => ({ file, line: 1, rule: 'syntax', sentence }));
  const lines = source.trimEnd().split('\n').length;
  if (file.startsWith('src/') && lines > MOST_LINES) {
    const sentence = `${lines} lines; at most ${MOST_LINES} are easy to read. Divide it by what it says.`;
    breaches.push({ file, line: MOST_LINES + 1, rule: 'size', sentence });
  }
  for (const { value, start } of comments) {
    const mark = MARK.exec(value)?.[1];
    if (mark === undefined) continue;
    const sentence = `The comment says ${mark}; solve it now, or write it into an issue.`;
    breaches.push({ file, line: lineOf(start), rule: 'comment', sentence });
  }
  for (const node of nodes) {
    const breach = breachOf(node, file);
    if (breach !== undefined) breaches.push({ file, line: lineOf(node.start), ...breach });
  }
  return breaches;
}

function breachOf(node: SyntaxNode, file: string): { rule: string; sentence: string } | undefined {
  const inSource = file.startsWith('src/');
  switch (node.type) {
    case 'TSAnyKeyword':
      return { rule: 'any', sentence: 'Write the type, or unknown and parse it.' };
    case 'CallExpression':
      return isLeftOutTest(node)
        ? { rule: 'left-out test', sentence: 'Every test runs; make it work or delete it.' }
        : undefined;
    case 'MemberExpression':
      return inSource && !file.startsWith('src/sandbox/') && isMember(node, 'Math', 'random')
        ? {
            rule: 'chance',
            sentence: 'Chance comes from node:crypto or through a parameter, so that tests can repeat it.',
          }
        : undefined;
    case 'VariableDeclaration':
      return inSource && typeof node.kind === 'string' && node.kind.endsWith('using')
        ? { rule: 'using', sentence: 'Node 22 cannot load the keyword using; close it in finally.' }
        : undefined;
    default:
      return undefined;
  }
}

/** `it.skip(…)`, `describe.only.each(…)`, `test.describe.skip(…)`, `it.skipIf(…)`, `xit(…)` and the like. */
function isLeftOutTest({ callee }: SyntaxNode): boolean {
  // In `it.skipIf(…)(…)` the inner call says it all.
  if (isNode(callee) && callee.type === 'CallExpression') return false;
  const names = memberNames(callee);
  const [root = '', ...members] = names;
  if (/^(xit|xtest|xdescribe|fit|fdescribe)$/.test(root)) return true;
  return (
    /^(it|test|describe|suite)$/.test(root) &&
    members.some((name) => /^(skip|only|todo|skipIf|runIf|fixme)$/.test(name))
  );
}

/** `a.b.c` as `['a', 'b', 'c']`, seen through calls and tagged templates such as `it.only.each`…`. */
function memberNames(value: unknown): string[] {
  const name = nameOf(value);
  if (name !== undefined) return [name];
  if (!isNode(value)) return [];
  if (value.type === 'MemberExpression') return [...memberNames(value.object), nameOf(value.property) ?? ''];
  if (value.type === 'CallExpression') return memberNames(value.callee);
  if (value.type === 'TaggedTemplateExpression') return memberNames(value.tag);
  return [];
}

function isMember(node: SyntaxNode, object: string, property: string): boolean {
  return nameOf(node.object) === object && nameOf(node.property) === property;
}
