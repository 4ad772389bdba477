import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RE2JS } from 're2js';
import { OperatorError } from '../../core/kernel/errors.ts';
import { defineCommand } from '../command.ts';
import { flag, list } from '../options.ts';
import { noFile, readRules, whyUnreadable } from './rules-check.ts';

export const rulesTest = defineCommand({
  name: 'rules test',
  summary: "run promtool's unit tests of rules",
  arguments: [{ name: 'file', says: 'a file of unit tests', several: true }],
  options: {
    run: list('--run <pattern>', 'only the tests whose name matches; may be repeated'),
    ignoreUnknownFields: flag(
      '--ignore-unknown-fields',
      'take fields of rule files that Prometheus does not know',
    ),
  },
  examples: ['acgs rules test mlops-alerts.test.yaml', 'acgs rules test rules/*.test.yaml --run accuracy'],
  async run(context, { run, ignoreUnknownFields }, files) {
    if (files.length === 0) throw noFile('test');
    const pattern = run.length === 0 ? undefined : patternOf(run);
    const { runUnitTestFile } = await import('../../core/alerts/index.ts');
    const { output } = context;
    const reports = [];
    for (const file of files) {
      context.signal.throwIfAborted();
      const read = readRules(context, file);
      const result =
        'problem' in read
          ? { failures: [`${file}: ${read.problem}`], warnings: [], ran: 0 }
          : runUnitTestFile(resolve(context.folder, file), read.bytes, {
              run: pattern,
              ignoreUnknownFields,
              readFile: readRuleFile,
            });
      const { failures, warnings, ran } = result;
      const verdict = failures.length === 0 ? 'pass' : 'fail';
      reports.push({ file, verdict, ran, failures, warnings });
      if (output.json) continue;
      for (const warning of warnings) output.tell(`  WARNING: ${warning}`);
      if (verdict === 'fail') {
        for (const line of ['  FAILED:', ...failures.flatMap((it) => it.split('\n'))]) output.tell(line);
      }
      // promtool's own lines: an empty one for every failure.
      await output.stream(verdict === 'pass' ? ['  SUCCESS', ''] : [...failures.map(() => ''), '']);
    }
    const verdict = reports.every((it) => it.verdict === 'pass') ? 'pass' : 'fail';
    if (output.json) output.answer({ verdict, files: reports }, () => []);
    return verdict === 'pass' ? 0 : 1;
  },
});

function readRuleFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new OperatorError('usage', whyUnreadable(error), { cause: error });
  }
}

/** As promtool joins them, in Go's dialect of regular expressions. */
function patternOf(patterns: readonly string[]): { test(name: string): boolean } {
  try {
    const compiled = RE2JS.compile(patterns.join('|'));
    return { test: (name) => compiled.matcher(name).find() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperatorError('usage', `--run is no regular expression: ${why}`);
  }
}
