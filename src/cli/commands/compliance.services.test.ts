import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, type Practice } from '../testing/practice.ts';

const PATIENCE = { timeout: 120_000 };
const HASH = 'cdd01ef066bc6cf2';
const RECOMPUTE = join(import.meta.dirname, '../../../test/compliance/recompute.mjs');

let practice: Practice;
/** What the first validation printed. */
let first: Awaited<ReturnType<Practice['acgs']>>;

beforeAll(async () => {
  practice = await openPractice('compliance');
  first = await acgs('compliance', '--json');
}, 180_000);
afterAll(() => practice?.close());

const acgs = (...words: string[]) => practice.acgs(...words);

const exitOf = (verdict: string) => ({ compliant: 0, violated: 1, inconclusive: 3 })[verdict];

describe('compliance', PATIENCE, () => {
  it('prints the document of the interface, with what each figure was counted from', () => {
    const { mode, verdict, score, parts, components, violations, checkedAt } = JSON.parse(first.out);
    expect({ mode, violations }).toEqual({ mode: 'production', violations: [] });
    expect(first.code).toBe(exitOf(verdict));
    expect(score).toEqual({ value: expect.any(Number), atMost: expect.any(Number), target: 0.95 });
    expect(parts.map(({ id, weight }: { id: string; weight: number }) => [id, weight])).toEqual([
      ['hash', 0.25],
      ['compliance', 0.25],
      ['audit', 0.2],
      ['dgm', 0.2],
      ['governance', 0.1],
    ]);
    expect(parts[0]).toMatchObject({ value: 1, target: 1, state: 'met', missing: [] });
    expect(parts[0].numerator).toBe(parts[0].denominator);
    expect(components).toContainEqual({
      ...{ id: 'integrity', source: 'http-header', expected: HASH, observed: HASH, state: 'match' },
      ...{ observedAt: expect.any(String), changedBy: null },
    });
    expect(new Date(checkedAt).toISOString()).toBe(checkedAt);
  });

  it.each(['json', 'csv'])(
    'exports %s from which a script of 50 lines counts every figure again',
    async (format) => {
      const file = `evidence.${format}`;
      const written = await acgs('compliance', 'export', '--format', format, '--out', file, '--json');
      expect(written).toMatchObject({ code: 0, err: '' });
      const { verdict, score, parts } = JSON.parse(first.out);
      expect(JSON.parse(written.out)).toMatchObject({ file, format });
      const counted = JSON.parse(
        execFileSync(process.execPath, [RECOMPUTE, join(practice.folder, file)], { encoding: 'utf8' }),
      );
      expect(counted).toEqual({
        ...{ verdict, score },
        parts: parts.map((part: Record<string, unknown>) => {
          const { id, weight, numerator, denominator, value, atMost, state } = part;
          return { id, weight, numerator, denominator, value, atMost, state };
        }),
      });
      const again = await acgs('compliance', 'export', '--format', format, '--out', file);
      expect(again).toMatchObject({
        code: 2,
        out: '',
        err: `acgs: ${file} is there already. Choose another name.\n`,
      });
    },
  );

  it('exports OSCAL that names every part as a finding', async () => {
    expect(await acgs('compliance', 'export', '--format', 'oscal', '--out', 'r.json')).toMatchObject({
      code: 0,
    });
    const { results } = JSON.parse(await readFile(join(practice.folder, 'r.json'), 'utf8'))[
      'assessment-results'
    ];
    expect(results[0].findings).toHaveLength(5);
  });

  it('shows the evidence of a part, and of one item of it', async () => {
    const { code, out } = await acgs('compliance', 'evidence', 'hash', 'integrity', '--json');
    expect(code).toBe(0);
    const { part, items } = JSON.parse(out);
    expect(part).toMatchObject({ id: 'hash', state: 'met' });
    expect(items).toHaveLength(1);
    expect(items[0].evidence.map(({ source }: { source: string }) => source)).toContain(
      'constitutional-validation',
    );
    const lines = await acgs('compliance', 'evidence', 'hash', 'integrity');
    expect(lines.out).toContain(`http-header: shows ${HASH}; seen `);
  });

  it('finds another hash, exits 1, and still knows what was found before', async () => {
    const { checkedAt, verdict } = JSON.parse(first.out);
    await practice.sandbox.setFault('hash-mismatch=governance', true);
    try {
      const { code, out } = await acgs('compliance', '--mode', 'daily', '--json');
      expect(code).toBe(1);
      const found = JSON.parse(out);
      expect(found).toMatchObject({ mode: 'daily', verdict: 'violated' });
      expect(found.parts[0]).toMatchObject({ state: 'missed', missing: ['Governance'] });
      const lines = await acgs('compliance', '--mode', 'emergency');
      expect(lines.out).toMatch(/^❌ Constitutional Hash: cdd01ef066bc6cf2\n❌ Hash integrity: .*Governance/);
      expect(lines.out).not.toContain('✅ Hash integrity');
    } finally {
      await practice.sandbox.setFault('hash-mismatch=governance', false);
    }
    const past = await acgs('compliance', '--at', checkedAt);
    expect(past.code).toBe(exitOf(verdict));
    expect(past.out).toContain('✅ Hash integrity: 100% components verified');
    expect(past.err).toBe(`acgs: as validated at ${checkedAt} (production)\n`);
    const history = JSON.parse((await acgs('compliance', 'history', '--json')).out);
    expect(history.items.map(({ mode }: { mode: string }) => mode)).toEqual([
      'emergency',
      'daily',
      'production',
    ]);
  });

  it('says what became of the items of a part, and of one of them', async () => {
    const { items, total } = JSON.parse(
      (await acgs('compliance', 'history', '--part', 'hash', '--json')).out,
    );
    expect(total).toBe(18);
    // What was wrong for a while comes first, and the worst of the hour is kept.
    expect(items[0]).toMatchObject({ id: 'governance', least: { low: 0, high: 0 }, hoursBelow: 1 });
    expect(items[1]).toMatchObject({
      newest: { low: 1, high: 1 },
      least: { low: 1, high: 1 },
      hoursBelow: 0,
    });
    const one = await acgs('compliance', 'history', '--part', 'hash', '--item', 'governance');
    expect(one.code).toBe(0);
    expect(one.out).toMatch(/^FROM +TO +COUNTS\n20\S+ +20\S+ +0 ?%\n/);
    const dgm = await acgs('compliance', 'history', '--part', 'dgm');
    expect(dgm.out.split('\n')).toHaveLength(7);
  });

  it('cannot tell of a moment by which nobody had validated', async () => {
    for (const words of [['compliance'], ['compliance', 'evidence', 'audit']]) {
      const { code, out, err } = await acgs(...words, '--at', '2020-01-01T00:00:00Z');
      expect({ code, out }).toEqual({ code: 3, out: '' });
      expect(err).toMatch(/^acgs: Nobody had validated compliance by 2020-[^\n]+ acgs compliance\n$/);
    }
  });

  it.each([
    [['--mode', 'thorough'], /--mode takes quick or production or emergency or daily, not "thorough"/],
    [['--mode', 'quick', '--at', '2h'], /--mode says how to look now/],
    [['--mode', 'daily', '--report', 'compliance.pdf'], /--report takes a file that ends with .html/],
    [['--at', 'yesterday'], /--at takes a moment such as/],
    [['--at', '2999-01-01T00:00:00Z'], /is still to come/],
    [['evidence', 'hsah'], /hash/],
    [['evidence', 'hash', '\u001b[2J<b>'], /Hash integrity has no item called/],
    [['evidence'], /part/],
    [['evidence', 'hash', '--mode', 'quick'], /acgs compliance evidence takes no --mode/],
    [['history', '--since', 'long'], /--since takes a span of time/],
    [['history', '--item', 'integrity'], /--item is one item of a part, and --part is missing/],
    [['history', '--part', 'hash', '--item', '\u001b[2J'], /nothing is recorded of an item/],
    [['history', '--part', 'rules'], /--part takes hash or compliance/],
    [['history', '--limit', '0'], /--limit takes a whole number from 1/],
    [['export', '--out', 'x.json'], /--format is missing/],
    [['export', '--format', 'xml', '--out', 'x'], /--format takes json or csv or oscal/],
    [['export', '--format', 'csv'], /--out is missing/],
    [['export', '--format', 'csv', '--out', 'no/such/folder/x.csv'], /cannot be written/],
  ])('refuses %j in one sentence', async (words, sentence) => {
    const { code, out, err } = await acgs('compliance', ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^acgs: [^\n]+\n$/);
    expect(err).toMatch(sentence);
    expect(err).not.toContain('\u001b');
  });
});
