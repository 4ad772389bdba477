import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countPlaywright, countVitest } from './reports.ts';

let folder: string;
let report: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-reports-'));
  report = join(folder, 'report.json');
});

afterEach(() => rm(folder, { recursive: true }));

function vitestFile(status: string, ...tests: string[]) {
  return { status, assertionResults: tests.map((test) => ({ status: test })) };
}

describe("vitest's report", () => {
  it.each([
    [
      'passed and failed tests',
      [vitestFile('passed', 'passed', 'passed'), vitestFile('failed', 'failed', 'passed')],
      1,
      [3, 1],
    ],
    ['a file that could not be loaded', [vitestFile('failed'), vitestFile('passed', 'passed')], 1, [1, 1]],
    ['tests left out because their set-up failed', [vitestFile('failed', 'skipped', 'skipped')], 1, [0, 1]],
    ['all well', [vitestFile('passed', 'passed')], 0, [1, 0]],
    ['an error outside all tests', [vitestFile('passed', 'passed')], 1, [1, 1]],
    ['no tests at all', [], 0, [0, 1]],
  ])('counts %s', async (_what, testResults, exitStatus, [passed, failed]) => {
    await writeFile(report, JSON.stringify({ testResults }));
    expect(await countVitest(report, exitStatus)).toMatchObject({ passed, failed });
  });

  it('counts a missing or broken report as a failed test', async () => {
    expect(await countVitest(report, 0)).toMatchObject({ passed: 0, failed: 1 });
    await writeFile(report, '{"testResults":');
    expect(await countVitest(report, 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe("Playwright's report", () => {
  it.each([
    ['all well', { expected: 5, unexpected: 0, flaky: 0, skipped: 0 }, 0, [5, 0]],
    ['a failed test', { expected: 4, unexpected: 1, flaky: 0, skipped: 0 }, 1, [4, 1]],
    ['a test that needed a retry', { expected: 4, unexpected: 0, flaky: 1, skipped: 0 }, 0, [5, 0]],
    ['only skipped tests', { expected: 0, unexpected: 0, flaky: 0, skipped: 3 }, 0, [0, 1]],
  ])('counts %s', async (_what, stats, exitStatus, [passed, failed]) => {
    await writeFile(report, JSON.stringify({ stats, errors: [] }));
    expect(await countPlaywright(report, exitStatus)).toMatchObject({ passed, failed });
  });

  it('counts an error outside all tests', async () => {
    const stats = { expected: 1, unexpected: 0, flaky: 0, skipped: 0 };
    await writeFile(report, JSON.stringify({ stats, errors: [{ message: 'set-up failed' }] }));
    expect(await countPlaywright(report, 1)).toMatchObject({ passed: 1, failed: 1 });
  });
});
