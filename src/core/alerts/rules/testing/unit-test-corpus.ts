/** Rule files and unit tests that ask for one thing each: files by name, and the names of the tests. */
export interface UnitTestCorpus {
  files: ReadonlyMap<string, string>;
  tests: readonly string[];
}

const RULES = `groups:
  - name: records
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
  - name: alerts
    rules:
      - alert: Down
        expr: up == 0
        for: 5m
        labels: {severity: page}
        annotations: {summary: "{{ $labels.instance }} is down"}
      - alert: Slow
        expr: latency > 1
        keep_firing_for: 3m
        annotations: {value: "{{ $value }}"}
      - alert: Always
        expr: vector(1)
`;

const UP = `    input_series:
      - {series: 'up{job="api",instance="a"}', values: "1x2 0x20"}
      - {series: 'up{job="api",instance="b"}', values: "1x22"}
      - {series: 'latency', values: "0 2 0x10"}
`;

function testFile(body: string, head = 'rule_files: [rules.yml]\n'): string {
  return `${head}tests:\n  - interval: 1m\n${body}`;
}

function expression(expr: string, at: string, samples = '[]'): string {
  return `    promql_expr_test:\n      - {expr: '${expr}', eval_time: ${at}, exp_samples: ${samples}}\n`;
}

const NEARLY_THIRD = testFile(
  `    input_series: [{series: x, values: "0.1+0.1x2"}]\n${expression('x', '2m', '[{labels: x, value: 0.3}]')}`,
);

export function unitTestCorpus(): UnitTestCorpus {
  const tests: Record<string, string> = {
    empty: '',
    'no-tests': 'rule_files: [rules.yml]\n',
    'null-test': 'tests:\n  -\n',
    'unknown-field': 'rules: []\n',
    'unknown-test-field': testFile(`${UP}    alerts: []\n`),
    'not-yaml': 'tests: [\n',
    'wrong-types': 'evaluation_interval: [a]\ntests: 5\n',
    'bad-duration': 'evaluation_interval: 5\n',
    'twice-a-field': 'tests: []\ntests: []\n',
    'twice-a-label': testFile('    external_labels: {a: b, a: c}\n'),
    'bad-fuzzy': 'fuzzy_compare: maybe\n',
    'fuzzy-yes': `fuzzy_compare: yes\n${testFile(UP + expression('up', '0m'))}`,
    'order-twice': 'group_eval_order: [a, a]\n',
    'no-such-rules': testFile(UP, 'rule_files: [nowhere.yml]\n'),
    'bad-rules': testFile(UP, 'rule_files: [bad.yml]\n'),
    'bad-rules-and-series': testFile(
      '    input_series: [{series: "a{", values: "1"}]\n',
      'rule_files: [bad.yml]\n',
    ),
    'rules-by-pattern': testFile(
      UP + expression('count(ALERTS)', '10m'),
      'rule_files: ["r*.yml", "[x-z].yml"]\n',
    ),
    'same-rules-twice': testFile(UP + expression('ALERTS', '3m'), 'rule_files: [rules.yml, rules.yml]\n'),
    alerts: testFile(
      `${UP}    alert_rule_test:\n      - {eval_time: 7m, alertname: Down}\n      - {eval_time: 8m, alertname: Down}\n      - {eval_time: 1m, alertname: Slow}\n      - {eval_time: 4m, alertname: Slow}\n      - {eval_time: 5m, alertname: Slow}\n      - {eval_time: 0, alertname: Always}\n      - {eval_time: 90s, alertname: Always}\n      - {eval_time: 3m, alertname: Nobody}\n`,
    ),
    'alerts-as-expected': testFile(
      `${UP}    alert_rule_test:\n      - eval_time: 8m\n        alertname: Down\n        exp_alerts:\n          - exp_labels: {severity: page, instance: a, job: api}\n            exp_annotations: {summary: a is down}\n      - eval_time: 8m\n        alertname: Always\n        exp_alerts: [{}]\n`,
    ),
    'alerts-with-wrong-annotation': testFile(
      `${UP}    alert_rule_test:\n      - eval_time: 8m\n        alertname: Down\n        exp_alerts:\n          - exp_labels: {severity: page, instance: a, job: api, empty: ""}\n            exp_annotations: {summary: "a \\"is\\" down"}\n`,
    ),
    'alert-without-name': testFile(`    alert_rule_test: [{eval_time: 5m}]\n`),
    'alert-without-name-in-named-test': testFile(`    name: mine\n    alert_rule_test: [{eval_time: 5m}]\n`),
    recorded: testFile(UP + expression('job:up:sum', '5m')),
    'recorded-as-expected': testFile(
      UP + expression('job:up:sum', '5m', `[{labels: "job:up:sum{job=\\"api\\"}", value: 1}]`),
    ),
    'alert-series': testFile(UP + expression('{__name__=~"ALERTS.*"}', '9m')),
    scalar: testFile(expression('1 + 1', '0m', '[{value: 2}]')),
    'scalar-differs': testFile(expression('1 + 1', '0m', '[{value: 3}]')),
    text: testFile(expression('"a text"', '0m')),
    matrix: testFile(UP + expression('up[5m]', '5m')),
    'bad-expression': testFile(expression('sum(', '0m')),
    'bad-labels': testFile(UP + expression('up', '0m', `[{labels: "up{", value: 1}]`)),
    'labels-without-name': testFile(UP + expression('sum(up)', '0m', `[{labels: "{}", value: 2}]`)),
    'nan-is-not-nan': testFile(
      `    input_series: [{series: x, values: NaN}]\n${expression('x', '0m', '[{labels: x, value: .nan}]')}`,
    ),
    infinities: testFile(
      '    input_series: [{series: x, values: "Inf -Inf"}]\n' +
        expression('x', '0m', '[{labels: x, value: .inf}]') +
        `      - {expr: x, eval_time: 1m, exp_samples: [{labels: x, value: -.inf}]}\n`,
    ),
    'many-to-many': testFile(
      `    input_series:\n      - {series: 'a{x="1",y="1"}', values: 1}\n      - {series: 'b{x="1",y="2"}', values: 1}\n      - {series: 'b{x="1",y="3"}', values: 1}\n` +
        expression('sum(a + on(x) b)', '0m'),
    ),
    'after-the-last-evaluation': `evaluation_interval: 1m\ntests:\n  - interval: 10s\n    input_series: [{series: x, values: "0+1x20"}]\n${expression('x', '90s')}`,
    'evaluations-in-between': `rule_files: [rules.yml]\nevaluation_interval: 7s\ntests:\n  - interval: 5s\n${UP}${expression('ALERTS_FOR_STATE', '45s')}`,
    'interval-of-the-file': `evaluation_interval: 30s\ntests:\n  - input_series: [{series: x, values: "1 2 3"}]\n${expression('x', '1m')}`,
    'evaluation-error': testFile(UP, 'rule_files: [clash.yml]\n') + expression('up', '1m'),
    'same-series-from-two-rules': testFile(UP + expression('twice', '2m'), 'rule_files: [twice.yml]\n'),
    'rule-over-input': testFile(
      `    input_series: [{series: made, values: "1x5"}]\n${expression('made', '3m')}`,
      'rule_files: [made.yml]\n',
    ),
    limit: testFile(UP + expression('up', '1m'), 'rule_files: [limit.yml]\n'),
    'offset-group': testFile(UP + expression('late', '5m'), 'rule_files: [offset.yml]\n'),
    'ordered-groups': `rule_files: [order.yml]\ngroup_eval_order: [second, first]\ntests:\n  - interval: 1m\n    input_series: [{series: x, values: "0+1x10"}]\n${expression('b', '2m')}`,
    'external-labels': testFile(
      `    external_labels: {env: prod}\n    external_url: http://x.test/y\n    alert_rule_test: [{eval_time: 0, alertname: Outside}]\n`,
      'rule_files: [outside.yml]\n',
    ),
    'bad-template': testFile(
      `    input_series: [{series: 'x{a="1"}', values: 1}]\n    alert_rule_test: [{eval_time: 0, alertname: Broken}]\n`,
      'rule_files: [template.yml]\n',
    ),
    'same-labels-after-templates': testFile(UP + expression('up', '0m'), 'rule_files: [labels.yml]\n'),
    'subquery-default-step': `evaluation_interval: 30s\ntests:\n  - interval: 15s\n    input_series: [{series: x, values: "0+1x40"}]\n${expression('count_over_time(x[2m:])', '5m')}`,
    'fuzzy-off': NEARLY_THIRD,
    'fuzzy-on': `fuzzy_compare: true\n${NEARLY_THIRD}`,
  };
  const series = [
    ...[
      '1 2 3',
      '1x3',
      '1+1x3',
      '1-1x3',
      '-1-1x3',
      '_ 1',
      '_x3 1',
      '1 _x2 2',
      'stale',
      '1 stale',
      '1 stale 2',
    ],
    ...['NaN', 'nan', 'Inf', '+Inf', '-inf', '.5', '1.', '1e3', '1e-3x2', '0x5', '010', '1_000', '08', '-0'],
    ...[
      '',
      ' ',
      '1  2',
      '1\t2',
      'x3',
      '1x',
      '1x-1',
      '1x1.5',
      '1+1',
      '1++1x2',
      '1+x2',
      'abc',
      'stalex2',
      'infx2',
    ],
    ...[
      '1,2',
      '1 2 #3',
      '# 1',
      '{{}}',
      '1x3x4',
      '1+1x2+1',
      '--1',
      '1 +2x2',
      '_+1x2',
      '1x0',
      '_x0',
      '1_0x2',
      '1__0',
    ],
    ...['0.1+0.1x5', '1e308+1e308x2', '5-5x2', '1\n2', '1\n', '|\n 1'],
  ];
  for (const [index, values] of series.entries()) {
    tests[`series-${index}`] = testFile(
      `    input_series:\n      - {series: 'x{a="1"}', values: ${JSON.stringify(values)}}\n      - {series: y, values: "7x9"}\n${expression('{__name__=~".+"}', '0m')}      - {expr: '{__name__=~".+"}', eval_time: 2m}\n`,
      '',
    );
  }
  const names = [
    ...[
      'x',
      'x{}',
      '{}',
      '{__name__="x"}',
      'x{a="1",}',
      "x{a='1'}",
      'x{a=`1`}',
      'x{a="\\"q\\""}',
      'x {a="1"}',
      'x:y',
    ],
    ...[
      '{"quoted x"}',
      '{"x",a="1"}',
      'x{"a.b"="1"}',
      'x{a=1}',
      'x{a!="1"}',
      'x{a=~"1"}',
      'x{a}',
      'x{="1"}',
      'x{a="1"',
    ],
    ...[
      'x{a="1"} {b="2"}',
      '5x',
      'x-y',
      'x{a="1" b="2"}',
      'x{a=""}',
      'sum',
      'by',
      'x{by="1"}',
      'größe',
      'x{a="ü"}',
      'x{a="\\u00fc"}',
    ],
  ];
  for (const [index, name] of names.entries()) {
    tests[`name-${index}`] = testFile(
      `    input_series:\n      - {series: ${JSON.stringify(name)}, values: "1x3"}\n${expression('{__name__=~".*"} or {a=~".+"}', '1m')}`,
      '',
    );
  }
  const files = new Map<string, string>([
    ['rules.yml', RULES],
    ['bad.yml', 'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: "sum("\n'],
    ['clash.yml', 'groups:\n  - name: g\n    rules:\n      - record: a\n        expr: up + on(job) up\n'],
    [
      'twice.yml',
      'groups:\n  - name: g\n    rules:\n      - {record: twice, expr: vector(1)}\n      - {record: twice, expr: vector(2)}\n',
    ],
    ['made.yml', 'groups:\n  - name: g\n    rules:\n      - {record: made, expr: vector(2)}\n'],
    [
      'limit.yml',
      'groups:\n  - name: g\n    limit: 1\n    rules:\n      - {alert: Any, expr: up}\n      - {record: r, expr: up}\n',
    ],
    [
      'offset.yml',
      'groups:\n  - name: g\n    query_offset: 90s\n    rules:\n      - {record: late, expr: timestamp(up)}\n',
    ],
    [
      'order.yml',
      'groups:\n  - name: first\n    rules:\n      - {record: b, expr: a}\n  - name: second\n    rules:\n      - {record: a, expr: x}\n',
    ],
    [
      'outside.yml',
      'groups:\n  - name: g\n    rules:\n      - alert: Outside\n        expr: vector(1)\n        annotations: {a: "{{ $externalLabels.env }} {{ $externalURL }} {{ .ExternalLabels.env }}", b: "{{ externalURL }}"}\n',
    ],
    [
      'template.yml',
      'groups:\n  - name: g\n    rules:\n      - alert: Broken\n        expr: x\n        labels: {b: "{{ $labels.a.b }}"}\n        annotations: {c: "{{ query \\"sum(\\" }}", d: "{{ first (query \\"nothing\\") }}"}\n',
    ],
    [
      'labels.yml',
      'groups:\n  - name: g\n    rules:\n      - alert: Same\n        expr: up\n        labels: {instance: one}\n',
    ],
    ...Object.entries(tests).map(([name, text]) => [`${name}.test.yml`, text] as const),
  ]);
  return { files, tests: Object.keys(tests).map((name) => `${name}.test.yml`) };
}
