import { describe, expect, it } from 'vitest';
import { findingsOf, runbookOf, runbookText } from '../testing/runbook-text.ts';

const GOOD = `- { id: look, title: Look, action: health.service, with: { system: governance, require: false }, timeout: 30s }
- id: restart
  title: Restart
  when: { value: "\${{ steps.look.output.operational }}", is: false }
  action: cluster.restart
  with: { deployment: governance }
  timeout: 10m
- { id: check, title: Check, action: health.service, with: { system: governance }, timeout: 1m }`;

/** What is said of steps that are wrong in one way. */
const said = (steps: string, more: { parameters?: string; prints?: string } = {}) =>
  findingsOf(runbookText({ steps, ...more })).map(({ rule, line, message }) => `${line} ${rule}: ${message}`);

const step = (id: string, action: string, input: string, more = '') =>
  `- { id: ${id}, title: T, action: ${action}, with: ${input}, timeout: 30s${more === '' ? '' : `, ${more}`} }`;
const pods = step('pods', 'cluster.pods', '{}');

it('finds nothing in a runbook that is right', () => {
  expect(said(GOOD)).toEqual([]);
});

describe('a step that cannot be done', () => {
  it('names no action there is', () => {
    expect(said(step('a', 'cluster.pod', '{}'))).toEqual([
      '6 unknown-action: There is no action cluster.pod; did you mean cluster.pods?',
    ]);
  });

  it.each([
    ['cluster.pods', '{ deployment: 5 }', 'cluster.pods: deployment: must be text, not a number'],
    ['cluster.pods', '{ deploymnt: a }', 'cluster.pods: deploymnt: unknown key; did you mean deployment?'],
    ['health.service', '{}', 'health.service: system: is missing'],
    ['wait', '{ for: soon }', 'wait: for: must be a span of time such as 30s, 10m, 4h or 1h30m'],
    ['sql.check', '{ check: everything }', 'sql.check: check: must be one of schema, integrity, connections'],
    [
      'http.get',
      '{ system: governance, path: //evil.example/x }',
      'http.get: path: must be a path that begins with one /',
    ],
    ['http.get', '{ system: governance, path: /x, token: hunter2 }', 'must name where it is kept'],
    ['metrics.query', '{ expression: "sum(" }', 'The expression is no PromQL that is understood'],
    ['cluster.logs', '{ deployment: a, search: "(" }', 'The search is no regular expression (RE2)'],
    [
      'decision',
      '{ text: Which?, recommended: c, choices: [{ id: a, title: A }, { id: b, title: B }] }',
      'decision: recommends what is no choice',
    ],
    ['wait.until', '{ every: 5s }', 'must name one of pods, system or metric'],
  ])('gives %s what it does not take: %s', (action, input, sentence) => {
    const findings = said(step('a', action, input));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(sentence);
  });

  it('gives a number where a text belongs, by a parameter or an output', () => {
    const parameters = 'count: { type: integer, default: 1 }';
    expect(
      said(step('a', 'health.service', '{ system: "${{ parameters.count }}" }'), { parameters }),
    ).toEqual(['8 input: health.service: system: must be text, not a number']);
    const steps = `${pods}\n${step('b', 'health.service', '{ system: "${{ steps.pods.output.total }}" }')}`;
    expect(said(steps)).toEqual(['7 input: health.service: system: must be text, not a number']);
    expect(
      said(`${pods}\n${step('b', 'health.service', '{ system: "${{ steps.pods.output.troubled.0 }}" }')}`),
    ).toEqual([]);
  });

  it('has no timeout', () => {
    expect(said('- { id: a, title: T, action: cluster.pods }')).toEqual([
      '6 missing-timeout: Step a has no timeout: what hangs would hang for ever',
    ]);
    expect(said('- { id: a, title: T, action: manual, with: { text: Look. } }')).toEqual([]);
    expect(said('- { id: a, title: T, action: cluster.pods, timeout: 0s }')[0]).toContain(
      'must be more than nothing',
    );
  });

  it.each([
    '{ command: "rm -rf /" }',
    '{ command: "a;b" }',
    '{ command: "a$(b)" }',
    '{ command: sh, arguments: ["-c", "reboot"] }',
    '{ command: backup, arguments: "--all now" }',
  ])('is a line for a shell: %s', (input) => {
    expect(
      said(`${step('a', 'exec', input)}\n${step('c', 'health.check', '{}')}`).map((it) => it.split(':')[0]),
    ).toEqual(['6 shell']);
  });
});

describe('a step that is never reached', () => {
  const decide =
    '- { id: ask, title: T, action: decision, with: { text: Which?, choices: [{ id: yes-do, title: A }, { id: no-do, title: B }] } }';
  const under = (when: string, before = decide) =>
    said(`${before}\n${step('a', 'cluster.pods', '{}', `when: ${when}`)}`);

  it.each([
    ['{ value: "${{ steps.ask.output.choice }}", is: maybe }', 'is never maybe, but one of yes-do, no-do'],
    ['{ value: "${{ steps.ask.status }}", is: failed }', 'is never failed, but one of succeeded'],
    ['{ value: 1, is: 2 }', 'its condition is false whatever happens'],
    [
      '{ all: [{ value: "${{ steps.ask.output.choice }}", is: yes-do }, { value: "${{ steps.ask.output.choice }}", is: no-do }] }',
      'cannot be all of that at once',
    ],
    ['{ any: [{ value: 1, is: 2 }, { value: true, is: false }] }', 'its condition is false whatever happens'],
  ])('since %s', (when, why) => {
    const findings = under(when);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^7 unreachable: Step a is never reached: /);
    expect(findings[0]).toContain(why);
  });

  it('since a group above it says otherwise', () => {
    const steps = `${decide}
- when: { value: "\${{ steps.ask.output.choice }}", is: yes-do }
  steps:
    ${step('a', 'cluster.pods', '{}', 'when: { value: "${{ steps.ask.output.choice }}", isNot: yes-do }')}`;
    expect(said(steps)).toEqual([
      '9 unreachable: Step a is never reached: steps.ask.output.choice cannot be all of that at once',
    ]);
  });

  it('since a figure cannot be both', () => {
    const when =
      '{ all: [{ value: "${{ steps.pods.output.total }}", above: 5 }, { value: "${{ steps.pods.output.total }}", below: 3 }] }';
    expect(under(when, pods)[0]).toContain('steps.pods.output.total cannot be all of that at once');
    const can =
      '{ all: [{ value: "${{ steps.pods.output.total }}", above: 3 }, { value: "${{ steps.pods.output.total }}", below: 5 }] }';
    expect(under(can, pods)).toEqual([]);
  });

  it('since it waits for what never ends', () => {
    expect(said(step('a', 'cluster.pods', '{}', 'needs: [b]'))).toEqual([
      '6 unreachable: It waits for b, which is no step and never ends',
    ]);
    expect(
      said(`${step('a', 'cluster.pods', '{}', 'needs: [b]')}\n${step('b', 'cluster.pods', '{}')}`),
    ).toEqual(['6 cycle: Steps wait for each other and never end: a → b → a']);
  });
});

describe('a template', () => {
  const at = (template: string, more: { parameters?: string } = {}) =>
    said(`${pods}\n${step('b', 'cluster.pods', `{ deployment: "${template}" }`)}`, more);

  it.each([
    ['${{ pods.total }}', 'names nothing'],
    [
      '${{ steps.pods.output.totl }}',
      'cluster.pods gives no totl; it gives total, ready, allReady, troubled, lines',
    ],
    ['${{ steps.pod.output.total }}', 'There is no step pod; did you mean pods?'],
    ['${{ steps.pods.input.x }}', 'a step has a status and an output, nothing else'],
    ['${{ steps.b.status }}', 'the step b is this one'],
    ['${{ run.host }}', 'of a run there is id, startedAt, startedBy'],
    ['x-${{ steps.pods.status', 'A template is not closed'],
    ['${{ constructor.prototype }}', 'names nothing'],
    ['${{ steps.__proto__.output }}', 'There is no step __proto__'],
  ])('%s', (template, sentence) => {
    const findings = at(template);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.join('\n')).toContain(sentence);
  });

  it('names a step that comes later, or beside', () => {
    const later = `${step('a', 'cluster.pods', '{ deployment: "x-${{ steps.b.status }}" }')}\n${pods.replace('pods,', 'b,')}`;
    expect(said(later)[0]).toContain('steps.b.status: the step b need not have ended before this one');
    const beside = `- parallel:\n    ${pods}\n    ${step('b', 'cluster.pods', '{ deployment: "x-${{ steps.pods.status }}" }')}`;
    expect(said(beside)[0]).toContain('the step pods need not have ended before this one');
  });

  it('names what may have been skipped', () => {
    const steps = `${pods}
${step('b', 'health.service', '{ system: governance }', 'when: { value: "${{ steps.pods.output.allReady }}", is: false }')}
${step('c', 'cluster.pods', '{ deployment: "${{ steps.b.output.system }}" }')}`;
    expect(said(steps)).toEqual([
      '8 template: steps.b.output.system may not be there: b is skipped under conditions that this does not have',
    ]);
    const guarded = steps.replace(
      'steps.b.output.system }}" }',
      'steps.b.output.system }}" }, when: { value: "${{steps.b.status}}", is: succeeded }',
    );
    expect(said(guarded)).toEqual([]);
  });

  it('names a parameter that is not declared, and one is declared that nobody uses', () => {
    const parameters = 'service: { type: system }';
    expect(at('${{ parameters.servce }}', { parameters })).toEqual([
      '6 unused-parameter: Nothing uses the parameter service',
      '9 undeclared-parameter: The parameter servce is not declared; did you mean service?',
    ]);
  });
});

describe('a change', () => {
  const restart = step('restart', 'cluster.restart', '{ deployment: a }');

  it('that nobody looks after', () => {
    expect(said(restart)).toEqual([
      '6 unverified-change: Step restart changes something, and no check behind it looks whether that came about',
    ]);
    expect(said(`${restart}\n${pods}`)).toHaveLength(1);
    expect(said(`${step('check', 'health.check', '{}')}\n${restart}`)).toHaveLength(1);
    expect(said(`${restart}\n${step('check', 'health.check', '{ require: false }')}`)).toHaveLength(1);
  });

  it('that is looked after', () => {
    expect(said(`${restart}\n${step('check', 'health.check', '{}')}`)).toEqual([]);
    expect(said(`${restart}\n${step('check', 'cluster.pods', '{ require: true }')}`)).toEqual([]);
    const verify = 'verify: { action: health.check, timeout: 1m }';
    expect(said(step('restart', 'cluster.restart', '{ deployment: a }', verify))).toEqual([]);
  });

  it('that is looked after in some cases only', () => {
    const some = `${pods}\n${restart}\n${step('check', 'health.check', '{}', 'when: { value: "${{ steps.pods.output.allReady }}", is: true }')}`;
    expect(said(some).map((it) => it.split(':')[0])).toEqual(['7 unverified-change']);
    const same = some.replace(
      '{ deployment: a }',
      '{ deployment: a }, when: { value: "${{ steps.pods.output.allReady }}", is: true }',
    );
    expect(said(same)).toEqual([]);
  });

  it('that is looked after by a runbook it calls', () => {
    const check = runbookOf(runbookText({ id: 'check', steps: step('look', 'health.check', '{}') }));
    const text = runbookText({ steps: `${restart}\n- { id: verify, runbook: check }` });
    expect(findingsOf(text, [check])).toEqual([]);
  });
});

describe('what does not fit together', () => {
  it.each([
    [`${pods}\n${pods}`, '7 duplicate-id: Two steps are called pods'],
    ['- { id: a, runbook: nowhere }', '6 unknown-runbook: There is no runbook nowhere'],
    ['- { id: a, runbook: trial }', '6 cycle: Runbooks call each other: trial → trial'],
    ['- { id: a, title: T }', '6 schema: steps[0]: must name an action, a runbook, or steps'],
    [
      '- { id: a, title: T, action: wait, runbook: b }',
      '6 schema: steps[0]: cannot be action and runbook at once',
    ],
    ['- { title: T, action: cluster.pods, timeout: 1m }', '6 schema: steps[0].id: is missing'],
    [
      '- { id: a, runbook: b, timeout: 1m }',
      '6 schema: steps[0].timeout: has no place in a step that does a runbook',
    ],
    [`- { id: a, titel: T, action: wait }`, '6 schema: steps[0].titel: unknown key; did you mean title?'],
    [
      '- { id: A B, title: T, action: wait }',
      '6 schema: steps[0].id: must be the name of a step: small letters, digits, - and _, at most 80',
    ],
    [
      step('a', 'cluster.pods', '{}', 'when: { is: 5 }'),
      '6 schema: steps[0].when: must be one of all, any, not, or a value with what it has to be',
    ],
  ])('%s', (steps, sentence) => {
    expect(said(steps)).toContain(sentence);
  });

  it.each([
    ['n: { type: choice }', 'a choice names its choices'],
    ['n: { type: integer, default: 5, max: 3 }', 'its default is none: it takes a whole number of at most 3'],
    ['n: { type: string, pattern: "(" }', 'is no regular expression (RE2)'],
    ['n: { type: string, min: 3 }', 'is no limit of a string'],
    ['n: { type: duration, min: 2h, max: 1h }', 'is more than its max'],
    ['n: { type: secret, default: hunter2 }', 'it takes the place where the secret is kept'],
    ['n: { type: string, argument: --m }\nm: { type: string, argument: --m }', '--m is that of n already'],
  ])('a parameter: %s', (parameters, sentence) => {
    const uses = step('a', 'notify', '{ text: "${{ parameters.n }} ${{ parameters.m }}" }');
    expect(said(uses, { parameters }).join('\n')).toContain(sentence);
  });

  it('parameters of a runbook that is called', () => {
    const part = runbookOf(
      runbookText({
        id: 'part',
        parameters: 'count: { type: integer, max: 5 }',
        steps: step('a', 'notify', '{ text: "${{ parameters.count }}" }'),
      }),
    );
    const call = (given: string) =>
      findingsOf(runbookText({ steps: `- { id: c, runbook: part, with: ${given} }` }), [part]);
    expect(call('{ count: 3 }')).toEqual([]);
    expect(call('{ count: 6 }')[0]?.message).toBe(
      'The parameter count of the runbook part takes a whole number of at most 5',
    );
    expect(call('{}')[0]?.message).toContain('The runbook part needs the parameter count');
    expect(call('{ count: 1, cuont: 2 }')[0]?.message).toContain(
      'has no parameter cuont; did you mean count?',
    );
  });

  it('what is done by hand has no output to go by', () => {
    const steps = `${step('a', 'models.versions', '{ require: false }', 'byHand: Look.')}
${step('b', 'cluster.pods', '{}', 'when: { value: "${{ steps.a.output.verdict }}", is: fail }')}`;
    expect(said(steps)).toEqual([
      '6 template: Later steps go by what it gives, which nobody has when it is done by hand',
    ]);
  });
});
