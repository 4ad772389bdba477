import { describe, expect, it } from 'vitest';
import { readAlertTemplate } from './index.ts';
import { formatFloat, hexFloat } from './numbers.ts';
import type { TemplateSample } from './values.ts';

const DATA = {
  labels: { job: 'api', instance: 'host:9090' },
  externalLabels: { env: 'production' },
  externalUrl: 'https://prometheus.example/x',
  value: 0.8725,
};
const SAMPLES: TemplateSample[] = [
  { labels: { host: 'b' }, value: 2 },
  { labels: { host: 'a' }, value: 1 },
];

function expanded(text: string, value = DATA.value): string {
  const reading = readAlertTemplate('Alert', text);
  if (reading.kind !== 'template') throw new Error(reading.problem);
  return reading.template.expand({ ...DATA, value }, { query: (asked) => (asked === 'load' ? SAMPLES : []) });
}

describe('the template of a label or annotation', () => {
  it.each([
    ['plain text', 'plain text'],
    ['{{ $labels.instance }} of {{ .Labels.job }}: {{ $value }}', 'host:9090 of api: 0.8725'],
    ['{{ $externalLabels.env }} {{ $externalURL }}', 'production https://prometheus.example/x'],
    ['{{ $value | humanizePercentage }}', '87.25%'],
    ['{{ printf "%.1f" $value }} {{ 1234567.0 | humanize }} {{ 2048 | humanize1024 }}', '0.9 1.235M 2ki'],
    ['{{ 90061 | humanizeDuration }} {{ 0.0021 | humanizeDuration }}', '1d 1h 1m 1s 2.1ms'],
    ['{{ 1435065584.128 | humanizeTimestamp }}', '2015-06-23 13:19:44.128 +0000 UTC'],
    ['{{ range query "load" | sortByLabel "host" }}{{ .Labels.host }}={{ .Value }};{{ end }}', 'a=1;b=2;'],
    ['{{ with query "nothing" }}{{ . | first | value }}{{ else }}nobody{{ end }}', 'nobody'],
    ['{{ if and (gt $value 0.5) (eq $labels.job "api") }}yes{{ else }}no{{ end }}', 'yes'],
    ['{{ reReplaceAll "(.*):.*" "$1" $labels.instance | toUpper }}', 'HOST'],
    [
      '{{ (1435065584.128 | toTime).Format "Mon, 02 Jan 2006 15:04:05.000 MST" }}',
      'Tue, 23 Jun 2015 13:19:44.128 UTC',
    ],
    ['a\n  {{- " b " -}}\n  c', 'a b c'],
    ['{{ define "unit" }}{{ . }} ms{{ end }}{{ template "unit" $value }}', '0.8725 ms'],
    ['{{ $labels.missing }}|', '|'],
    [
      '{{ title "model accuracy" }} {{ match "^a" "api" }} {{ stripPort $labels.instance }}',
      'Model Accuracy true host',
    ],
  ])('%s', (text, expected) => {
    expect(expanded(text)).toBe(expected);
  });

  it('that fails says so in place of its text, as Prometheus does', () => {
    expect(expanded('{{ query "nothing" | first | value }}')).toBe(
      '<error expanding template: error executing template __alert_Alert: template: __alert_Alert:1:133: ' +
        'executing "__alert_Alert" at <first>: error calling first: first() called on vector with no elements>',
    );
  });

  it.each([
    ['{{ humanise $value }}', 'wrong', 'template: __alert_Alert:1: function "humanise" not defined'],
    ['line\n{{ if true }}', 'wrong', 'template: __alert_Alert:2: unexpected EOF'],
    ['{{ $other }}', 'wrong', 'template: __alert_Alert:1: undefined variable "$other"'],
    ['{{ (toTime $value).Weekday }}', 'unsupported', 'the method Weekday of a time is not supported here'],
    ['{{ call $value }}', 'unsupported', 'the template function call is not supported here'],
    [
      '{{ 2i }}',
      'unsupported',
      'template: __alert_Alert:1: complex numbers such as 2i are not supported here',
    ],
  ])('%s is refused when it is read', (text, kind, problem) => {
    expect(readAlertTemplate('Alert', text)).toEqual({ kind, problem });
  });
});

describe('a number in Go', () => {
  it.each([
    [0.5, 'f', 0, '0'],
    [1.5, 'f', 0, '2'],
    [2.5, 'f', 0, '2'],
    [1e21, 'f', 2, '1000000000000000000000.00'],
    [123456, 'g', -1, '123456'],
    [1234567, 'g', -1, '1.234567e+06'],
    [0.00001, 'g', 4, '1e-05'],
    [999.95, 'g', 4, '1000'],
    [-0, 'g', -1, '-0'],
    [Number.NaN, 'g', 4, 'NaN'],
    [Infinity, 'f', 1, '+Inf'],
    [5e-324, 'e', 3, '4.941e-324'],
  ] as const)('%d as %s with %d digits is %s', (value, verb, precision, expected) => {
    expect(formatFloat(value, verb, precision)).toBe(expected);
  });

  it.each([
    [1, '0x1p+00'],
    [0.5, '0x1p-01'],
    [1234567.891, '0x1.2d687e4189375p+20'],
    [5e-324, '0x1p-1074'],
    [2 ** -1022 * 0.75, '0x1.8p-1023'],
    [Number.MAX_VALUE, '0x1.fffffffffffffp+1023'],
  ] as const)('%d is %s in hexadecimal', (value, expected) => {
    expect(hexFloat(value)).toBe(expected);
  });
});
