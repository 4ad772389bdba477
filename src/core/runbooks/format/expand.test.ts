import { describe, expect, it } from 'vitest';
import { definitionFlaws } from '../../operate/processes/definition.ts';
import { runbookOf, runbookText } from '../testing/runbook-text.ts';
import { expandRunbook } from './expand.ts';
import type { RunbookFile } from './schema.ts';

const look = (id: string, more = '') =>
  `- { id: ${id}, title: Look, action: cluster.pods, timeout: 30s${more === '' ? '' : `, ${more}`} }`;

function expand(steps: string, others: readonly RunbookFile[] = [], exists = (_: string) => true) {
  const find = (id: string) => others.find((it) => it.id === id);
  return expandRunbook(runbookOf(runbookText({ steps })), { find, exists });
}

function needsOf(steps: string, others: readonly RunbookFile[] = []) {
  const { definition, findings } = expand(steps, others);
  expect(findings).toEqual([]);
  expect(definitionFlaws(definition)).toEqual([]);
  return Object.fromEntries(definition.steps.map(({ id, needs }) => [id, needs]));
}

const PART = runbookOf(
  runbookText({
    id: 'part',
    parameters: 'service: { type: system }\ncount: { type: integer, default: 2 }',
    steps: `- id: first
  title: Look at \${{ parameters.service }}
  action: health.service
  with: { system: "\${{ parameters.service }}" }
  timeout: 1m
- id: second
  title: Scale
  action: cluster.scale
  with: { deployment: "\${{ parameters.service }}", replicas: "\${{ parameters.count }}" }
  when: { value: "\${{ steps.first.output.operational }}", is: false }
  timeout: 1m`,
  }),
);

describe('the order of steps', () => {
  it('is the one they are written in', () => {
    expect(needsOf([look('a'), look('b'), look('c')].join('\n'))).toEqual({ a: [], b: ['a'], c: ['b'] });
  });

  it('is none within a parallel group, and what follows waits for all of it', () => {
    const branches = `- parallel:\n    ${look('b')}\n    - steps:\n        ${look('c')}\n        ${look('d')}`;
    expect(needsOf([look('a'), branches, look('e')].join('\n'))).toEqual({
      a: [],
      b: ['a'],
      c: ['a'],
      d: ['c'],
      e: ['b', 'd'],
    });
  });

  it('can be said', () => {
    expect(needsOf([look('a'), look('b'), look('c', 'needs: [a]')].join('\n')).c).toEqual(['a']);
    expect(needsOf([look('a'), look('b', 'needs: []')].join('\n')).b).toEqual([]);
  });
});

describe('a runbook within a runbook', () => {
  const CALL = `${look('a')}\n- { id: call, runbook: part, with: { service: governance } }\n${look('z')}`;

  it('becomes its steps, under its own name', () => {
    expect(needsOf(CALL, [PART])).toEqual({
      a: [],
      'call/first': ['a'],
      'call/second': ['call/first'],
      z: ['call/second'],
    });
  });

  it('is given its parameters, and its templates mean its own steps', () => {
    const [, first, second] = expand(CALL, [PART]).definition.steps;
    expect(first).toMatchObject({ title: 'Look at governance', input: { system: 'governance' } });
    expect(second?.input).toEqual({ deployment: 'governance', replicas: 2 });
    expect(second?.when).toEqual({ value: '${{ steps.call/first.output.operational }}', is: false });
  });

  it('takes a template for a parameter, which stays one', () => {
    const steps = `${look('a')}\n- { id: call, runbook: part, with: { service: "\${{ steps.a.output.troubled.0 }}" } }`;
    const [, first] = expand(steps, [PART]).definition.steps;
    expect(first).toMatchObject({
      title: 'Look at ${{ steps.a.output.troubled.0 }}',
      input: { system: '${{ steps.a.output.troubled.0 }}' },
    });
  });

  it('is under the condition of the step that calls it, all of it', () => {
    const call = `${look('a')}\n- { id: call, runbook: part, with: { service: x }, when: { value: "\${{ steps.a.status }}", is: failed } }`;
    const condition = { value: '${{ steps.a.status }}', is: 'failed' };
    const [, first, second] = expand(call, [PART]).definition.steps;
    expect(first?.when).toEqual(condition);
    expect(second?.when).toEqual({
      all: [condition, { value: '${{ steps.call/first.output.operational }}', is: false }],
    });
  });

  it('that may fail is left at the step that failed, and the whole goes on', () => {
    const call = `- { id: call, runbook: part, with: { service: x }, onFailure: continue }\n${look('z')}`;
    const [first, second, last] = expand(call, [PART]).definition.steps;
    expect([first?.onFailure, second?.onFailure, last?.onFailure]).toEqual(['continue', 'continue', 'stop']);
    expect(second?.when).toEqual({
      all: [
        { value: '${{ steps.call/first.output.operational }}', is: false },
        { value: '${{ steps.call/first.status }}', oneOf: ['succeeded', 'skipped'] },
      ],
    });
    expect(last?.when).toBeUndefined();
  });

  it('that calls itself is refused, however far round', () => {
    const back = runbookOf(runbookText({ id: 'part', steps: '- { id: back, runbook: trial }' }));
    const trial = runbookOf(runbookText({ steps: '- { id: call, runbook: part }' }));
    const find = (id: string) => [back, trial].find((it) => it.id === id);
    const { findings } = expandRunbook(trial, { find, exists: () => true });
    expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
      ['cycle', 'Runbooks call each other: trial → part → trial'],
    ]);
  });

  it('that grows without measure is cut at ten thousand steps', () => {
    const double = (id: string, of: string) =>
      runbookOf(runbookText({ id, steps: `- { id: a, runbook: ${of} }\n- { id: b, runbook: ${of} }` }));
    const leaf = runbookOf(runbookText({ id: 'r0', steps: look('leaf') }));
    const others = [leaf, ...Array.from({ length: 40 }, (_, index) => double(`r${index + 1}`, `r${index}`))];
    const { definition, findings } = expand('- { id: all, runbook: r40 }', others);
    expect(findings.map(({ rule }) => rule)).toEqual(['size']);
    expect(definition.steps.length).toBeLessThanOrEqual(10_001);
  });
});

describe('what a step brings with it', () => {
  it('is a check behind it, done when it has succeeded', () => {
    const { definition } = expand(`- id: restart
  title: Restart
  action: cluster.restart
  with: { deployment: governance }
  timeout: 5m
  onFailure: compensate
  undo: { title: Back, action: cluster.undo, with: { deployment: governance }, timeout: 1m }
  verify: { action: health.service, with: { system: governance }, timeout: 1m, retry: { attempts: 3 } }
${look('z')}`);
    const [restart, verify, last] = definition.steps;
    expect(restart?.compensation).toEqual({
      title: 'Back',
      action: 'cluster.undo',
      input: { deployment: 'governance' },
      timeoutMs: 60_000,
    });
    expect(verify).toMatchObject({
      id: 'restart/verify',
      title: 'Check: Restart',
      needs: ['restart'],
      when: { value: '${{ steps.restart.status }}', is: 'succeeded' },
      retry: { attempts: 3, delayMs: 5_000, maxDelayMs: 300_000 },
      onFailure: 'compensate',
    });
    expect(last?.needs).toEqual(['restart/verify']);
  });

  it('is done by hand while its action does not exist, where the runbook says how', () => {
    const steps = `- { id: backup, title: Back up, action: backups.create, with: { component: database }, timeout: 1h, byHand: Use pg_dump. }
- { id: mend, runbook: part, with: { service: x }, byHand: Mend it. }`;
    const there = new Set(['manual', 'health.service']);
    const { definition, lacks } = expand(steps, [PART], (action) => there.has(action));
    expect(lacks).toEqual([]);
    expect(definition.steps.map(({ id, action, input }) => [id, action, input])).toEqual([
      ['backup', 'manual', { text: 'Use pg_dump.' }],
      ['mend', 'manual', { text: 'Mend it.' }],
    ]);
  });

  it('is told to be missing otherwise', () => {
    const { lacks } = expand(
      '- { id: call, runbook: part, with: { service: x } }',
      [PART],
      (it) => it === 'health.service',
    );
    expect(lacks).toEqual([{ step: 'Scale', action: 'cluster.scale', reason: null }]);
  });
});
