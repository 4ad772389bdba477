import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BottleneckReport, bottleneckReport } from '../../contract/bottlenecks.ts';
import { openPractice, type Practice } from '../testing/practice.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await openPractice('bottlenecks');
});

afterAll(() => practice?.close());
afterEach(() => practice.mend());

const acgs = (...words: string[]) => practice.acgs('bottlenecks', ...words);

async function look(...words: string[]): Promise<{ code: unknown; report: BottleneckReport }> {
  const { code, out } = await acgs('--json', ...words);
  return { code, report: bottleneckReport.parse(JSON.parse(out)) };
}

describe('acgs bottlenecks, against a production without faults', () => {
  it('finds none, names what was fine and what could not be looked at', async () => {
    const { code, report } = await look();
    expect(report.suspects).toEqual([]);
    expect(report.verdict).toBe('none');
    expect(code).toBe(0);
    expect(report.areas.map(({ area, state }) => [area, state])).toEqual([
      ['database', 'looked'],
      ['cache', 'looked'],
      ['network', 'looked'],
      ['pods', 'looked'],
    ]);
    expect(report.fine.length).toBeGreaterThan(25);
    expect(report.blind.filter(({ essential }) => essential)).toEqual([]);

    const { out } = await acgs();
    expect(out).toMatch(/^✅ No bottleneck found in database, cache, network and pods\n/);
    expect(out).toMatch(/^ {2}database +Locks +nobody waits for one$/m);
    expect(out).toMatch(/^ {2}database: What statements cost: .*CREATE EXTENSION pg_stat_statements/m);
  });

  it.each(['database', 'cache', 'network', 'pods'])('looks at the %s alone', async (area) => {
    const { code, report } = await look('--only', area);
    expect(code).toBe(0);
    expect(new Set(report.fine.map((one) => one.area))).toEqual(new Set([area]));
    expect(report.areas.map((one) => one.area)).toEqual([area]);
  });
});

describe('acgs bottlenecks, with a fault on', () => {
  it.each([
    ['service-slow=governance:3000', { area: 'network', kind: 'latency', about: 'Governance' }],
    ['service-errors=authentication:0.5', { area: 'network', kind: 'errors', about: 'Authentication' }],
    ['service-down=integrity', { area: 'network', kind: 'errors', about: 'Integrity' }],
    ['redis-down', { area: 'cache', kind: 'errors', about: 'Redis' }],
    ['database-down', { area: 'database', kind: 'errors', about: 'PostgreSQL' }],
    ['node-pressure', { area: 'pods', kind: 'saturation' }],
    // The last: what crashed is remembered for a while.
    ['pod-crash=gs-service', { area: 'pods', kind: 'errors', about: 'gs-service' }],
  ])('ranks %s first', async (fault, expected) => {
    await practice.sandbox.setFault(fault, true);
    const { code, report } = await look();
    expect(report.suspects[0]).toMatchObject({ ...expected, level: 'critical' });
    expect(report.suspects[0]?.evidence.length).toBeGreaterThan(0);
    expect(report.suspects[0]?.advice.length).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it('says how slow, where the time goes and what can be done', async () => {
    await practice.sandbox.setFault('service-slow=governance:3000', true);
    const { code, out } = await acgs('--only', 'network');
    expect(code).toBe(1);
    expect(out).toMatch(/^❌ 1 suspect\n\n1\. critical network, latency: Governance\n/);
    expect(out).toMatch(/Governance takes 3\.\d s to answer; \d+ % of it goes into its own work/);
    expect(out).toContain('acgs cluster scale gs-service --replicas N');
  });

  it('cannot tell what pods do while the cluster does not answer', async () => {
    await practice.sandbox.setFault('cluster-down', true);
    const { code, report } = await look('--only', 'pods');
    expect(report).toMatchObject({ verdict: 'unknown', suspects: [], areas: [{ state: 'not-looked' }] });
    expect(code).toBe(3);
  });
});

describe('acgs bottlenecks, used wrongly', () => {
  it('names the areas that there are', async () => {
    const { code, out, err } = await acgs('--only', 'disk');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('--only takes database or cache or network or pods, not "disk"');
  });

  it('says what the profile does not name', async () => {
    const profile = join(practice.folder, 'profile.yaml');
    await writeFile(profile, 'name: bare\nenvironment: staging\n');
    const data = join(practice.folder, 'bare');
    const { code, err } = await acgs('--only', 'cache', '--profile', profile, '--data', data);
    expect(code).toBe(2);
    expect(err).toContain('there is nothing to look at: the profile names no Redis (stores.redis)');
  });
});
