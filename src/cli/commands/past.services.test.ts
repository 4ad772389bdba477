import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { loadProfile } from '../../core/connect/profile/load.ts';
import { openControlCenter } from '../../core/control-center.ts';
import { systemClock } from '../../core/kernel/clock.ts';
import { silentLog } from '../../core/kernel/log.ts';
import { createRedactor } from '../../core/kernel/redaction.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { runHere } from '../testing/run-here.ts';

/**
 * A record of a few seconds of a system that was well and then was not, written by a center that watched.
 * By the time it is read, the system and its cluster are gone: whatever is told comes from the record.
 */
let folder: TemporaryFolder;
let profile: string;
/** Moments: before anything was recorded, when all was well, and during a fault. */
let before: string;
let well: string;
let faulty: string;

const PATIENCE = { timeout: 120_000 };
const KINDS = ['pods', 'deployments', 'nodes', 'configMaps', 'events'] as const;
/** Events come with the fault. */
const QUIET_KINDS = KINDS.slice(0, -1);

beforeAll(async () => {
  folder = await temporaryFolder('past');
  before = new Date(Date.now() - 60_000).toISOString();
  const sandbox = await startSandbox({ directory: join(folder.path, 'sandbox') });
  profile = sandbox.profilePath;
  const clock = systemClock();
  const center = await openControlCenter({
    profile: await loadProfile(profile),
    dataDirectory: join(folder.path, 'data'),
    clock,
    log: silentLog,
    redactor: createRedactor(),
    env: process.env,
  });
  const screens = new AbortController();
  try {
    center.start();
    const report = () => center.health.check();
    await vi.waitFor(async () => expect((await report()).verdict).toBe('pass'), { timeout: 60_000 });
    for (const kind of KINDS) {
      const frames = center.cluster.frames(kind, {
        context: null,
        namespaces: 'own',
        signal: screens.signal,
      });
      void (async () => {
        for await (const _ of frames);
      })().catch(() => {});
    }
    const recorded = async (kind: (typeof KINDS)[number]) =>
      (await center.cluster.past.table(kind, { context: null, namespaces: 'own', at: clock.now() })).rows
        .length;
    const isRecorded = (kind: (typeof KINDS)[number]) =>
      vi.waitFor(async () => expect(await recorded(kind)).toBeGreaterThan(0), { timeout: 30_000 });
    for (const kind of QUIET_KINDS) await isRecorded(kind);
    await report();
    well = new Date(clock.now()).toISOString();
    await sandbox.setFault('service-down=governance', true);
    await sandbox.setFault('pod-crash=gs-service', true);
    await vi.waitFor(async () => expect((await report()).verdict).toBe('fail'), { timeout: 30_000 });
    await isRecorded('events');
    await report();
    faulty = new Date(clock.now()).toISOString();
  } finally {
    screens.abort();
    await center.close();
    await sandbox.close();
  }
}, 180_000);
afterAll(() => folder.remove());

const acgs = (...words: string[]) =>
  runHere(words, {
    folder: folder.path,
    env: { ...process.env, ACGS_PROFILE: profile, ACGS_DATA: join(folder.path, 'data') },
  });

describe('health --at', PATIENCE, () => {
  it('passes for a moment when all was well, and says that it is the record’s word', async () => {
    const { code, out, err } = await acgs('health', '--at', well, '--json');
    expect(code).toBe(0);
    expect(err).toMatch(new RegExp(`^acgs: as of ${well}, from the local record, last look \\d+s before\n$`));
    expect(JSON.parse(out)).toMatchObject({ verdict: 'pass', at: well, stale: false });
  });

  it('fails for a moment of a fault, and names it', async () => {
    const { code, out } = await acgs('health', '--at', faulty);
    expect(code).toBe(1);
    expect(out).toMatch(/^❌ 1 of 18 services not operational: governance \(down/);
  });

  it('cannot tell of a moment before the record, and is never good', async () => {
    const early = await acgs('health', '--at', before);
    expect(early).toMatchObject({ code: 3, err: `acgs: nothing is recorded before ${before}\n` });
    expect(early.out).not.toContain('✅');
  });
});

describe('cluster … --at', PATIENCE, () => {
  it.each(KINDS)('lists %s as they were', async (called) => {
    const kind = called.toLowerCase();
    const at = kind === 'events' ? faulty : well;
    const { code, out, err } = await acgs('cluster', kind, '--at', at, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const document: { items: unknown[] } = JSON.parse(out);
    expect(document).toMatchObject({ at, stale: false, missing: [] });
    expect(document.items.length).toBeGreaterThan(0);
    const table = await acgs('cluster', kind, '--at', at);
    expect(table.code).toBe(0);
    expect(table.out.trimEnd().split('\n')).toHaveLength(document.items.length + 1);
  });

  it('says that nothing is recorded before the record began', async () => {
    const { code, out, err } = await acgs('cluster', 'pods', '--at', before);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`^acgs: Nothing is recorded of pods before ${before}\\. [^\n]+\n$`));
  });

  it.each([
    [['--at', '2999-01-01T00:00:00Z'], /is still to come/],
    [['--at', 'yesterday'], /--at takes a moment such as/],
    [['--at', '2h', '--selector', 'app=x'], /Selectors are decided by the API server/],
  ])('refuses %j in one sentence', async (words, sentence) => {
    const { code, out, err } = await acgs('cluster', 'pods', ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^acgs: [^\n]+\n$/);
    expect(err).toMatch(sentence);
  });
});
