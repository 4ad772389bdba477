import { stringify } from 'yaml';

/** A rule file and unit tests for it. */
export interface TestPair {
  rules: string;
  tests: string;
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export type Chance = () => number;

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Random series, rules and questions. What is expected is mostly nothing, so that both sides say what they got:
 * comparing the sentences compares every value, label, annotation and state.
 */
export function generatedPair(seed: number, rulesName: string): TestPair {
  const chance = chanceOf(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
  const whole = (from: number, to: number) => from + Math.floor(chance() * (to - from + 1));
  const maybe = <T>(share: number, value: () => T): T | undefined => (chance() < share ? value() : undefined);

  const metrics = ['errors', 'ratio', 'load'] as const;
  const hosts = ['a', 'b', 'c'] as const;
  const values = () => {
    const items = Array.from({ length: whole(1, 6) }, () => {
      const repeat = whole(0, 8);
      switch (whole(0, 7)) {
        case 0:
          return `_x${repeat + 1}`;
        case 1:
          return 'stale';
        case 2:
          return `${whole(0, 9)}+${whole(1, 5)}x${repeat}`;
        case 3:
          return `${whole(20, 90)}-${whole(1, 4)}x${repeat}`;
        case 4:
          return `${(chance() * 2).toFixed(2)}x${repeat}`;
        case 5:
          return `0.1+0.1x${repeat}`;
        case 6:
          return pick(['NaN', 'Inf', '-Inf', '1e3', '-4.5']);
        default:
          return `${whole(0, 20)}x${repeat}`;
      }
    });
    return items.join(' ');
  };

  const selector = () => {
    const matcher = pick(['', '{host="a"}', '{host=~"a|b"}', '{host!="c"}', '{job="api"}', '{host!~"b.*"}']);
    return pick(metrics) + matcher;
  };
  const range = () => `${selector()}[${pick(['1m', '2m', '90s', '5m'])}]`;
  const moved = () => pick(['', '', '', ' offset 1m', ' offset -30s', ' @ 120', ' offset 2m']);
  const vector = (depth: number): string => {
    if (depth === 0 || chance() < 0.2) return selector() + moved();
    const inner = () => vector(depth - 1);
    switch (whole(0, 14)) {
      case 0:
        return `${pick(['rate', 'increase', 'delta', 'irate', 'idelta', 'deriv', 'changes', 'resets'])}(${range()}${moved()})`;
      case 1:
        return `${pick(['avg', 'min', 'max', 'sum', 'count', 'last', 'stddev', 'present'])}_over_time(${range()})`;
      case 2:
        return `${pick(['sum', 'avg', 'min', 'max', 'count', 'group'])} by (${pick(['host', 'job', 'host, job'])}) (${inner()})`;
      case 3:
        return `${pick(['sum', 'max'])} without (host) (${inner()})`;
      case 4:
        return `(${inner()}) ${pick(['+', '-', '*', '/', '%', '^'])} ${whole(1, 4)}`;
      case 5:
        return `(${inner()}) ${pick(['and', 'or', 'unless'])} ${pick(['', 'on (host) '])}(${inner()})`;
      case 6:
        // Not exp: Go has it in assembly, and the last bit may differ.
        return `${pick(['abs', 'ceil', 'floor', 'sgn', 'sqrt'])}(${inner()})`;
      case 7:
        return `absent(${selector()})`;
      case 8:
        return `quantile_over_time(${pick(['0.5', '0.9', '-1'])}, ${range()})`;
      case 9:
        return `label_replace(${inner()}, "copy", "$1-x", "host", "(.*)")`;
      case 10:
        return `clamp(${inner()}, ${whole(-2, 2)}, ${whole(3, 9)})`;
      case 11:
        return `(${inner()}) ${pick(['>', '<=', '!='])} bool ${whole(0, 9)}`;
      case 12:
        return `(${inner()}) * on (host) group_left () (max by (host) (${inner()}))`;
      case 13:
        return `-(${inner()}) + scalar(sum(${selector()}))`;
      default:
        return `max_over_time((${inner()})[${pick(['2m', '3m'])}:${pick(['1m', '30s', ''])}])`;
    }
  };
  const condition = () => `${vector(2)} ${pick(['>', '<', '>=', '<=', '==', '!='])} ${whole(-1, 12)}`;

  const annotation = () =>
    pick([
      '{{ $value }}',
      '{{ $labels.host }} has {{ $value | humanize }}',
      '{{ $value | humanizePercentage }} on {{ .Labels.job }}',
      '{{ printf "%.3f" $value }}',
      '{{ if gt $value 5.0 }}high{{ else }}low{{ end }}',
      '{{ with query "count(ratio)" }}{{ . | first | value }}{{ else }}none{{ end }}',
      '{{ $externalLabels.env }}: {{ $labels | len }}',
      '{{ range $name, $it := $labels }}{{ $name }}={{ $it }} {{ end }}',
      'plain text',
      '{{ $value | humanizeDuration }} {{ $value | humanize1024 }}',
      '{{ $labels.nothing.more }}',
    ]);
  const spans = ['0s', '30s', '1m', '2m', '3m', '5m'] as const;
  const alertNames = ['First', 'Second', 'Third'].slice(0, whole(1, 3));
  const rules: object[] = alertNames.map((alert) => ({
    alert,
    expr: chance() < 0.15 ? 'recorded > 3' : condition(),
    ...optional(
      'for',
      maybe(0.7, () => pick(spans)),
    ),
    ...optional(
      'keep_firing_for',
      maybe(0.3, () => pick(spans.slice(1))),
    ),
    ...optional(
      'labels',
      maybe(0.6, () => ({
        severity: pick(['warning', '{{ $labels.host }}', '']),
        host: pick(['x', '{{ $value }}', '{{ $labels.host }}']),
      })),
    ),
    ...optional(
      'annotations',
      maybe(0.7, () => ({ summary: annotation(), detail: annotation() })),
    ),
  }));
  if (chance() < 0.6)
    rules.unshift({
      record: 'recorded',
      expr: vector(2),
      ...optional(
        'labels',
        maybe(0.4, () => ({ kind: 'made', host: pick(['', 'one']) })),
      ),
    });
  const group = {
    name: 'group',
    ...optional(
      'limit',
      maybe(0.15, () => whole(1, 4)),
    ),
    ...optional(
      'query_offset',
      maybe(0.15, () => pick(['30s', '1m', '90s'])),
    ),
    ...optional(
      'labels',
      maybe(0.2, () => ({ team: 'ops' })),
    ),
    rules,
  };
  // A group of its own that reads what the other writes: in the same evaluation or in the one before.
  const second = {
    name: 'second',
    rules: [
      { record: 'twice', expr: `recorded * 2 or ${selector()}` },
      { alert: 'OfTheSecond', expr: 'twice > 4 or ALERTS{alertstate="firing"}', keep_firing_for: '1m' },
    ],
  };
  const groups = chance() < 0.4 ? [group, second] : [group];
  const order = chance() < 0.5 ? ['group', 'second'] : ['second', 'group'];

  const times = () => `${whole(0, 12)}m${pick(['', '30s', '15s'])}`;
  const tests = Array.from({ length: whole(1, 2) }, (_, index) => ({
    name: `test ${index}`,
    interval: pick(['15s', '30s', '1m']),
    ...optional(
      'external_labels',
      maybe(0.4, () => ({ env: 'production' })),
    ),
    input_series: metrics.flatMap((metric) =>
      hosts
        .filter(() => chance() < 0.7)
        .map((host) => ({
          series: `${metric}{host="${host}"${chance() < 0.5 ? ', job="api"' : ''}}`,
          values: values(),
        })),
    ),
    alert_rule_test: Array.from({ length: whole(2, 5) }, () => ({
      eval_time: times(),
      alertname: pick([...alertNames, 'OfTheSecond']),
      exp_alerts: chance() < 0.8 ? [] : [{ exp_labels: { host: 'a' } }],
    })),
    promql_expr_test: [
      ...Array.from({ length: whole(1, 4) }, () => ({
        expr: vector(3),
        eval_time: times(),
        exp_samples: [],
      })),
      ...['ALERTS', 'ALERTS_FOR_STATE', 'recorded', 'twice'].map((expr) => ({
        expr,
        eval_time: times(),
        exp_samples: [],
      })),
    ],
  }));
  return {
    rules: stringify({ groups }),
    tests: stringify({
      rule_files: [rulesName],
      evaluation_interval: pick(['15s', '30s', '1m']),
      group_eval_order: order,
      ...optional(
        'fuzzy_compare',
        maybe(0.2, () => true),
      ),
      tests,
    }),
  };
}

function optional<T>(name: string, value: T | undefined): Record<string, T> {
  return value === undefined ? {} : { [name]: value };
}
