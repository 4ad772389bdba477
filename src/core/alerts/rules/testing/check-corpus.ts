/** Refused by both; the two YAML libraries say it in words of their own. */
export const YAML_IN_OWN_WORDS: readonly string[] = [
  ...['tabs', 'bad-indentation', 'unclosed-list', 'unclosed-text', 'alias-to-itself', 'colon-in-text'],
  ...['at-sign', 'backtick', 'brackets-over-documents'],
].map((name) => `${name}.yml`);

/** Rule files that promtool accepts or refuses, by name. */
export function checkCorpus(): ReadonlyMap<string, string> {
  return new Map([...wrongTypes(), ...writtenCases(), ...expressions(), ...templates(), ...durations()]);
}

const GOOD_RULE = { alert: 'Down', expr: 'up == 0' };

/** Each value that a field may be given by mistake. */
const VALUES: Readonly<Record<string, string>> = {
  text: 'word',
  quoted: '"5m"',
  empty: '""',
  null: '',
  tilde: '~',
  int: '5',
  negative: '-5',
  float: '1.5',
  hex: '0x1F',
  infinite: '.inf',
  bool: 'true',
  yes: 'yes',
  date: '2025-06-27',
  list: '[a, b]',
  map: '{a: b}',
  emptyList: '[]',
  emptyMap: '{}',
  duration: '5m',
  block: '|\n          up\n          == 0',
};

const GROUP_FIELDS = ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules'] as const;
const RULE_FIELDS = ['alert', 'record', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'] as const;

function* wrongTypes(): Generator<[string, string]> {
  for (const field of GROUP_FIELDS) {
    for (const [kind, value] of Object.entries(VALUES)) {
      const name = field === 'name' ? '' : '    name: g\n';
      const rules = field === 'rules' ? '' : '    rules:\n      - alert: Down\n        expr: up == 0\n';
      yield [`group-${field}-${kind}`, `groups:\n  - ${field}: ${value}\n${name}${rules}`];
    }
  }
  for (const field of RULE_FIELDS) {
    for (const [kind, value] of Object.entries(VALUES)) {
      const others = Object.entries(GOOD_RULE).filter(
        ([name]) => name !== field && !(field === 'record' && name === 'alert'),
      );
      const written = others.map(([name, it]) => `        ${name}: ${it}\n`).join('');
      yield [
        `rule-${field}-${kind}`,
        `groups:\n  - name: g\n    rules:\n      - ${field}: ${value}\n${written}`,
      ];
    }
  }
}

function ruleFile(rule: string): string {
  const indented = rule
    .trim()
    .split('\n')
    .map((line, index) => `${index === 0 ? '      - ' : '        '}${line}`)
    .join('\n');
  return `groups:\n  - name: g\n    rules:\n${indented}\n`;
}

function* expressions(): Generator<[string, string]> {
  const written = [
    'up',
    'up == 0',
    'sum(',
    'sum(rate(x[5m])) by (job)',
    'rate(x)',
    'rate(x[5m',
    'x[5m]',
    '"text"',
    '1',
    'a + on(b) c',
    'a and on() b',
    'a + on(b) group_left(c) d',
    'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))',
    'nosuchfunction(x)',
    'label_replace(x, "a", "$1", "b", "(")',
    'label_replace(x, "a", "$1", "b", "(.*)")',
    'x{a=~"("}',
    'x{a="b",}',
    'x{=}',
    '{}',
    '{a=""}',
    '{a="b"}',
    'x offset 5m',
    'x offset -5m',
    'x @ 100',
    'x @ start()',
    'x[5m:1m]',
    'max_over_time(x[5m:])',
    'topk(3, x)',
    'topk(x)',
    'quantile(0.5, x)',
    'count_values("v", x)',
    'absent(x)',
    'x > bool 1',
    '1 > 1',
    '1 > bool 1',
    'x unless y or z',
    '-x',
    'x ^ 2 ^ 3',
    'x atan2 y',
    'time() - x > 1h',
    'x == 5m',
    'sum by (a) without (b) (x)',
    'x # a comment',
    '# only a comment',
    'x y',
    'x +',
    '(x',
    'x)',
    "x{a='b'}",
    'x{a=`b`}',
    '{"quoted name"}',
    '{"x", a="b"}',
    'x{"quoted label"="b"}',
    'x{a="\\q"}',
    'clamp(x, 1, 2)',
    'clamp(x, 1)',
    'round(x, 0.1)',
    'vector(1)',
    'scalar(x)',
    'vector(x)',
    'day_of_week()',
    'predict_linear(x[1h], 3600)',
    'NaN',
    'Inf',
    '0x1F + 1e3 + 1_000',
  ];
  for (const [index, text] of written.entries()) {
    yield [`expression-${index}`, ruleFile(`alert: A\nexpr: ${JSON.stringify(text)}`)];
  }
}

function* templates(): Generator<[string, string]> {
  const written = [
    '{{ $value }}',
    '{{ $values }}',
    '{{ $labels.job | toUpper }}',
    '{{ .Labels.job }} {{ .Value }} {{ .ExternalLabels }} {{ .ExternalURL }}',
    '{{ humanize }}',
    '{{ humanise $value }}',
    '{{ if }}x{{ end }}',
    '{{ if true }}x',
    '{{ end }}',
    '{{ else }}',
    '{{ range $i, $x := query "up" }}{{ $i }}{{ end }}',
    '{{ range $i, $x, $y := query "up" }}{{ end }}',
    '{{ with $x := 1 }}{{ $x }}{{ end }}{{ $x }}',
    '{{ define "a" }}x{{ end }}{{ template "a" }}',
    '{{ define "a" }}x{{ end }}{{ define "a" }}y{{ end }}',
    '{{ define a }}x{{ end }}',
    '{{ template "never defined" }}',
    '{{ template }}',
    '{{ "unterminated }}',
    '{{ `raw` }}',
    '{{ `unterminated }}',
    "{{ 'ab' }}",
    "{{ 'a' }}",
    '{{ 1.2.3 }}',
    '{{ 99999999999999999999 }}',
    '{{ 0x }}',
    '{{ (1) }}',
    '{{ (1 }}',
    '{{ 1) }}',
    '{{ . | 5 }}',
    '{{ "a" | toUpper | }}',
    '{{ | toUpper }}',
    '{{ $x := 1 }}{{ $x }}',
    '{{ $x = 1 }}',
    '{{ $value := 2 }}',
    '{{/* comment */}}',
    '{{/* comment */ x}}',
    '{{/* unterminated',
    '{{- $value -}}',
    '{{break}}',
    '{{ range query "x" }}{{ break }}{{ continue }}{{ end }}',
    '{{ nil }}',
    '{{ nil.x }}',
    '{{ 5.x }}',
    '{{ "a".x }}',
    '{{ true.x }}',
    '{{ .Labels.a.b.c }}',
    '{{ $labels.a-b }}',
    '{{ % }}',
    '{{ a }}',
    '{{ printf "%s" }}',
    '{{ and }}',
    '{{ block "a" . }}x{{ end }}',
    '{{ block "a" }}x{{ end }}',
    '{{ if true }}a{{ else if false }}b{{ else }}c{{ end }}',
    '{{ if true }}a{{ else }}b{{ else }}c{{ end }}',
    '{{ with 1 }}a{{ else with 2 }}b{{ end }}',
    '{{ range 3 }}{{ . }}{{ end }}',
    '{{',
    '}}',
    '{{}}',
    '{{ }}',
    'plain { { text } }',
    '{{ "\\u00e9" }}',
    '{{ "\\q" }}',
    '{{ $ }}',
    '{{ $.Value }}',
    'é{{ foo }}',
    'a\n{{ foo\n}}',
  ];
  for (const [index, text] of written.entries()) {
    const quoted = JSON.stringify(text);
    yield [`annotation-${index}`, ruleFile(`alert: A\nexpr: up\nannotations:\n  summary: ${quoted}`)];
  }
  yield ['label-template', ruleFile('alert: A\nexpr: up\nlabels:\n  team: "{{ foo }}"')];
  yield ['record-label-template', ruleFile('record: a\nexpr: up\nlabels:\n  team: "{{ foo }}"')];
}

function* durations(): Generator<[string, string]> {
  const written = [
    ...['0', '0s', '1ms', '1s', '5m', '1h30m', '1d', '1w', '1y', '1y2w3d4h5m6s7ms', '90m'],
    ...['1m1h', '1h1h', '1.5h', '-5m', '+5m', '5', '5M', '5 m', ' 5m', 'm', '5mm', '1e3s', '300y', '0x5m'],
  ];
  for (const [index, text] of written.entries()) {
    yield [`duration-${index}`, ruleFile(`alert: A\nexpr: up\nfor: "${text}"`)];
  }
}

function* writtenCases(): Generator<[string, string]> {
  const cases: Record<string, string> = {
    empty: '',
    'only-comments': '# nothing\n',
    'no-groups': 'groups: []\n',
    'null-groups': 'groups:\n',
    'empty-map': '{}\n',
    'a-list': '- a\n',
    'a-text': 'just text\n',
    'unknown-root-field': 'groups: []\nother: 1\n',
    'unknown-group-field': 'groups:\n  - name: g\n    partial_response_strategy: warn\n    rules: []\n',
    'unknown-rule-field': ruleFile('alert: A\nexpr: up\nannotation:\n  a: b'),
    'two-documents': 'groups: []\n---\ngroups: 5\n',
    'after-the-end': 'groups: []\n...\nnot yaml: [',
    'document-start': '---\ngroups: []\n',
    tabs: 'groups:\n\t- name: g\n',
    'bad-indentation': 'groups:\n  - name: g\n   rules: []\n',
    'unclosed-list': 'groups: [a, b\n',
    'unclosed-text': 'groups: "a\n',
    'unknown-alias': 'groups: *a\n',
    'alias-to-itself': 'groups: &a [*a]\n',
    'twice-the-field': 'groups:\n  - name: g\n    name: h\n',
    'twice-the-label': ruleFile('alert: A\nexpr: up\nlabels: {a: b, a: c}'),
    'twice-the-group': 'groups:\n  - name: g\n  - name: g\n',
    'nameless-group': 'groups:\n  - rules: []\n',
    'two-nameless-groups': 'groups:\n  - {}\n  - {}\n',
    'null-group': 'groups:\n  -\n',
    'null-rule': 'groups:\n  - name: g\n    rules:\n      -\n',
    'empty-rule': ruleFile('{}'),
    'neither-record-nor-alert': ruleFile('expr: up'),
    'record-and-alert': ruleFile('record: a\nalert: B\nexpr: up'),
    'no-expression': ruleFile('alert: A'),
    'nothing-right': ruleFile(
      'record: "a{"\nexpr: "sum("\nfor: 1m\nkeep_firing_for: 1m\nannotations: {a: b}',
    ),
    'record-with-for': ruleFile('record: a\nexpr: up\nfor: 5m'),
    'record-with-zero-for': ruleFile('record: a\nexpr: up\nfor: 0s'),
    'record-with-keep-firing': ruleFile('record: a\nexpr: up\nkeep_firing_for: 5m'),
    'record-with-annotations': ruleFile('record: a\nexpr: up\nannotations: {a: b}'),
    'record-with-empty-annotations': ruleFile('record: a\nexpr: up\nannotations: {}'),
    'record-with-braces': ruleFile('record: "a{b=\'c\'}"\nexpr: up'),
    'record-with-spaces': ruleFile('record: "a name with spaces"\nexpr: up'),
    'record-in-utf8': ruleFile('record: "größe"\nexpr: up'),
    'metric-name-label': ruleFile('alert: A\nexpr: up\nlabels: {__name__: x}'),
    'empty-label-name': ruleFile('alert: A\nexpr: up\nlabels: {"": x}'),
    'utf8-label-name': ruleFile('alert: A\nexpr: up\nlabels: {"a.b": x, "größe": y}'),
    'empty-annotation-name': ruleFile('alert: A\nexpr: up\nannotations: {"": x}'),
    'null-label': ruleFile('alert: A\nexpr: up\nlabels: {a: null, b: 5, c: true, d: 1.50, e: 2025-01-01}'),
    'null-label-name': ruleFile('alert: A\nexpr: up\nlabels: {null: a}'),
    'label-list': ruleFile('alert: A\nexpr: up\nlabels: {a: [b]}'),
    'group-metric-name-label': 'groups:\n  - name: g\n    labels: {__name__: x}\n    rules: []\n',
    'group-labels':
      'groups:\n  - name: g\n    labels: {a: b}\n    rules:\n      - record: a\n        expr: up\n',
    'all-group-fields':
      'groups:\n  - name: g\n    interval: 30s\n    query_offset: 1m\n    limit: 10\n    labels: {a: b}\n    rules: []\n',
    'all-rule-fields': ruleFile(
      'alert: A\nexpr: up == 0\nfor: 5m\nkeep_firing_for: 10m\nlabels: {a: b}\nannotations: {c: "{{ $value }}"}',
    ),
    anchors: ruleFile('alert: &name A\nexpr: &expr up\nannotations: {a: *name, b: *expr}'),
    'anchored-rules':
      'groups:\n  - name: g\n    rules: &r\n      - alert: A\n        expr: up\n  - name: h\n    rules: *r\n',
    'merge-keys':
      'groups:\n  - name: g\n    rules:\n      - <<: {alert: A, expr: up}\n        for: 5m\n      - <<: [{alert: B}, {alert: C, expr: up}]\n',
    'merge-with-unknown-field': ruleFile('<<: {alert: A, expr: up, bad: 1}\nfor: 5m'),
    'merge-of-a-text': ruleFile('<<: text\nalert: A\nexpr: up'),
    'explicit-tags': ruleFile('alert: !!str 5\nexpr: !!str 1\nlabels: {a: !!int 5, b: !!float 1}'),
    'wrong-tag': ruleFile('alert: A\nexpr: up\nlabels: {a: !!int x}'),
    'own-tag': ruleFile('alert: !mine A\nexpr: up'),
    'folded-expression': ruleFile('alert: A\nexpr: >\n  up\n  == 0'),
    'kept-expression': ruleFile('alert: A\nexpr: |\n  up\n  == 0\n'),
    'multiline-error': ruleFile('alert: A\nexpr: |\n  sum(\n  rate(x)\n  )'),
    'flow-style': '{groups: [{name: g, rules: [{alert: A, expr: up}]}]}',
    json: '{"groups":[{"name":"g","rules":[{"alert":"A","expr":"up == 0","labels":{"a":"b"}}]}]}',
    'control-character': 'groups:\n  - name: "a\u0001"\n',
    'byte-order-mark': '\ufeffgroups: []\n',
    'carriage-returns': 'groups:\r\n  - name: g\r\n    rules:\r\n      - alert: A\r\n        expr: up\r\n',
    'colon-in-text': ruleFile('alert: A\nexpr: up\nannotations:\n  summary: a: b'),
    'percent-in-text': ruleFile('alert: A\nexpr: up\nannotations:\n  summary: 5% of all'),
    'at-sign': ruleFile('alert: A\nexpr: up\nannotations:\n  summary: @someone'),
    backtick: ruleFile('alert: A\nexpr: up\nannotations:\n  summary: `x`'),
    'hash-in-text': ruleFile('alert: A\nexpr: up\nannotations:\n  summary: a #b'),
    'unquoted-template': ruleFile('alert: A\nexpr: up\nannotations:\n  summary: {{ $value }}'),
    'quoted-lines-without-indentation': ruleFile('alert: A\nexpr: up').concat(
      `        annotations:\n          a: "one\ntwo \\" and\n\nthree"\n          b: 'four''s\nfive'\n          c: "six"\n`,
    ),
    'brackets-without-indentation': 'groups:\n  - name: g\n    labels: {a: b,\nc: d,\n }\n    rules: [\n]\n',
    'brackets-over-documents': 'groups:\n  - name: g\n    rules: [\n---\n]\n',
    'old-mac-lines': 'groups:\r  - name: g\r    rules: []\r',
    'two-problems': ruleFile('alert: A\nexpr: "sum("\nannotations: {a: "{{ foo }}"}'),
    'limit-negative': 'groups:\n  - name: g\n    limit: -1\n    rules: []\n',
    'complex-key': 'groups:\n  - ? [a]\n    : b\n',
    'many-groups': Array.from(
      { length: 20 },
      (_, index) => `${index === 0 ? 'groups:\n' : ''}  - name: g${index}\n    rules: []\n`,
    ).join(''),
  };
  yield* Object.entries(cases);
}
