import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openPractice, type Practice } from '../testing/practice.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await openPractice('restore', { timeScale: 5 });
}, 120_000);
afterAll(() => practice?.close());
afterEach(() => practice.mend());

const acgs = (...words: string[]) => practice.acgs(...words, '--yes');

it('shows what it would put back, and puts it back', async () => {
  await practice.sandbox.setFault('config-drift', true);
  const shown = await acgs('compliance', 'restore', 'configuration', '--dry-run');
  expect(shown.out).toContain('-key constitutional_hash: deadbeefcafe0000');
  expect(shown.out).toContain('+key constitutional_hash: cdd01ef066bc6cf2');
  expect(shown.code).toBe(0);
  expect(practice.sandbox.changes()).toEqual([]);

  const done = await acgs('compliance', 'restore', 'configuration');
  expect(done.code).toBe(0);
  expect(done.out).toContain('✅');
  expect(practice.sandbox.changes()).toHaveLength(1);

  const again = await acgs('compliance', 'restore', 'configuration');
  expect(again.code).toBe(0);
  expect(again.out).toContain('carries cdd01ef066bc6cf2 wherever it carries a hash already');
  expect(practice.sandbox.changes()).toHaveLength(1);
});

it('says what there is when the component is none, or nothing of it is in the cluster', async () => {
  const { code, err } = await acgs('compliance', 'restore', 'nowhere');
  expect(code).toBe(2);
  expect(err).toContain('There is no component nowhere that is kept in the cluster');
  expect(err).toContain('configuration, authentication');
});

it('is a step of a runbook, and so is looking whether every component carries the hash', async () => {
  const green = await acgs('script', './scripts/verify_constitutional_hash.sh');
  expect(green.out).toContain('✅ Constitutional Hash: cdd01ef066bc6cf2');
  expect(green.out).toContain('✅ Hash integrity: 100% components verified');
  expect(green.code).toBe(0);

  await practice.sandbox.setFault('hash-mismatch=governance', true);
  const red = await acgs('script', './scripts/verify_constitutional_hash.sh');
  expect(red.code).toBe(1);
  expect(red.out).toContain('❌ Hash integrity: 17 of 18 components verified');
  expect(red.out).toContain('❌ Governance: http-body shows a41f0c9be77d2035 instead of cdd01ef066bc6cf2');
});
