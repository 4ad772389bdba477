import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../core/store/index.ts';
import type { Finished } from '../testing/launch.ts';
import { openProduction, type Person } from '../testing/production.ts';

const PATIENCE = { timeout: 240_000 };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let production: Awaited<ReturnType<typeof openProduction>>;

beforeAll(async () => {
  production = await openProduction('baselines');
  history();
}, 60_000);

afterAll(() => production?.close());

const data = () => join(production.folder, 'data');

/** What a window would have recorded: a day as usual, and the last hour in which integrity is slower. */
function history(): void {
  const store = openStore(data(), MINUTE_MS);
  const now = Date.now();
  for (let at = now - 26 * HOUR_MS; at < now; at += 15_000) {
    const wave = 1 + 0.05 * Math.sin(at / 131_000);
    const slower = at > now - HOUR_MS ? 1.4 : 1;
    const answer = (system: string, value: number) => ({
      name: 'probe_response_time_ms',
      labels: { system },
      value,
    });
    store.samples.record(at, [answer('governance', 40 * wave), answer('integrity', 300 * wave * slower)]);
    store.facts.record('integrity', 'version', at > now - HOUR_MS ? '3.2.0' : '3.1.0', at);
  }
  store.close();
}

function acgs(words: string[], as?: Person): Promise<Finished> {
  return production.acgs([...words, '--data', data()], as);
}

const confirmed = ['--confirm', 'acgs-production'];

describe('acgs baselines', PATIENCE, () => {
  it('records the first without an approval, compares with it, and exits 1 when something is worse', async () => {
    expect(await acgs(['baselines', 'compare'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no baseline called default'),
    });
    const first = ['baselines', 'record', '--window', '1d', '--at', '90m'];
    expect(await acgs(first)).toMatchObject({ code: 4, err: expect.stringContaining('--confirm') });
    const recorded = await acgs([...first, ...confirmed]);
    expect(recorded, recorded.err).toMatchObject({ code: 0 });
    expect(recorded.out).toMatch(/Revision 1 of default is kept and in force: 4 figures of 2 systems/);
    expect(await acgs([...first, ...confirmed])).toMatchObject({
      code: 2,
      err: expect.stringContaining('acgs baselines update default'),
    });

    const early = ['baselines', 'compare', '--at', '70m'];
    expect(await acgs(early)).toMatchObject({ code: 2, err: expect.stringContaining('--revision 1') });
    const usual = await acgs([...early, '--revision', '1', '--window', '20m']);
    expect(usual.code).toBe(3);
    expect(usual.out).toMatch(/unknown +integrity .* too few samples in this time/);
    const before = await acgs([...early, '--revision', '1', '--json']);
    expect(before.code, before.out).toBe(0);

    const slower = await acgs(['baselines', 'compare']);
    expect(slower.code).toBe(1);
    expect(slower.out).toMatch(/❌ Worse than the baseline default, revision 1/);
    expect(slower.out).toMatch(
      /worse +integrity +Response time, p95 +3\.1\.0 → 3\.2\.0 +slower by \d+ % \(p95/,
    );
    expect(slower.out).not.toContain('governance');
  });

  it('updates it in production only with the approval of exactly these figures, and puts the old one back', async () => {
    for (const name of ['alice', 'bob'] as const) {
      expect(await acgs(['operators', 'add', name], name)).toMatchObject({ code: 0 });
    }
    const asked = await acgs(
      [
        'baselines',
        'update',
        '--window',
        '55m',
        '--request-approval',
        '3.2.0 is slower, as agreed',
        '--json',
      ],
      'alice',
    );
    expect(asked.code, asked.err).toBe(0);
    expect(asked.err).toContain('--revision 2');
    const { id, preview } = JSON.parse(asked.out);
    expect(preview.diff).toMatch(/^-integrity: Response time, p95: .*\n\+integrity/m);
    expect(preview.notes[0]).toMatch(/It takes for usual what is worse by revision 1: 2 figures/);

    const again = ['baselines', 'update', '--revision', '2', ...confirmed];
    expect(await acgs(again, 'alice')).toMatchObject({
      code: 4,
      err: expect.stringContaining('still pending'),
    });
    expect(await acgs(['approvals', 'approve', id, '--note', 'seen'], 'bob')).toMatchObject({ code: 0 });
    const done = await acgs(again, 'alice');
    expect(done.code, done.err).toBe(0);
    expect((await acgs(['baselines', 'compare', '--window', '50m'])).code).toBe(0);
    expect((await acgs(['baselines', 'list'])).out).toMatch(/comparisons go by revision 2/);
    // A past moment goes by the one of then.
    expect(await acgs(['baselines', 'undo', ...confirmed], 'alice')).toMatchObject({ code: 4 });
    const broken = ['--break-glass', 'the update was a mistake, nobody answers'];
    const undone = await acgs(['baselines', 'undo', ...confirmed, ...broken], 'alice');
    expect(undone.code, undone.err).toBe(0);
    expect((await acgs(['baselines', 'compare'])).code).toBe(1);

    const { items } = JSON.parse((await acgs(['audit', 'search', 'baseline', '--json'])).out);
    const intents = items.filter(({ kind }: { kind: string }) => kind === 'operation.intent');
    expect(intents.map(({ data: it }: { data: { operation: string } }) => it.operation).sort()).toEqual([
      'baselines.adopt',
      'baselines.adopt',
      'baselines.record',
      'baselines.record',
    ]);
  });

  it('says in one sentence what is wrong with a wish', async () => {
    const wrong = async (words: string[]) => {
      const { code, err } = await acgs(['baselines', ...words]);
      return { code, err };
    };
    expect(await wrong(['record', 'Bad Name', ...confirmed])).toMatchObject({
      code: 2,
      err: expect.stringContaining('lower-case letters'),
    });
    expect(await wrong(['record', 'x', '--window', '1m', ...confirmed])).toMatchObject({
      code: 2,
      err: expect.stringContaining('5 minutes at least and 30 days at most'),
    });
    expect(await wrong(['record', 'x', '--system', 'nobody', ...confirmed])).toMatchObject({ code: 2 });
    expect(await wrong(['record', 'x', '--at', '20d', ...confirmed])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Nothing is recorded from'),
    });
    expect(await wrong(['show', '--revision', '99'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('has no revision 99'),
    });
    expect(await wrong(['update', 'nothing', ...confirmed])).toMatchObject({ code: 2 });
    expect(await wrong(['remove', 'nothing', ...confirmed])).toMatchObject({ code: 2 });
  });
});
