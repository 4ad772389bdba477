import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { openProcesses } from '../../operate/processes/testing/open-processes.ts';
import { KNOWN_ACTIONS } from '../actions/known.ts';
import { readParameters } from '../format/parameters.ts';
import { type Pretence, pretendActions, sampleParameter } from '../testing/pretend.ts';
import { type CatalogueEntry, loadCatalogue } from './index.ts';

const { entries, find } = loadCatalogue({ own: [], actions: new Set(KNOWN_ACTIONS.keys()) });

/** Has the engine run it, with actions that take and give exactly what the manual says. */
async function run(entry: CatalogueEntry, pretence: Pretence, given: Record<string, string> = {}) {
  const clock = manualClock();
  const { processes, close } = openProcesses({ clock, actions: pretendActions(pretence) });
  try {
    const required = Object.entries(entry.parameters).filter(([, it]) => it.default === undefined);
    const samples = Object.fromEntries(required.map(([name, it]) => [name, sampleParameter(it)]));
    const parameters = readParameters(entry.parameters, { ...samples, ...given }, { runbook: entry.id });
    const { id } = await processes.start({
      ...{ definition: entry.definition, parameters, agreement: 'given', yes: true, readOnly: false },
    });
    for (let round = 0; round < 100 && processes.get(id).endedAt === null; round += 1) await clock.advance(0);
    const { status, why, steps } = processes.get(id);
    const byId = new Map(steps.map((step) => [step.id, step]));
    const lines = entry.lines({
      parameters,
      run: { id },
      steps(of) {
        const step = byId.get(of);
        return step && { status: step.status, output: step.state.output };
      },
    });
    return { status, why, lines, statusOf: (step: string) => byId.get(step)?.status };
  } finally {
    await close();
  }
}

describe('the engine runs to its end', () => {
  const pretences: Pretence[] = [
    { finds: 'well', choice: 0 },
    { finds: 'ill', choice: 0 },
    { finds: 'ill', choice: 1 },
    { finds: 'ill', choice: 2 },
    { finds: 'ill', choice: 3 },
  ];

  it.each(entries.map((entry) => [entry.id, entry] as const))('%s', async (_, entry) => {
    for (const pretence of pretences) {
      const { status, why, lines } = await run(entry, pretence);
      expect([status, why]).toEqual(['succeeded', 'Every step was done or skipped']);
      if (entry.script !== null) expect(lines.join('\n')).not.toContain('${{');
    }
  });
});

describe('what is found decides what is done', () => {
  const entry = (id: string): CatalogueEntry => {
    const found = find(id);
    if (found === undefined) throw new Error(`There is no runbook ${id}`);
    return found;
  };

  it('a service that is down is restarted, one that is well is not', async () => {
    const down = await run(entry('service-down'), { finds: 'ill', choice: 0 });
    expect([down.statusOf('restart'), down.statusOf('rollout')]).toEqual(['succeeded', 'succeeded']);
    const well = await run(entry('service-down'), { finds: 'well', choice: 0 });
    expect([well.statusOf('restart'), well.statusOf('health/check')]).toEqual(['skipped', 'succeeded']);
  });

  it('a decision leads down its branch alone', async () => {
    const scaled = await run(entry('performance-degradation'), { finds: 'ill', choice: 0 });
    expect([scaled.statusOf('scale'), scaled.statusOf('restart/restart')]).toEqual(['succeeded', 'skipped']);
    const left = await run(entry('performance-degradation'), { finds: 'ill', choice: 2 });
    expect([left.statusOf('scale'), left.statusOf('restart/restart')]).toEqual(['skipped', 'skipped']);
    const well = await run(entry('performance-degradation'), { finds: 'well', choice: 0 });
    expect([well.statusOf('decide'), well.statusOf('scale')]).toEqual(['skipped', 'skipped']);
  });

  it('a watch is a watch, and a day is a look', async () => {
    const day = await run(entry('monitor_mlops_performance'), { finds: 'well', choice: 0 });
    expect([day.statusOf('targets'), day.statusOf('watch')]).toEqual(['succeeded', 'skipped']);
    const hours = await run(
      entry('monitor_mlops_performance'),
      { finds: 'well', choice: 0 },
      { duration: '4h' },
    );
    expect([hours.statusOf('targets'), hours.statusOf('watch')]).toEqual(['skipped', 'succeeded']);
  });

  it('one model is rolled back, or all of them', async () => {
    const rollback = entry('emergency_model_rollback');
    const one = await run(rollback, { finds: 'well', choice: 0 }, { model: 'm' });
    expect([one.statusOf('one'), one.statusOf('every')]).toEqual(['succeeded', 'skipped']);
    const all = await run(rollback, { finds: 'well', choice: 0 }, { all: 'true' });
    expect([all.statusOf('one'), all.statusOf('every')]).toEqual(['skipped', 'succeeded']);
  });
});
