import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../promql/testing/random.ts';
import { runbookText } from '../testing/runbook-text.ts';
import { lintRunbook } from './index.ts';

const lint = (text: string | Uint8Array) => lintRunbook(Buffer.from(text), () => undefined).findings;
const rulesOf = (text: string | Uint8Array) => [...new Set(lint(text).map(({ rule }) => rule))];

describe('a file that is made to do harm', () => {
  const letters = 'abcdefghi';
  const bomb = [...letters]
    .map(
      (it, index) =>
        `${it}: &${it} [${Array(9)
          .fill(index === 0 ? 'x' : `*${letters[index - 1]}`)
          .join(', ')}]`,
    )
    .join('\n');

  it.each<[string, string | Uint8Array, string]>([
    ['a billion aliases', bomb, 'alias'],
    ['an alias of itself', 'a: &a [*a]', 'alias'],
    ['an alias of nothing', 'a: *b', 'alias'],
    [
      'an anchor alone',
      runbookText({ steps: '- &x { id: a, title: T, action: cluster.pods, timeout: 1s }' }),
      'alias',
    ],
    ['a function', 'a: !!js/function "function () { process.exit() }"', 'not-yaml'],
    ['a tag of its own', 'a: !evil { b: c }', 'not-yaml'],
    ['brackets without end', '['.repeat(5_000), 'not-yaml'],
    ['blocks without end', '- '.repeat(20_000), 'not-yaml'],
    [
      'deep data',
      `${runbookText({ steps: '- { id: a, title: T, action: notify, timeout: 1s }' })}x: ${'['.repeat(200)}${']'.repeat(200)}`,
      'schema',
    ],
    ['bytes', Uint8Array.from([0xff, 0xfe, 0x00, 0x80]), 'not-text'],
    ['a null byte', 'id: a\u0000b', 'not-text'],
    ['nothing', '', 'not-yaml'],
    ['two documents', 'a: 1\n---\nb: 2', 'not-yaml'],
    ['a key twice', 'a: 1\na: 2', 'not-yaml'],
    [
      'a prototype',
      `${runbookText({ steps: '- { id: a, title: T, action: notify, timeout: 1s }' })}__proto__: { polluted: true }`,
      'schema',
    ],
    [
      'no number',
      runbookText({ steps: '- { id: a, title: T, action: wait, with: { for: .inf }, timeout: 1s }' }),
      'schema',
    ],
    ['more than there can be', 'a'.repeat(4_194_305), 'too-large'],
  ])('%s', (_, text, rule) => {
    expect(rulesOf(text)).toEqual([rule]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('a file that is long', () => {
  const many = (count: number, line: (index: number) => string) =>
    runbookText({ steps: Array.from({ length: count }, (_, index) => line(index)).join('\n') });

  it('is looked through to its end', () => {
    const text = many(10_000, (index) => `- { id: s${index}, title: T, action: cluster.pods, timeout: 1s }`);
    expect(lint(text)).toEqual([]);
  }, 60_000);

  it('is refused when it is longer than a process can be', () => {
    const text = many(10_001, (index) => `- { id: s${index}, title: T, action: cluster.pods, timeout: 1s }`);
    expect(rulesOf(text)).toEqual(['schema']);
  }, 60_000);

  it('is told the first of its mistakes', () => {
    const text = many(
      4_000,
      (index) => `- { id: s${index}, title: "\${{ x }}", action: nothing.of-that-name }`,
    );
    const findings = lint(text);
    expect(findings).toHaveLength(200);
    expect(findings[0]?.line).toBe(6);
  }, 60_000);

  it('may wait in a long chain, backwards', () => {
    const text = many(2_000, (index) =>
      index === 0
        ? '- { id: s0, title: T, action: cluster.pods, timeout: 1s, needs: [s1] }'
        : `- { id: s${index}, title: T, action: cluster.pods, timeout: 1s, needs: [s${(index + 1) % 2_000}] }`,
    );
    expect(rulesOf(text)).toEqual(['cycle']);
  }, 60_000);

  it('may go by condition upon condition', () => {
    const when = (index: number) =>
      index === 0 ? '' : `, when: { value: "\${{ steps.s${index - 1}.status }}", is: succeeded }`;
    const text = many(
      3_000,
      (index) => `- { id: s${index}, title: T, action: cluster.pods, timeout: 1s${when(index)} }`,
    );
    expect(lint(text)).toEqual([]);
  }, 60_000);
});

describe('a file that is damaged', () => {
  const names = [
    'service-down',
    'performance-degradation',
    'emergency_shutdown',
    'load_test_mlops',
    'monthly-routine',
  ];
  const files = names.map((name) =>
    readFileSync(new URL(`../../../../resources/runbooks/${name}.yaml`, import.meta.url)),
  );

  it('is always answered with sentences and places within it', () => {
    const random = randomOf(20_250_627);
    for (let round = 0; round < 400; round += 1) {
      const bytes = Uint8Array.from(random.pick(files));
      const damaged = damage(bytes, random);
      const lines = Buffer.from(damaged).toString('utf8').split('\n').length;
      for (const { line, column, message } of lint(damaged)) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines + 1);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(message).toMatch(/\S/);
        expect(message).not.toContain('\n');
        expect(message).not.toMatch(/undefined|\[object|TypeError|at .*\.ts/);
      }
    }
  }, 120_000);
});

function damage(bytes: Uint8Array, random: ReturnType<typeof randomOf>): Uint8Array {
  const text = Buffer.from(bytes).toString('utf8');
  const lines = text.split('\n');
  switch (random.below(6)) {
    case 0: {
      const changed = Uint8Array.from(bytes);
      for (let count = random.below(4); count >= 0; count -= 1)
        changed[random.below(changed.length)] = random.below(256);
      return changed;
    }
    case 1:
      return bytes.slice(0, random.below(bytes.length));
    case 2:
      lines.splice(random.below(lines.length), 1 + random.below(3));
      return Buffer.from(lines.join('\n'));
    case 3:
      lines.splice(random.below(lines.length), 0, random.pick(lines));
      return Buffer.from(lines.join('\n'));
    case 4: {
      const at = random.below(text.length);
      return Buffer.from(
        text.slice(0, at) +
          random.pick([
            '${{',
            '}}',
            '[',
            '{',
            '*a',
            '&a ',
            '!!x ',
            '\t',
            '"',
            "'",
            '- ',
            ': ',
            '𝒳',
            '\ud800',
            '#',
          ]) +
          text.slice(at),
      );
    }
    default: {
      const [a, b] = [random.below(lines.length), random.below(lines.length)];
      [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
      return Buffer.from(lines.join('\n'));
    }
  }
}
