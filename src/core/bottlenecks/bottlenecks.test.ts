import { describe, expect, it, vi } from 'vitest';
import { bottleneckReport } from '../../contract/bottlenecks.ts';
import { OperatorError } from '../kernel/errors.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { openStore } from '../store/index.ts';
import { AREAS, type Area, type AreaFindings, figure, type Suspect } from './finding.ts';
import { type AreaScout, createBottlenecks, type LookFrame } from './index.ts';

const nothing: AreaFindings = { suspects: [], fine: [], blind: [] };

const suspect = (area: Area, own: Partial<Suspect> = {}): Suspect => ({
  id: `${area}/x`,
  area,
  about: area,
  kind: 'latency',
  level: 'warning',
  sentence: 'It is slow.',
  utilisation: null,
  delayMs: null,
  explains: null,
  evidence: [figure('Time', 3, 'ms', 'test')],
  advice: [],
  observedAt: 0,
  ...own,
});

const scout = (area: Area, own: Partial<AreaScout> = {}): AreaScout => ({
  area,
  needs: area,
  configured: true,
  scout: async () => nothing,
  ...own,
});

function world(scouts: AreaScout[]) {
  const clock = manualClock();
  const store = openStore(':memory:', 60_000);
  const redactor = createRedactor();
  const bottlenecks = createBottlenecks({ scouts, store, clock, redactor, prepare: async () => {} });
  const look = async (areas: readonly Area[] = AREAS, signal?: AbortSignal) => {
    const frames: LookFrame[] = [];
    for await (const frame of bottlenecks.look(areas, signal)) frames.push(frame);
    return { frames, report: bottleneckReport.parse(frames.at(-1)?.report) };
  };
  return { bottlenecks, clock, store, redactor, look };
}

describe('a look for bottlenecks', () => {
  it('finds none when everything was looked at', async () => {
    const { look } = world(AREAS.map((area) => scout(area)));
    expect((await look()).report).toMatchObject({ verdict: 'none', suspects: [] });
  });

  it('is not sure while something essential could not be looked at, and says why', async () => {
    const blind = { what: 'Sessions', why: 'not allowed', hint: 'GRANT', essential: true };
    const refused = new OperatorError('unauthenticated', 'Redis: refuses', { hint: 'Check it.' });
    const { look } = world([
      scout('database', { scout: async () => ({ ...nothing, blind: [{ area: 'database', ...blind }] }) }),
      scout('cache', { scout: () => Promise.reject(refused) }),
      scout('network', {
        scout: async () => ({ ...nothing, blind: [{ area: 'network', ...blind, essential: false }] }),
      }),
      scout('pods', { configured: false }),
    ]);
    const { report } = await look();
    expect(report.verdict).toBe('unknown');
    expect(report.areas.map(({ state, why }) => [state, why])).toEqual([
      ['partly', 'Sessions: not allowed'],
      ['not-looked', 'Redis: refuses'],
      ['looked', null],
      ['not-configured', 'the profile names no pods'],
    ]);
  });

  it('ranks what it finds over all areas', async () => {
    const finds = (area: Area, own: Partial<Suspect>) =>
      scout(area, { scout: async () => ({ ...nothing, suspects: [suspect(area, own)] }) });
    const { look } = world([
      finds('database', {}),
      finds('cache', { level: 'critical' }),
      finds('network', { level: 'critical', kind: 'errors' }),
    ]);
    const { report } = await look();
    expect(report.verdict).toBe('found');
    expect(report.suspects.map(({ area }) => area)).toEqual(['network', 'cache', 'database']);
  });

  it('tells a store that is gone once, where it belongs', async () => {
    const gone = { kind: 'errors' as const, level: 'critical' as const, about: 'Redis' };
    const { look } = world([
      scout('cache', {
        scout: async () => ({
          ...nothing,
          suspects: [suspect('cache', { ...gone, id: 'cache/unreachable' })],
        }),
      }),
      scout('network', { scout: async () => ({ ...nothing, suspects: [suspect('network', gone)] }) }),
    ]);
    expect((await look()).report.suspects.map(({ area }) => area)).toEqual(['cache']);
    expect((await look(['network'])).report.suspects.map(({ area }) => area)).toEqual(['network']);
  });

  it('measures the network before the others begin, and tells how far it is', async () => {
    const began: string[] = [];
    const noting = (area: Area, own: Partial<AreaScout> = {}) =>
      scout(area, {
        ...own,
        scout: async () => {
          began.push(`${area} begins`);
          await Promise.resolve();
          began.push(`${area} ends`);
          return nothing;
        },
      });
    const { look } = world([noting('database'), noting('network', { alone: true })]);
    const { frames } = await look();
    expect(began).toEqual(['network begins', 'network ends', 'database begins', 'database ends']);
    expect(frames.map(({ areas }) => areas.map(({ state }) => state).join())).toEqual([
      'looking,looking',
      'looking,done',
      'done,done',
    ]);
  });

  it('ends what is under way when it is left', async () => {
    const stopped = vi.fn();
    const { bottlenecks } = world([
      scout('database', {
        scout: (signal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              stopped();
              reject(new OperatorError('stopped', 'stopped'));
            });
          }),
      }),
    ]);
    for await (const { report } of bottlenecks.look(['database'])) {
      expect(report).toBeNull();
      await Promise.resolve();
      break;
    }
    expect(stopped).toHaveBeenCalledOnce();
  });

  it('says that there is nothing to look at', async () => {
    const { look } = world([scout('database', { configured: false }), scout('cache')]);
    await expect(look(['database'])).rejects.toMatchObject({ code: 'profile' });
  });

  it('keeps what was found, area by area, without secrets', async () => {
    let found = nothing;
    const { look, clock, bottlenecks, redactor } = world([
      scout('database', { scout: async () => found }),
      scout('cache'),
    ]);
    redactor.add('geheim-1234');
    expect(bottlenecks.last(clock.now())).toBeNull();
    await look();
    const before = clock.now();
    await clock.advance(60_000);
    found = { ...nothing, suspects: [suspect('database', { sentence: 'It says geheim-1234.' })] };
    const { report } = await look(['database']);
    expect(report.suspects[0]?.sentence).toBe('It says [redacted].');
    await clock.advance(60_000);
    const last = bottleneckReport.parse(bottlenecks.last(clock.now()));
    expect(last.suspects.map(({ sentence }) => sentence)).toEqual(['It says [redacted].']);
    expect(last.checkedAt).toBe(new Date(before + 60_000).toISOString());
    expect(last.areas.map(({ area, observedAt }) => [area, observedAt])).toEqual([
      ['database', new Date(before + 60_000).toISOString()],
      ['cache', new Date(before).toISOString()],
    ]);
    expect(bottlenecks.last(before)).toMatchObject({ verdict: 'none', suspects: [] });
  });
});
