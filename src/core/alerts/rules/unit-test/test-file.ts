import { type DecodedStruct, decodeYaml, type Shape } from '../yaml/decode.ts';
import { flagField, labelsField, numberField, structsField, textField, textsField } from '../yaml/fields.ts';

/** One file of promtool's unit tests, with promtool's defaults filled in. */
export interface UnitTestFile {
  ruleFiles: readonly string[];
  evaluationIntervalMs: number;
  groupOrder: readonly string[];
  tests: readonly UnitTest[];
  /** Whether numbers may differ by their last bit. */
  fuzzyCompare: boolean;
}

export interface UnitTest {
  name: string;
  intervalMs: number;
  inputSeries: readonly { series: string; values: string }[];
  alertTests: readonly AlertTest[];
  expressionTests: readonly ExpressionTest[];
  externalLabels: ReadonlyMap<string, string>;
  externalUrl: string;
}

export interface AlertTest {
  atMs: number;
  alertName: string;
  expected: readonly { labels: ReadonlyMap<string, string>; annotations: ReadonlyMap<string, string> }[];
}

export interface ExpressionTest {
  expression: string;
  atMs: number;
  expected: readonly { labels: string; value: number; histogram: string }[];
}

const TEXT: Shape = { type: 'string' };
const DURATION: Shape = { type: 'duration' };
const LABELS: Shape = { type: 'labels' };

function struct(name: string, fields: Readonly<Record<string, Shape>>): Shape & { type: 'struct' } {
  return { type: 'struct', name: `main.${name}`, fields };
}

function listOf(of: Shape & { type: 'struct' }): Shape {
  return { type: 'list', of, name: `[]${of.name}` };
}

const TEXTS: Shape = { type: 'list', of: TEXT, name: '[]string' };

const FILE = struct('unitTestFile', {
  rule_files: TEXTS,
  evaluation_interval: DURATION,
  group_eval_order: TEXTS,
  fuzzy_compare: { type: 'bool' },
  tests: listOf(
    struct('testGroup', {
      interval: DURATION,
      input_series: listOf(struct('series', { series: TEXT, values: TEXT })),
      alert_rule_test: listOf(
        struct('alertTestCase', {
          eval_time: DURATION,
          alertname: TEXT,
          exp_alerts: listOf(struct('alert', { exp_labels: LABELS, exp_annotations: LABELS })),
        }),
      ),
      promql_expr_test: listOf(
        struct('promqlTestCase', {
          expr: TEXT,
          eval_time: DURATION,
          exp_samples: listOf(struct('sample', { labels: TEXT, value: { type: 'float' }, histogram: TEXT })),
        }),
      ),
      external_labels: LABELS,
      external_url: TEXT,
      name: TEXT,
    }),
  ),
});

const DEFAULT_INTERVAL_MS = 60_000;

/** Reads a file of unit tests, or says why it is none in promtool's words. */
export function readUnitTestFile(bytes: Uint8Array): { file: UnitTestFile } | { problem: string } {
  const { value, problem } = decodeYaml(bytes, { version: 'v2', shape: FILE, strict: true });
  if (problem !== null) return { problem };
  const root: DecodedStruct = value ?? { fields: {} };
  const evaluationIntervalMs = numberField(root, 'evaluation_interval') || DEFAULT_INTERVAL_MS;
  return {
    file: {
      ruleFiles: textsField(root, 'rule_files'),
      evaluationIntervalMs,
      groupOrder: textsField(root, 'group_eval_order'),
      fuzzyCompare: flagField(root, 'fuzzy_compare'),
      tests: structsField(root, 'tests').map((test) => testOf(test, evaluationIntervalMs)),
    },
  };
}

function testOf(test: DecodedStruct, evaluationIntervalMs: number): UnitTest {
  return {
    name: textField(test, 'name'),
    intervalMs: numberField(test, 'interval') || evaluationIntervalMs,
    inputSeries: structsField(test, 'input_series').map((it) => ({
      series: textField(it, 'series'),
      values: textField(it, 'values'),
    })),
    alertTests: structsField(test, 'alert_rule_test').map((it) => ({
      atMs: numberField(it, 'eval_time') ?? 0,
      alertName: textField(it, 'alertname'),
      expected: structsField(it, 'exp_alerts').map((alert) => ({
        labels: labelsField(alert, 'exp_labels'),
        annotations: labelsField(alert, 'exp_annotations'),
      })),
    })),
    expressionTests: structsField(test, 'promql_expr_test').map((it) => ({
      expression: textField(it, 'expr'),
      atMs: numberField(it, 'eval_time') ?? 0,
      expected: structsField(it, 'exp_samples').map((sample) => ({
        labels: textField(sample, 'labels'),
        value: numberField(sample, 'value') ?? 0,
        histogram: textField(sample, 'histogram'),
      })),
    })),
    externalLabels: labelsField(test, 'external_labels'),
    externalUrl: textField(test, 'external_url'),
  };
}
