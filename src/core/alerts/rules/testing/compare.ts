import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, promtoolCheck, promtoolTest } from '../../../../../test/servers/promtool.ts';
import { checkRuleFile } from '../index.ts';
import { runUnitTestFile } from '../unit-test/index.ts';
import { generatedPair } from './generated-tests.ts';

/** What promtool and we say of one file. */
export interface Said {
  name: string;
  theirs: readonly string[];
  ours: readonly string[];
}

/** Rule files, checked by promtool and by us. */
export async function sayOfRuleFiles(files: ReadonlyMap<string, string>): Promise<Said[]> {
  const named = new Map([...files].map(([name, text]) => [`${name}.yml`, text]));
  const folder = await filesIn(named);
  try {
    const theirs = await promtoolCheck(folder.path, [...named.keys()]);
    return [...named].map(([name, text]) => {
      const checked = checkRuleFile(name, Buffer.from(text));
      const ours = checked.kind === 'refused' ? checked.problems : [];
      return { name, theirs: theirs.get(name) ?? [], ours };
    });
  } finally {
    await folder.remove();
  }
}

/** Files of unit tests, run by promtool and by us. */
export async function sayOfUnitTests(
  files: ReadonlyMap<string, string>,
  tests: readonly string[],
): Promise<Said[]> {
  const folder = await filesIn(files);
  // promtool names rule files relative to where it runs, we by their full path.
  const local = (text: string) => text.replaceAll(`${folder.path}/`, '');
  try {
    const theirs = await promtoolTest(folder.path, tests);
    return tests.map((name) => {
      const path = join(folder.path, name);
      const { failures } = runUnitTestFile(path, readFileSync(path), { readFile: (it) => readFileSync(it) });
      return { name, theirs: theirs.get(name) ?? ['not run'], ours: failures.map(local) };
    });
  } finally {
    await folder.remove();
  }
}

/** Generated unit tests of these seeds. */
export async function sayOfGenerated(seeds: readonly number[]): Promise<Said[]> {
  const files = new Map<string, string>();
  const tests: string[] = [];
  for (const seed of seeds) {
    const { rules, tests: text } = generatedPair(seed, `${seed}.rules.yml`);
    files.set(`${seed}.rules.yml`, rules).set(`${seed}.test.yml`, text);
    tests.push(`${seed}.test.yml`);
  }
  return sayOfUnitTests(files, tests);
}

/** Whether one of the two accepts what the other refuses. */
export function verdictDiffers({ theirs, ours }: Said): boolean {
  return (theirs.length === 0) !== (ours.length === 0);
}

/** Labels of a failure may stand in any order where a set is printed; everything else is compared as it is. */
export function wordsDiffer({ theirs, ours }: Said): boolean {
  return theirs.join('\n') !== ours.join('\n');
}
