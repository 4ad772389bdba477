import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Mode, PartId, State } from './assessment.ts';
import { practiceOfFile } from './testing/practice.ts';

const RECOMPUTE = join(import.meta.dirname, '../../../test/compliance/recompute.mjs');

const practice = practiceOfFile();

async function look(mode: Mode = 'production') {
  const told: string[] = [];
  const found = await practice().center.compliance.validate({ mode, tell: (line) => told.push(line) });
  const { verdict, parts } = found;
  const states = Object.fromEntries(parts.map(({ id, state }) => [id, state]));
  const short = (id: PartId) =>
    parts
      .filter((part) => part.id === id)
      .flatMap(({ items }) => items.filter(({ counts }) => counts === null || counts === 0))
      .map((item) => item.id);
  return { found, verdict, states, parts, told, short };
}

const ALL_MET = { hash: 'met', compliance: 'met', audit: 'met', dgm: 'met', governance: 'met' } as const;

it('a healthy production meets all five parts, from a fresh start', async () => {
  const { verdict, states } = await look();
  expect([verdict, states]).toEqual(['compliant', ALL_MET]);
});

describe('a fault changes its part alone, and back', { timeout: 120_000 }, () => {
  it.each<[string, Partial<Record<PartId, State>>, string, [PartId, string[]]]>([
    ['audit-gap', { audit: 'missed' }, 'violated', ['audit', ['model_rollback']]],
    ['compliance-drop', { compliance: 'missed' }, 'violated', ['compliance', []]],
    ['hash-mismatch=integrity', { hash: 'missed' }, 'violated', ['dgm', []]],
    ['config-drift', { hash: 'missed' }, 'violated', ['audit', ['cluster']]],
    [
      'service-down=model-versioning',
      { hash: 'unknown', compliance: 'unknown' },
      'inconclusive',
      ['compliance', ['model-versioning']],
    ],
    ['service-down=authentication', { hash: 'unknown' }, 'inconclusive', ['compliance', []]],
  ])('%s', async (fault, changed, verdict, [part, items]) => {
    expect((await look()).verdict).toBe('compliant');
    await practice().sandbox.setFault(fault, true);
    const bad = await look();
    expect([bad.verdict, bad.states, bad.short(part)]).toEqual([verdict, { ...ALL_MET, ...changed }, items]);
    await practice().sandbox.setFault(fault, false);
    const good = await look();
    expect([good.verdict, good.states]).toEqual(['compliant', ALL_MET]);
  });
});

it('names the acts that the trail lacks, and counts those it does not list', async () => {
  await practice().sandbox.setFault('audit-gap', true);
  const { parts } = await look();
  const rollbacks = parts.find(({ id }) => id === 'audit')?.items.find(({ id }) => id === 'model_rollback');
  expect(rollbacks?.evidence.reduce((sum, { count }) => sum + count, 0)).toBe(rollbacks?.weight);
  expect(rollbacks?.evidence[0]?.says).toMatch(
    /^model_rollback of \S+, by \S+, at \S+: it is not in the audit trail$/,
  );
});

it('without a database nothing that rests on it is good', async () => {
  await practice().sandbox.setFault('database-down', true);
  const { verdict, states } = await look();
  expect([verdict, states.audit, states.dgm, states.governance]).toEqual([
    ...['inconclusive', 'unknown', 'unknown', 'unknown'],
  ]);
});

it('every figure follows from its evidence, counted by a script that shares no code with it', async () => {
  for (const fault of ['service-down=model-versioning', 'audit-gap', 'compliance-drop', 'config-drift']) {
    await practice().sandbox.setFault(fault, true);
    const { found } = await look();
    const file = join(practice().folder, 'validation.json');
    await writeFile(file, JSON.stringify(found));
    const counted = JSON.parse(execFileSync(process.execPath, [RECOMPUTE, file], { encoding: 'utf8' }));
    expect(counted.verdict, fault).toBe(found.verdict);
    for (const [place, part] of found.parts.entries()) {
      expect(part, fault).toMatchObject({ ...counted.parts[place] });
    }
  }
});

describe('a mode', () => {
  it('quick goes by what the last validation knew of the other parts', async () => {
    expect((await look('quick')).verdict).toBe('compliant');
    await look();
    await practice().sandbox.setFault('audit-gap', true);
    expect((await look('quick')).states).toEqual(ALL_MET);
    await practice().sandbox.setFault('hash-mismatch=integrity', true);
    await practice().center.health.check();
    expect((await look('quick')).states).toEqual({ ...ALL_MET, hash: 'missed' });
  });

  it('emergency tells of the hash, then of the patterns, and has no time for the rest', async () => {
    await practice().sandbox.setFault('hash-mismatch=integrity', true);
    const { told, states, verdict } = await look('emergency');
    const hash = told.findIndex((line) => line.startsWith('❌ Integrity: '));
    const pattern = told.indexOf('✅ Sandbox isolation');
    expect(hash).toBeGreaterThanOrEqual(0);
    expect(pattern).toBeGreaterThan(hash);
    expect([verdict, states]).toEqual([
      'violated',
      { hash: 'missed', compliance: 'unknown', audit: 'unknown', dgm: 'met', governance: 'unknown' },
    ]);
  });
});
