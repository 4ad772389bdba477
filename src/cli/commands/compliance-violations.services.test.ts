import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProduction } from '../testing/production.ts';

const PATIENCE = { timeout: 240_000 };

let production: Awaited<ReturnType<typeof openProduction>>;
let log: string;
const acgs = (...words: string[]) => production.acgs([...words, '--data', join(production.folder, 'data')]);

beforeAll(async () => {
  production = await openProduction('violations');
  log = join(production.folder, `compliance_${new Date().toISOString().slice(0, 10)}.log`);
  const second = new Date().toISOString().slice(0, 19);
  await writeFile(
    log,
    `[${second}Z] CRITICAL: compliance_violation component=governance rule=transparency x\n`,
  );
  await production.change((profile) => ({
    ...profile,
    compliance: { logs: [join(production.folder, 'compliance_*.log')] },
  }));
}, 60_000);

afterAll(() => production?.close());

describe('violations on the command line', PATIENCE, () => {
  it('are found, assigned, investigated and said to be fixed, and stay so until a check looks again', async () => {
    const listed = JSON.parse((await acgs('compliance', 'violations', '--json')).out);
    const found = listed.items.find(({ rule }: { rule: string }) => rule === 'transparency');
    expect(found).toMatchObject({
      component: 'governance',
      state: 'open',
      source: 'log',
      severity: 'critical',
    });
    const id = found.id.slice(0, 8);
    const done = await acgs('compliance', 'assign', id, 'Kofi Osei', '--yes');
    expect(done).toMatchObject({ code: 0 });
    expect(
      await acgs('compliance', 'investigate', id, '--note', 'policy 7 was edited', '--yes'),
    ).toMatchObject({ code: 0 });
    expect(await acgs('compliance', 'fixed', id, '--note', 'put back', '--yes')).toMatchObject({ code: 0 });
    const shown = JSON.parse((await acgs('compliance', 'violation', id, '--json')).out);
    expect(shown).toMatchObject({ state: 'fixed', assignee: 'Kofi Osei' });
    expect(shown.steps.map(({ state }: { state: string }) => state)).toEqual([
      'open',
      'assigned',
      'investigating',
      'fixed',
    ]);
    const audit = JSON.parse((await acgs('audit', 'search', id, '--json')).out);
    expect(audit.total).toBeGreaterThanOrEqual(7);
  });

  it('are searched for in the log, whose folder nobody is told', async () => {
    const { out, code } = await acgs('compliance', 'log', 'compliance_violation', 'GOVERNANCE');
    expect(code).toBe(0);
    expect(out).toContain('rule=transparency');
    expect(out).not.toContain(production.folder);
    expect(JSON.parse((await acgs('compliance', 'log', 'nothing-of-it', '--json')).out)).toEqual({
      total: 0,
      leftOut: 0,
      items: [],
    });
  });

  it('say in one sentence what is wrong with what was asked', async () => {
    expect(await acgs('compliance', 'violation', 'zzz')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no violation zzz'),
    });
    expect(await acgs('compliance', 'fixed', 'zzz', '--yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('say what was found or done'),
    });
    expect(await acgs('compliance', 'log', '--follow', '--json')).toMatchObject({
      code: 2,
      out: expect.stringContaining('--follow has no end'),
    });
  });
});
