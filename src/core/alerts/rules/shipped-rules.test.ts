import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkRuleFile, lintRules } from './index.ts';
import { runUnitTestFile } from './unit-test/index.ts';

const FOLDER = fileURLToPath(new URL('../../../../resources/rules/', import.meta.url));
const files = readdirSync(FOLDER);
const tests = files.filter((name) => name.endsWith('.test.yaml'));
const rules = files.filter((name) => !name.endsWith('.test.yaml'));
const read = (name: string) => readFileSync(FOLDER + name);

describe('the rules that are shipped', () => {
  it('each come with unit tests', () => {
    expect(rules.length).toBeGreaterThanOrEqual(2);
    expect(tests.map((name) => name.replace('.test.yaml', '.yaml'))).toEqual(rules);
  });

  it.each(rules)('%s is right, and nothing in it is odd', (name) => {
    const checked = checkRuleFile(name, read(name));
    expect(checked).toMatchObject({ kind: 'good', duplicates: null });
    expect(checked.kind === 'good' && lintRules(checked.groups)).toEqual([]);
  });

  it.each(tests)('%s holds', (name) => {
    const result = runUnitTestFile(FOLDER + name, read(name), { readFile: (path) => readFileSync(path) });
    expect(result.failures).toEqual([]);
    expect(result.ran).toBeGreaterThan(4);
  });
});

describe("the deployment guide's mlops-alerts.yaml", () => {
  it('has its names, expressions, durations, labels and annotations', () => {
    const checked = checkRuleFile('mlops-alerts.yaml', read('mlops-alerts.yaml'));
    const groups = checked.kind === 'good' ? checked.groups : [];
    expect(groups.map(({ name }) => name)).toEqual(['mlops-production-alerts']);
    const written = groups.flatMap((group) =>
      group.rules.map((rule) =>
        rule.kind === 'alerting'
          ? [rule.name, rule.text, rule.forMs, rule.labels.map(pair), rule.annotations.map(pair)]
          : rule.name,
      ),
    );
    const summary = (text: string) => [['summary', text]];
    expect(written).toEqual([
      [
        ...['MLOpsModelAccuracyDrop', 'model_accuracy < 0.90', 300_000, [['severity', 'warning']]],
        summary('Model accuracy below 90% threshold'),
      ],
      [
        ...['MLOpsConstitutionalViolation', 'constitutional_compliance_score < 0.95', 60_000],
        ...[[['severity', 'critical']], summary('Constitutional compliance violation detected')],
      ],
      [
        ...['MLOpsDeploymentFailure', 'deployment_success_rate < 0.95', 600_000, [['severity', 'warning']]],
        summary('MLOps deployment success rate below threshold'),
      ],
    ]);
  });
});

function pair({ name, text }: { name: string; text: string }): [string, string] {
  return [name, text];
}
