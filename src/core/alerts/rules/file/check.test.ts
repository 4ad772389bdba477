import { describe, expect, it } from 'vitest';
import { checkRuleFile } from '../index.ts';
import { lintRules } from '../lint.ts';

function check(text: string) {
  return checkRuleFile('r.yaml', Buffer.from(text));
}

function problemsOf(text: string): readonly string[] {
  const checked = check(text);
  return checked.kind === 'refused' ? checked.problems : [];
}

const withRules = (...rules: string[]) =>
  `groups:\n  - name: g\n    rules:\n${rules.map((rule) => `      - ${rule}\n`).join('')}`;

describe('a rule file', () => {
  it('that is right gives its groups, ready to run', () => {
    const checked = check(
      withRules(
        '{alert: Low, expr: x < 1, for: 5m, labels: {severity: warning}}',
        '{record: y, expr: sum(x)}',
      ),
    );
    expect(checked).toMatchObject({
      kind: 'good',
      duplicates: null,
      groups: [
        {
          name: 'g',
          file: 'r.yaml',
          intervalMs: null,
          rules: [
            { kind: 'alerting', name: 'Low', forMs: 300_000, keepFiringForMs: 0 },
            { kind: 'recording', name: 'y' },
          ],
        },
      ],
    });
  });

  it.each([
    [
      'an unknown field',
      withRules('{alert: A, expr: x, four: 5m}'),
      ['yaml: unmarshal errors:\n  line 4: field four not found in type rulefmt.Rule'],
    ],
    [
      'no expression',
      withRules('alert: A'),
      [`0:0: group "g", rule 1, "A": field 'expr' must be set in rule`],
    ],
    [
      'a bad expression',
      withRules('{alert: A, expr: "sum("}'),
      [
        '4:26: group "g", rule 1, "A": could not parse expression: 1:5: parse error: unclosed left parenthesis',
      ],
    ],
    [
      'a bad template',
      withRules('{alert: A, expr: x, annotations: {a: "{{ foo }}"}}'),
      ['group "g", rule 1, "A": annotation "a": template: __alert_A:1: function "foo" not defined'],
    ],
    [
      'a bad duration',
      withRules('{alert: A, expr: x, for: soon}'),
      ['not a valid duration string: "soon"', 'not a valid duration string: "soon"'],
    ],
  ])('with %s is refused with its place', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems.map((it) => `r.yaml: ${it}`));
  });

  it('with an expression outside our PromQL is refused by name', () => {
    expect(problemsOf(withRules('{alert: A, expr: "histogram_avg(x) > 0"}'))).toEqual([
      expect.stringMatching(/could not parse expression: .*histogram_avg.*not supported/),
    ]);
  });

  it('may hold a rule twice, which is told', () => {
    const text = withRules('{record: y, expr: a, labels: {b: c}}', '{record: y, expr: d, labels: {b: c}}');
    expect(check(text)).toMatchObject({
      kind: 'good',
      duplicates: expect.stringContaining('1 duplicate rule(s) found.\nMetric: y\nLabel(s):\n\tb: c\n'),
    });
  });

  it('that is no UTF-8 is refused', () => {
    expect(checkRuleFile('r.yaml', Buffer.from([0x67, 0xff]))).toEqual({
      kind: 'refused',
      problems: ['r.yaml: yaml: invalid leading UTF-8 octet', 'r.yaml: yaml: invalid leading UTF-8 octet'],
    });
  });
});

describe('what is worth a look', () => {
  const lint = (...rules: string[]) => {
    const checked = check(withRules(...rules));
    return checked.kind === 'good' ? lintRules(checked.groups) : checked.problems;
  };

  it('is a share in one rule and a percentage in another', () => {
    expect(
      lint('{alert: A, expr: score < 0.95}', '{alert: B, expr: "avg_over_time(score[5m]) < 93"}'),
    ).toEqual([
      'score is compared with 0.95 in A and with 93 in B: a share and a percentage cannot both be meant',
    ]);
    expect(lint('{alert: A, expr: load > 0.5}', '{alert: B, expr: load > 8}')).toEqual([]);
    expect(lint('{alert: A, expr: a < 0.95}', '{alert: B, expr: b < 95}')).toEqual([]);
  });

  it('is a percentage for a figure that is recorded as a share', () => {
    expect(lint(`{alert: A, expr: 'target{target="compliance"} < 95'}`)).toEqual([
      'target{target="compliance"} is compared with 95 in A, and is recorded as a share from 0 to 1',
    ]);
    expect(
      lint(
        `{alert: A, expr: 'target{target="response-time"} > 90'}`,
        `{alert: B, expr: 'target{target="cpu"} > 0.9'}`,
      ),
    ).toEqual([]);
  });

  it('are several alerts of one name', () => {
    expect(lint('{alert: A, expr: x}', '{alert: A, expr: y}', '{record: A, expr: z}')).toEqual([
      '2 alerts are called A (in "g"); only their labels tell them apart',
    ]);
  });
});
