import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { checkCorpus, YAML_IN_OWN_WORDS } from './testing/check-corpus.ts';
import {
  type Said,
  sayOfGenerated,
  sayOfRuleFiles,
  sayOfUnitTests,
  verdictDiffers,
  wordsDiffer,
} from './testing/compare.ts';
import { TEMPLATE_SERIES, TEMPLATES } from './testing/template-corpus.ts';
import { unitTestCorpus } from './testing/unit-test-corpus.ts';

const names = (said: readonly Said[]) => said.map(({ name }) => name);

describe('the real promtool and we', () => {
  it('accept and refuse the same rule files, in the same words', { timeout: 60_000 }, async () => {
    const said = await sayOfRuleFiles(checkCorpus());
    expect(said.length).toBeGreaterThan(400);
    expect(said.filter(({ theirs }) => theirs.length === 0).length).toBeGreaterThan(150);
    expect(said.filter(verdictDiffers)).toEqual([]);
    expect(names(said.filter(wordsDiffer)).sort()).toEqual([...YAML_IN_OWN_WORDS].sort());
  });

  it('come to the same end with unit tests', { timeout: 60_000 }, async () => {
    const { files, tests } = unitTestCorpus();
    const said = await sayOfUnitTests(files, tests);
    expect(said.length).toBeGreaterThan(100);
    expect(said.filter(verdictDiffers)).toEqual([]);
    // What is wrong with the notation of a series is said in other words, a native histogram is refused, and which
    // of two series a sentence names first is a matter of chance in promtool.
    const others = said
      .filter(wordsDiffer)
      .filter(({ name }) => !/^(series|name|evaluation-error|many-to-many)\b/.test(name));
    expect(names(others).sort()).toEqual(['bad-rules-and-series.test.yml', 'not-yaml.test.yml']);
  });

  it('get the same values, states, labels and annotations', { timeout: 120_000 }, async () => {
    const seeds = Array.from({ length: 150 }, (_, index) => index + 1);
    expect((await sayOfGenerated(seeds)).filter(wordsDiffer)).toEqual([]);
  });

  it('expand templates to the same text, and fail with the same words', { timeout: 60_000 }, async () => {
    const files = new Map<string, string>();
    for (const [index, template] of TEMPLATES.entries()) {
      const rule = { alert: 'A', expr: 'm > 0', annotations: { text: template } };
      files.set(`${index}.rules.yml`, stringify({ groups: [{ name: 'g', rules: [rule] }] }));
      const test = {
        external_labels: { env: 'prod' },
        external_url: 'http://x/y',
        input_series: TEMPLATE_SERIES,
        alert_rule_test: [{ eval_time: '0m', alertname: 'A', exp_alerts: [] }],
      };
      files.set(`${index}.test.yml`, stringify({ rule_files: [`${index}.rules.yml`], tests: [test] }));
    }
    const tests = TEMPLATES.map((_, index) => `${index}.test.yml`);
    const said = await sayOfUnitTests(files, tests);
    expect(said.length).toBeGreaterThan(80);
    expect(said.filter(wordsDiffer)).toEqual([]);
  });
});
