import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RuleGroup } from '../../core/alerts/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { type CommandContext, defineCommand } from '../command.ts';
import { flag } from '../options.ts';

interface FileReport {
  file: string;
  verdict: 'pass' | 'fail';
  /** Rules found; null when the file is refused. */
  rules: number | null;
  problems: string[];
  /** Worth a look; the verdict does not depend on them. */
  warnings: string[];
}

export const rulesCheck = defineCommand({
  name: 'rules check',
  summary: 'say whether Prometheus rule files are right, as promtool check rules does',
  arguments: [{ name: 'file', says: 'a rule file', several: true }],
  options: {
    ignoreUnknownFields: flag('--ignore-unknown-fields', 'take fields that Prometheus does not know'),
    live: flag('--live', "also ask the profile's Prometheus whether the series are there"),
  },
  examples: [
    'acgs rules check mlops-alerts.yaml',
    'acgs rules check rules/*.yaml --json',
    'acgs rules check mlops-alerts.yaml --live',
  ],
  async run(context, { ignoreUnknownFields, live }, files) {
    if (files.length === 0) throw noFile('check');
    const { checkRuleFile, lintRules } = await import('../../core/alerts/index.ts');
    const { output } = context;
    const say = async (...lines: string[]) => {
      if (!output.json) await output.stream(lines);
    };
    const tell = (...lines: string[]) => {
      if (!output.json) for (const line of lines.flatMap((it) => it.split('\n'))) output.tell(line);
    };
    const reports: FileReport[] = [];
    const groups: RuleGroup[] = [];
    for (const file of files) {
      context.signal.throwIfAborted();
      await say(`Checking ${file}`);
      const read = readRules(context, file);
      const checked =
        'problem' in read
          ? { kind: 'refused' as const, problems: [`${file}: ${read.problem}`] }
          : checkRuleFile(file, read.bytes, { ignoreUnknownFields });
      if (checked.kind === 'refused') {
        tell('  FAILED:', ...checked.problems);
        reports.push({ file, verdict: 'fail', rules: null, problems: [...checked.problems], warnings: [] });
        continue;
      }
      groups.push(...checked.groups);
      const rules = checked.groups.reduce((sum, group) => sum + group.rules.length, 0);
      const { duplicates } = checked;
      // promtool calls this failed, and still ends with 0.
      if (duplicates === null) await say(`  SUCCESS: ${rules} rules found`, '');
      else {
        tell('  FAILED:', duplicates);
        await say('');
      }
      const warnings = duplicates === null ? [] : [duplicates];
      reports.push({ file, verdict: 'pass', rules, problems: [], warnings });
    }
    const warnings = lintRules(groups);
    if (live) warnings.push(...(await blindRulesOf(context, groups)));
    for (const warning of warnings) tell(`  WARNING: ${warning}`);
    const verdict = reports.every((it) => it.verdict === 'pass') ? 'pass' : 'fail';
    if (output.json) output.answer({ verdict, files: reports, warnings }, () => []);
    return verdict === 'pass' ? 0 : 1;
  },
});

async function blindRulesOf(context: CommandContext, groups: readonly RuleGroup[]): Promise<string[]> {
  const { withCenter } = await import('../workplace.ts');
  return withCenter(context, (center) => center.alerts.blindRules(groups, context.signal));
}

export function noFile(command: string): OperatorError {
  return new OperatorError('usage', `rules ${command} needs the name of a file`, {
    hint: `acgs rules ${command} --help says how.`,
  });
}

/** A rule file's bytes, or in words why it cannot be read. */
export function readRules(
  { folder }: CommandContext,
  file: string,
): { bytes: Uint8Array } | { problem: string } {
  try {
    return { bytes: readFileSync(resolve(folder, file)) };
  } catch (error) {
    return { problem: whyUnreadable(error) };
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read',
};

export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? `cannot be read (${code || 'unknown reason'})`;
}
