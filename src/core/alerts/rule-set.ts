import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Problem } from '../kernel/errors.ts';
import { shippedFolder } from '../kernel/shipped-folder.ts';
import { checkRuleFile, lintRules } from './rules/index.ts';
import type { AlertingRule, RuleGroup } from './rules/rule.ts';

/** The rules that are evaluated, and what is wrong with those that are not. */
export interface RuleSet {
  groups: readonly RuleGroup[];
  /** Names of files of which nothing is evaluated: whether what they found still holds is not known. */
  unusable: ReadonlySet<string>;
  /** A file that was refused leaves the others working. */
  problems: readonly Problem[];
  /** What Prometheus accepts and somebody should look at, a sentence each. */
  warnings: readonly string[];
}

/** The rules as their files have them. */
export interface Rules {
  current(): RuleSet;
  /**
   * Reads the files again that are not as they were. One that cannot be used any more is evaluated as it was before,
   * and that is said.
   *
   * @returns whether anything is different now; the groups of a file that is as it was are the same objects
   */
  reload(): boolean;
}

/** A file as it was read last. */
interface RuleFile {
  name: string;
  /** Of the file on the disk: another one is read anew. */
  stamp: string;
  groups: readonly RuleGroup[];
  problem: Problem | null;
  warning: string | null;
}

/** The shipped rules and the profile's own. */
export function openRules(files: readonly string[]): Rules {
  const paths = [...shippedRuleFiles(), ...files];
  let byPath = new Map(paths.map((path) => [path, readRuleFile(path, undefined)] as const));
  let set = setOf([...byPath.values()]);
  return {
    current: () => set,
    reload() {
      const changed = paths.filter((path) => byPath.get(path)?.stamp !== stampOf(path));
      if (changed.length === 0) return false;
      byPath = new Map(byPath);
      for (const path of changed) byPath.set(path, readRuleFile(path, byPath.get(path)));
      set = setOf([...byPath.values()]);
      return true;
    },
  };
}

function setOf(files: readonly RuleFile[]): RuleSet {
  const groups = files.flatMap((file) => file.groups);
  return {
    groups,
    unusable: new Set(
      files.flatMap((file) => (file.problem !== null && file.groups.length === 0 ? [file.name] : [])),
    ),
    problems: files.flatMap(({ problem }) => problem ?? []),
    warnings: [...files.flatMap(({ warning }) => warning ?? []), ...lintRules(groups)],
  };
}

function readRuleFile(path: string, before: RuleFile | undefined): RuleFile {
  const file = basename(path);
  const stamp = stampOf(path);
  const unusable = (why: string): RuleFile => {
    const groups = before?.groups ?? [];
    const what = groups.length > 0 ? 'are evaluated as they were before' : 'are not evaluated';
    return {
      name: file,
      stamp,
      groups,
      problem: refused(`The rules in ${file} ${what}: ${why}`),
      warning: null,
    };
  };
  const read = readRules(path);
  if ('problem' in read) return unusable(read.problem);
  const checked = checkRuleFile(file, read.bytes);
  if (checked.kind === 'refused') {
    const [first = '', ...others] = checked.problems;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return unusable(`${withoutFile(first, file)}${more}`);
  }
  const duplicates = checked.duplicates?.trim().split('\n', 1)[0];
  const warning = duplicates === undefined ? null : `${file}: ${duplicates}`;
  return { name: file, stamp, groups: checked.groups, problem: null, warning };
}

function stampOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    // Whoever reads it says why.
    return `none ${codeOf(error)}`;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** What a rule is recognised by: what it says, not where it stands. */
export function ruleKey(group: Pick<RuleGroup, 'name'>, rule: AlertingRule): string {
  const { name, text, forMs, labels } = rule;
  const said = [group.name, name, text, forMs, labels.map((it) => [it.name, it.text])];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
}

/** In alphabetical order; the tests beside them are not rules. */
function shippedRuleFiles(): string[] {
  const folder = shippedFolder('rules');
  if (folder === null) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
    .sort()
    .map((name) => join(folder, name));
}

function readRules(path: string): { bytes: Uint8Array } | { problem: string } {
  try {
    return { bytes: readFileSync(path) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return { problem: 'there is no such file' };
    if (code === 'EISDIR') return { problem: 'it is a folder' };
    return { problem: code === 'EACCES' ? 'this user may not read it' : 'it cannot be read' };
  }
}

/** In one line: YAML's own words take several. */
function withoutFile(problem: string, file: string): string {
  const own = problem.startsWith(`${file}: `) ? problem.slice(file.length + 2) : problem;
  return own.replace(/\s+/g, ' ');
}

function refused(message: string): Problem {
  return {
    code: 'profile',
    message,
    hint: 'acgs rules check FILE says more; mend it: it is read again by itself.',
    retryable: false,
  };
}
