import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runHere } from '../testing/run-here.ts';

let folder: string;

function acgs(...words: string[]) {
  return runHere(words, { folder });
}

const GOOD = `groups:
  - name: g
    rules:
      - alert: Low
        expr: score < 0.95
        for: 1m
        annotations: {summary: "{{ $value }}"}
      - record: mean
        expr: avg(score)
`;
const BAD = `groups:
  - name: g
    rules:
      - alert: Low
        expr: sum(score
`;
const TESTS = `rule_files: [good.yaml]
tests:
  - name: falls
    interval: 1m
    input_series: [{series: score, values: 0.9x5}]
    alert_rule_test:
      - eval_time: 1m
        alertname: Low
        exp_alerts: [{exp_annotations: {summary: "0.9"}}]
  - name: wrongly expected
    interval: 1m
    input_series: [{series: score, values: 0.9x5}]
    promql_expr_test:
      - {expr: mean, eval_time: 2m, exp_samples: [{labels: mean, value: 1}]}
`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-rules-'));
  await writeFile(join(folder, 'good.yaml'), GOOD);
  await writeFile(join(folder, 'bad.yaml'), BAD);
  await writeFile(join(folder, 'good.test.yaml'), TESTS);
});

afterEach(() => rm(folder, { recursive: true }));

describe('rules check', () => {
  it('says as promtool how many rules a good file has', async () => {
    expect(await acgs('rules', 'check', 'good.yaml')).toMatchObject({
      code: 0,
      out: 'Checking good.yaml\n  SUCCESS: 2 rules found\n\n',
      err: '',
    });
  });

  it('says of a bad one what is wrong and where, looks at the others too, and ends with 1', async () => {
    expect(await acgs('rules', 'check', 'bad.yaml', 'good.yaml')).toMatchObject({
      code: 1,
      out: 'Checking bad.yaml\nChecking good.yaml\n  SUCCESS: 2 rules found\n\n',
      err: '  FAILED:\nbad.yaml: 5:15: group "g", rule 1, "Low": could not parse expression: 1:10: parse error: unclosed left parenthesis\n',
    });
  });

  it('warns of what two files together make odd, without changing the verdict', async () => {
    await writeFile(join(folder, 'other.yaml'), GOOD.replace('0.95', '93'));
    const { code, err } = await acgs('rules', 'check', 'good.yaml', 'other.yaml');
    expect(code).toBe(0);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^ {2}WARNING: 2 alerts are called Low/),
      expect.stringMatching(/^ {2}WARNING: score is compared with 0\.95 in Low and with 93 in Low/),
    ]);
  });

  it('gives one document with --json', async () => {
    const { code, err, json } = await acgs('rules', 'check', 'good.yaml', 'bad.yaml', 'none.yaml', '--json');
    expect([code, err]).toEqual([1, '']);
    expect(json()).toEqual({
      verdict: 'fail',
      files: [
        { file: 'good.yaml', verdict: 'pass', rules: 2, problems: [], warnings: [] },
        { file: 'bad.yaml', verdict: 'fail', rules: null, problems: [expect.any(String)], warnings: [] },
        {
          file: 'none.yaml',
          verdict: 'fail',
          rules: null,
          problems: ['none.yaml: there is no such file'],
          warnings: [],
        },
      ],
      warnings: [],
    });
  });

  it('without a file is wrong use', async () => {
    expect(await acgs('rules', 'check')).toMatchObject({ code: 2, out: '' });
  });
});

describe('rules test', () => {
  it('prints what does not hold as promtool does, and ends with 1', async () => {
    expect(await acgs('rules', 'test', 'good.test.yaml')).toMatchObject({
      code: 1,
      out: '\n\n',
      err: '  FAILED:\n    expr: "mean", time: 2m,\n        exp: {__name__="mean"} 1E+00\n        got: {__name__="mean"} 9E-01\n',
    });
  });

  it('runs only the tests that --run names', async () => {
    expect(await acgs('rules', 'test', 'good.test.yaml', '--run', '^fal')).toMatchObject({
      code: 0,
      out: '  SUCCESS\n\n',
      err: '',
    });
    expect(await acgs('rules', 'test', 'good.test.yaml', '--run', '(')).toMatchObject({ code: 2 });
  });

  it('gives one document with --json', async () => {
    const { code, json } = await acgs('rules', 'test', 'good.test.yaml', 'none.yaml', '--json');
    expect(code).toBe(1);
    expect(json()).toEqual({
      verdict: 'fail',
      files: [
        { file: 'good.test.yaml', verdict: 'fail', ran: 2, failures: [expect.any(String)], warnings: [] },
        {
          file: 'none.yaml',
          verdict: 'fail',
          ran: 0,
          failures: ['none.yaml: there is no such file'],
          warnings: [],
        },
      ],
    });
  });

  it('warns of rule files that are not there', async () => {
    await writeFile(join(folder, 'lost.yaml'), 'rule_files: [nowhere.yaml]\n');
    const { code, err } = await acgs('rules', 'test', 'lost.yaml');
    expect([code, err]).toEqual([0, `  WARNING: no file match pattern ${folder}/nowhere.yaml\n`]);
  });
});
