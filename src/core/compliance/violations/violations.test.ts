import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { openStore, type Store } from '../../store/index.ts';
import type { NewEntry } from '../../store/journal/entry.ts';
import type { Assessment } from '../assessment.ts';
import { partOf, scoreOf, verdictOf } from '../judge.ts';
import { PARTS } from '../parts.ts';
import { createViolations } from './index.ts';

const START = Date.parse('2026-11-26T09:00:00Z');
const stores: Store[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const store of stores.splice(0)) store.close();
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function practice(lines: readonly string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'acgs-violations-'));
  folders.push(folder);
  const log = join(folder, 'compliance_20261126.log');
  const store = openStore(':memory:', 60_000);
  stores.push(store);
  const clock = manualClock(START);
  const write = async (written: readonly string[]) => {
    await writeFile(log, `${written.join('\n')}\n`);
    await utimes(log, new Date(clock.now()), new Date(clock.now()));
  };
  await write(lines);
  const entries: NewEntry[] = [];
  /** As a process has it that was just started over the same record. */
  const started = () =>
    createViolations({
      records: store.violations,
      samples: store.samples,
      journal: { append: (entry) => entries.push(entry) },
      logs: [join(folder, 'compliance_*.log')],
      actor: () => ({ name: 'Reiko Imai', operator: null }),
      clock,
      redactor: createRedactor(),
    });
  return { violations: started(), started, store, clock, entries, write };
}

function assessed(at: number, ...hashes: [string, number | null][]): Assessment {
  const [info] = PARTS;
  if (!info) throw new Error('There is no part');
  const items = hashes.map(([id, counts]) => ({
    ...{
      id,
      title: id,
      weight: 1,
      value: counts,
      counts,
      says: counts === 1 ? null : `${id} shows another hash`,
    },
    evidence: [
      {
        ...{
          source: 'http-header',
          expected: 'a',
          observed: 'b',
          value: counts,
          count: 1,
          says: '',
          changedBy: null,
        },
        observedAt: new Date(at).toISOString(),
      },
    ],
  }));
  const parts = [partOf(info, { target: 1, good: 'at-least' }, items)];
  return {
    ...{ id: 'a1', mode: 'production', since: new Date(at).toISOString(), expectedHash: 'a', parts },
    ...{ checkedAt: new Date(at).toISOString(), verdict: verdictOf(parts), score: scoreOf(parts, 0.95) },
  };
}

describe('a violation', () => {
  it('is one from when it is seen until a fresh check finds it over, and another when it comes back', async () => {
    const { violations, clock, entries } = await practice();
    await violations.observe(assessed(clock.now(), ['integrity', 0], ['governance', 1]));
    await clock.advance(60_000);
    await violations.observe(assessed(clock.now(), ['integrity', 0], ['governance', 1]));
    expect(violations.list()).toMatchObject([
      { component: 'integrity', rule: 'hash-integrity', state: 'open', sightings: 2, severity: 'critical' },
    ]);
    await clock.advance(60_000);
    await violations.observe(assessed(clock.now(), ['integrity', 1]));
    expect(violations.list()).toMatchObject([{ state: 'verified' }]);
    await clock.advance(60_000);
    await violations.observe(assessed(clock.now(), ['integrity', 0]));
    expect(violations.list().map(({ state }) => state)).toEqual(['open', 'verified']);
    expect(entries.map(({ kind }) => kind)).toEqual([
      'compliance.violation.detected',
      'compliance.violation.verified',
      'compliance.violation.detected',
    ]);
  });

  it('is neither over nor new when nobody can say', async () => {
    const { violations, clock } = await practice();
    await violations.observe(assessed(clock.now(), ['integrity', 0]));
    await clock.advance(60_000);
    await violations.observe(assessed(clock.now(), ['integrity', null], ['governance', null]));
    expect(violations.list()).toMatchObject([{ component: 'integrity', state: 'open', sightings: 1 }]);
  });

  it('goes through assigning, investigating and fixing, and opens again when the fix did not hold', async () => {
    const { violations, clock, entries } = await practice();
    await violations.observe(assessed(clock.now(), ['integrity', 0]));
    const [{ id } = { id: '' }] = violations.list();
    const { assign, investigate, fixed } = violations.operations;
    const signal = new AbortController().signal;
    for (const prepare of [
      () => assign.prepare({ id, to: 'Kofi Osei', note: '' }, signal),
      () => investigate.prepare({ id, note: 'edited by hand' }, signal),
      () => fixed.prepare({ id, note: 'put back' }, signal),
    ]) {
      await clock.advance(1000);
      const prepared = await prepare();
      await prepared.execute(signal);
      expect(await prepared.verify(() => undefined, signal)).toMatchObject({ ok: true });
    }
    await clock.advance(1000);
    await violations.observe(assessed(clock.now(), ['integrity', 0]));
    expect(violations.get(id)).toMatchObject({
      state: 'assigned',
      assignee: 'Kofi Osei',
      steps: [
        { state: 'open', actor: 'control-center' },
        { state: 'assigned', actor: 'Reiko Imai', words: 'assigned to Kofi Osei' },
        { state: 'investigating', words: 'investigated: edited by hand' },
        { state: 'fixed', words: 'fixed: put back' },
        {
          state: 'assigned',
          actor: 'control-center',
          words: 'seen again after it was fixed: integrity shows another hash',
        },
      ],
    });
    expect(entries.at(-1)).toMatchObject({
      kind: 'compliance.violation.reopened',
      subject: `violation ${id}`,
    });
  });

  it('is told by looks alone: one from before a fix does not open it again, nor one from before a sighting end it', async () => {
    const { violations, clock } = await practice();
    /** What a quick validation says now of a probe that was some time ago. */
    const quick = async (agoMs: number, value: number) => {
      const probed = assessed(clock.now() - agoMs, ['integrity', value]);
      const checkedAt = new Date(clock.now()).toISOString();
      await violations.observe({ ...probed, mode: 'quick', checkedAt });
      return violations.list()[0];
    };
    await violations.observe(assessed(clock.now(), ['integrity', 0]));
    const [{ id } = { id: '' }] = violations.list();
    await clock.advance(20_000);
    expect(await quick(10_000, 0)).toMatchObject({ state: 'open', sightings: 2 });
    const { signal } = new AbortController();
    const prepared = await violations.operations.fixed.prepare({ id, note: 'put back' }, signal);
    await prepared.execute(signal);
    await clock.advance(2000);
    expect(await quick(12_000, 0)).toMatchObject({ state: 'fixed', sightings: 2 });
    expect(await quick(15_000, 1)).toMatchObject({ state: 'fixed' });
    expect(await quick(1000, 0)).toMatchObject({ state: 'open', sightings: 3 });
    await clock.advance(15_000);
    expect(await quick(0, 1)).toMatchObject({ state: 'verified' });
  });

  it('that is over is not worked on any more', async () => {
    const { violations, clock } = await practice();
    await violations.observe(assessed(clock.now(), ['integrity', 0]));
    await violations.observe(assessed(clock.now(), ['integrity', 1]));
    const [{ id } = { id: '' }] = violations.list();
    const { assign } = violations.operations;
    await expect(assign.prepare({ id, to: 'Kofi', note: '' }, new AbortController().signal)).rejects.toThrow(
      'hash-integrity of integrity is over since 2026-11-26T09:00:00.000Z: nothing was done',
    );
    await expect(
      assign.prepare({ id: 'x', to: 'Kofi', note: '' }, new AbortController().signal),
    ).rejects.toThrow('There is no violation x');
  });
});

it('is told by the compliance log, grouped by component and rule, each line once', async () => {
  const line = (time: string, rest: string) => `[2026-11-26T${time}Z] ${rest}`;
  const { violations, started, clock, write } = await practice();
  const lines = [
    line('08:00:00', 'CRITICAL: compliance_violation component=governance rule=transparency policy 7'),
    line('08:10:00', 'WARNING: compliance_violation component=governance rule=transparency policy 9'),
    line('08:20:00', '{"event":"compliance_violation","service":"integrity","violation_type":"unsigned"}'),
    line('08:25:00', 'WARNING: compliance_violation in the policy_generation service'),
    line('08:30:00', 'INFO: compliance check passed'),
    '[2026-11-20T08:00:00Z] CRITICAL: compliance_violation component=authentication rule=old',
  ];
  await write(lines);
  await violations.observe(assessed(clock.now()));
  expect(
    violations
      .list()
      .map(({ component, rule, severity, sightings }) => [component, rule, severity, sightings]),
  ).toEqual(
    expect.arrayContaining([
      ['governance', 'transparency', 'critical', 2],
      ['integrity', 'unsigned', 'warning', 1],
      ['policy-generation', 'compliance_violation', 'warning', 1],
    ]),
  );
  expect(violations.list()).toHaveLength(3);
  const counted = () =>
    violations
      .list()
      .map(({ sightings }) => sightings)
      .toSorted();
  await clock.advance(60_000);
  await write(lines);
  await violations.observe(assessed(clock.now()));
  expect(counted()).toEqual([1, 1, 2]);
  await started().observe(assessed(clock.now()));
  expect(counted()).toEqual([1, 1, 2]);
  await write([...lines, line('09:00:30', 'compliance_violation component=integrity rule=unsigned')]);
  await started().observe(assessed(clock.now()));
  expect(counted()).toEqual([1, 2, 2]);
});

it('is told by a counter of a service that rose, from zero again when the service was restarted', async () => {
  const { violations, store, clock } = await practice();
  const labels = { service: 'gs_service', system: 'governance', violation_type: 'bias', severity: 'high' };
  for (const [ago, value] of [
    [40_000, 5],
    [30_000, 7],
    [20_000, 1],
  ] as const) {
    store.samples.record(clock.now() - ago, [
      { name: 'acgs_constitutional_violations_total', labels, value },
    ]);
  }
  await violations.observe(assessed(clock.now()));
  expect(violations.list()).toMatchObject([
    { component: 'governance', rule: 'bias', severity: 'critical', source: 'counter', sightings: 3 },
  ]);
});

it('is told by a counter that is read about as often as it is looked at, each rise once, after a restart too', async () => {
  const { violations, started, store, clock } = await practice();
  const page = (values: readonly number[]) => {
    const samples = values.map((value, place) => ({
      name: 'acgs_constitutional_violations_total',
      labels: { system: 'governance', violation_type: 'bias', severity: ['high', 'low'][place] ?? '' },
      value,
    }));
    store.samples.record(clock.now() - 1000, samples);
  };
  const seen = () => violations.list().map(({ sightings }) => sightings);
  for (const [values, expected] of [
    [[5, 1], []],
    [[7, 1], [2]],
    [[7, 1], [2]],
    [[8, 4], [6]],
  ] as const) {
    await clock.advance(15_000);
    page(values);
    await violations.observe(assessed(clock.now()));
    expect(seen()).toEqual(expected);
  }
  await started().observe(assessed(clock.now()));
  expect(seen()).toEqual([6]);
  await clock.advance(15_000);
  page([9, 4]);
  await started().observe(assessed(clock.now()));
  expect(seen()).toEqual([7]);
});
