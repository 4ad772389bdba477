import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SystemId } from '../connect/profile/systems.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { openStore, type Store } from '../store/index.ts';
import { type Baselines, createBaselines } from './index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START = Date.parse('2026-06-27T12:00:00Z');
const never = new AbortController().signal;

let store: Store;
let clock: ManualClock;
let baselines: Baselines;
let images: Map<string, string>;

beforeEach(() => {
  store = openStore(':memory:', MINUTE_MS);
  clock = manualClock(START);
  images = new Map([['gs-service', 'registry/gs:3.1.0']]);
  baselines = createBaselines({
    records: store.baselines,
    samples: store.samples,
    facts: store.facts,
    namespace: 'acgs-production',
    imagesAt: async () => images,
    deploymentOf: (id) => (id === 'governance' ? 'gs-service' : null),
    configured: () => ['governance', 'integrity'] satisfies SystemId[],
    actor: () => ({ name: 'mara', operator: null }),
    clock,
  });
});

afterEach(() => store.close());

/** An hour of looks every 15 s from `from`: answers of governance, and two pods of it beside another's. */
function hour(from: number, { ms, version = '3.1.0' }: { ms: number; version?: string }): void {
  for (let at = from; at < from + HOUR_MS; at += 15_000) {
    const wave = 1 + 0.04 * Math.sin(at / 97_000);
    const pod = (name: string, value: number) => ({
      name: 'pod_cpu_usage_cores',
      labels: { namespace: 'acgs-production', pod: name },
      value,
    });
    store.samples.record(at, [
      { name: 'probe_response_time_ms', labels: { system: 'governance' }, value: ms * wave },
      pod('gs-service-6d9f7c5b4-x2lq8', 0.2 * wave),
      pod('gs-service-6d9f7c5b4-h7tkp', 0.3 * wave),
      pod('gs-service-canary-6d9f7c5b4-h7tkp', 5),
    ]);
    store.facts.record('governance', 'version', version, at);
  }
  clock.sleep(Math.max(0, from + HOUR_MS - clock.now()));
}

const iso = (at: number) => new Date(at).toISOString();
const parametersOf = (from: number, to: number, name = 'default') => ({
  ...{ name, from: iso(from), to: iso(to), systems: [] },
});
async function record(from: number, to: number) {
  const made = await baselines.operations.record.prepare(parametersOf(from, to), never);
  return { made, evidence: await made.execute(never), seen: await made.verify(() => {}, never) };
}
async function adopt(revision: number, name = 'default') {
  const made = await baselines.operations.adopt.prepare({ name, revision }, never);
  if (made.calls.length > 0) await made.execute(never);
  return made;
}

describe('a baseline', () => {
  it('holds each figure with its distribution, its samples and what ran', async () => {
    hour(START, { ms: 300 });
    const { made, evidence, seen } = await record(START, START + HOUR_MS);
    expect(made).toMatchObject({ risk: 'change', target: 'baseline default' });
    expect(made.notes[0]).toBe('3 figures of 1 system, from 720 samples');
    expect(evidence).toMatchObject({ revision: 1, figures: 3 });
    expect(seen).toMatchObject({ ok: true });
    const { figures, versions, blockMs, recordedBy } = baselines.current('default');
    expect({ blockMs, recordedBy }).toEqual({ blockMs: 5 * MINUTE_MS, recordedBy: 'mara' });
    expect(figures.map(({ figure, samples, blocks }) => [figure, samples, blocks.length])).toEqual([
      ['response-time', 240, 12],
      ['response-time-p95', 240, 12],
      ['cpu', 240, 12],
    ]);
    // Both pods together, and not the canary's.
    expect(figures[2]?.value).toBeCloseTo(0.5, 1);
    expect(figures[0]?.low).toBeLessThan(figures[0]?.value ?? 0);
    expect(versions).toEqual([
      { system: 'governance', reported: '3.1.0', images: 'registry/gs:3.1.0', mixed: false },
    ]);
  });

  it('says that more than one version ran', async () => {
    hour(START, { ms: 300 });
    store.facts.record('governance', 'version', '3.2.0', clock.now() - MINUTE_MS);
    const { made } = await record(START, START + HOUR_MS);
    expect(made.notes[1]).toBe('More than one version ran in this time: governance.');
    expect(baselines.current('default').versions[0]).toMatchObject({ reported: '3.2.0', mixed: true });
  });

  it('is measured of what was recorded, long enough and not of the future', async () => {
    const prepare = (from: number, to: number, systems: SystemId[] = []) =>
      baselines.operations.record.prepare({ ...parametersOf(from, to), systems }, never);
    await expect(prepare(START - HOUR_MS, START)).rejects.toThrow(/^Nothing is recorded from/);
    await expect(prepare(START, START + HOUR_MS)).rejects.toThrow(/still to come/);
    await expect(prepare(START - MINUTE_MS, START)).rejects.toThrow(/5 minutes at least/);
    await expect(prepare(START - HOUR_MS, START, ['redis'])).rejects.toThrow(/how redis is to be looked at/);
  });
});

describe('comparing', () => {
  it('says worse of what got slower, with the version then and now, and exits by the worst', async () => {
    hour(START, { ms: 300 });
    await record(START, START + HOUR_MS);
    images = new Map([['gs-service', 'registry/gs:3.2.0']]);
    hour(START + HOUR_MS, { ms: 340, version: '3.2.0' });
    const found = await baselines.compare({ at: clock.now() });
    expect(found.verdict).toBe('worse');
    expect(found.counts).toEqual({ worse: 2, same: 1, better: 0, changed: 0, unknown: 0 });
    expect(found.items[0]).toMatchObject({
      verdict: 'worse',
      system: 'governance',
      words: expect.stringMatching(/^slower by 13 % \(median \d+ → \d+ ms, n = 240\); outside the spread/),
      versions: { before: { reported: '3.1.0' }, now: { reported: '3.2.0', images: 'registry/gs:3.2.0' } },
    });
  });

  it('is the same of the same, and unknown when nobody measures any more', async () => {
    hour(START, { ms: 300 });
    await record(START, START + HOUR_MS);
    hour(START + HOUR_MS, { ms: 300 });
    expect((await baselines.compare({ at: clock.now() })).verdict).toBe('same');
    clock.sleep(3 * HOUR_MS);
    const later = await baselines.compare({ at: clock.now() });
    expect(later.verdict).toBe('unknown');
    expect(later.items[0]?.words).toBe('nothing was measured in this time');
  });

  it('goes by the baseline that was in force at the moment', async () => {
    hour(START, { ms: 300 });
    await record(START, START + HOUR_MS);
    const before = clock.now();
    hour(START + HOUR_MS, { ms: 400 });
    await record(START + HOUR_MS, START + 2 * HOUR_MS);
    await adopt(2);
    expect((await baselines.compare({ at: clock.now() })).verdict).toBe('same');
    expect((await baselines.compare({ at: before })).baseline.revision).toBe(1);
    await expect(async () => baselines.compare({ at: START })).rejects.toThrow(
      /There is no baseline called default as of 2026-06-27/,
    );
  });
});

describe('too few samples', () => {
  /** Integrity answers a few times only. */
  const fewAnswers = (from: number) => {
    for (let at = from; at < from + 3 * MINUTE_MS; at += 15_000) {
      const labels = { system: 'integrity' };
      store.samples.record(at, [{ name: 'probe_response_time_ms', labels, value: 900 }]);
    }
  };

  it('make no baseline: the figure is named and not compared', async () => {
    hour(START, { ms: 300 });
    fewAnswers(START);
    const { made, seen } = await record(START, START + HOUR_MS);
    expect(made.notes.slice(0, 2)).toEqual([
      '3 figures of 1 system, from 720 samples; 2 not updated: too few samples',
      'Not updated: integrity: Response time, median has no baseline yet; too few samples, 12 of at least 20.',
    ]);
    expect(seen.words).toContain('2 not updated: too few samples');
    const { figures, notUpdated } = baselines.current('default');
    expect(figures.map(({ system }) => system)).not.toContain('integrity');
    expect(notUpdated[0]).toEqual({
      system: 'integrity',
      figure: 'response-time',
      why: '12 of at least 20',
    });
  });

  it('leave a figure as the revision in force has it, and it is compared with that', async () => {
    hour(START, { ms: 300 });
    await record(START, START + HOUR_MS);
    fewAnswers(START + HOUR_MS);
    for (let at = START + HOUR_MS; at < START + 2 * HOUR_MS; at += 15_000) {
      const labels = { system: 'integrity' };
      store.samples.record(at, [{ name: 'probe_response_time_ms', labels, value: 200 + (at % 7) }]);
    }
    clock.sleep(HOUR_MS);
    const { made } = await record(START + HOUR_MS, START + 2 * HOUR_MS);
    expect(made.notes[1]).toMatch(/^Not updated: governance: .* stays as in revision 1; too few samples/);
    await adopt(2);
    const kept = baselines.current('default').figures.filter((it) => it.kept !== undefined);
    expect(kept).toMatchObject([
      { system: 'governance', samples: 240, kept: { revision: 1 } },
      { system: 'governance' },
      { system: 'governance' },
    ]);
    hour(START + 2 * HOUR_MS, { ms: 400 });
    const found = await baselines.compare({ at: clock.now() });
    expect(found.items[0]).toMatchObject({ system: 'governance', verdict: 'worse' });
  });

  it('alone are no baseline', async () => {
    fewAnswers(START);
    clock.sleep(HOUR_MS);
    await expect(record(START, START + HOUR_MS)).rejects.toThrow(
      /^Too few samples are recorded from .*: integrity: Response time, median: 12 of at least 20$/,
    );
  });
});

describe('updating', () => {
  it('measures first and changes nothing; adopting is destructive and says what it takes for usual', async () => {
    hour(START, { ms: 300 });
    await record(START, START + HOUR_MS);
    hour(START + HOUR_MS, { ms: 400 });
    const { made } = await record(START + HOUR_MS, START + 2 * HOUR_MS);
    expect(made.risk).toBeUndefined();
    expect(baselines.current('default').revision).toBe(1);
    expect(baselines.operations.adopt.risk).toBe('destructive');

    const update = await adopt(2);
    expect(update.notes[0]).toBe('It takes for usual what is worse by revision 1: 2 figures.');
    expect(update.diff).toMatch(/^-governance: Response time, median: 300 ms .*\n\+governance: .*: 400 ms/m);
    expect(update.calls[0]?.body).toMatchObject({
      revision: 2,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(update.inverse).toMatchObject({ kind: 'baselines.adopt', parameters: { revision: 1 } });
    expect(baselines.list()).toMatchObject([{ name: 'default', current: 2, previous: 1 }]);
  });

  it('puts the one before back, gives one up, and forgets neither', async () => {
    hour(START, { ms: 300 });
    await record(START, START + HOUR_MS);
    await record(START, START + HOUR_MS);
    await adopt(2);
    await adopt(1);
    expect(baselines.current('default').revision).toBe(1);
    expect((await adopt(1)).calls).toEqual([]);
    const gone = await baselines.operations.remove.prepare({ name: 'default' }, never);
    await gone.execute(never);
    expect(await gone.verify(() => {}, never)).toMatchObject({ ok: true });
    expect(() => baselines.current('default')).toThrow(/There is no baseline called default/);
    expect(baselines.list()).toMatchObject([{ current: null, previous: 1, revisions: [{}, {}] }]);
    await adopt(2);
    expect(baselines.current('default').revision).toBe(2);
  });

  it('does nothing when somebody else was faster', async () => {
    hour(START, { ms: 300 });
    await record(START, START + HOUR_MS);
    await record(START, START + HOUR_MS);
    await record(START, START + HOUR_MS);
    const mine = await baselines.operations.adopt.prepare({ name: 'default', revision: 2 }, never);
    await adopt(3);
    await expect(mine.execute(never)).rejects.toThrow(/was changed meanwhile; nothing was done/);
    expect(await mine.verify(() => {}, never)).toMatchObject({ ok: false });
  });
});
