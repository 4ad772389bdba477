import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Baselines, createBaselines } from '../../baselines/index.ts';
import { systemClock } from '../../kernel/clock.ts';
import { openStore, type Store } from '../../store/index.ts';
import { contextHere, named } from '../testing/act.ts';
import { doorHere } from '../testing/door.ts';
import { baselineActions } from './baseline-actions.ts';

const HOUR_MS = 3_600_000;

let store: Store;
let baselines: Baselines;
let here: ReturnType<typeof doorHere>;

beforeEach(async () => {
  const clock = systemClock();
  here = doorHere();
  store = openStore(':memory:', 60_000);
  for (let at = clock.now() - 2 * HOUR_MS; at < clock.now(); at += 15_000) {
    const value = 300 + 10 * Math.sin(at / 97_000);
    store.samples.record(at, [{ name: 'probe_response_time_ms', labels: { system: 'governance' }, value }]);
  }
  baselines = createBaselines({
    ...{ records: store.baselines, samples: store.samples, facts: store.facts, clock },
    namespace: 'acgs-production',
    imagesAt: async () => new Map(),
    deploymentOf: () => null,
    configured: () => ['governance'],
    actor: () => ({ name: 'mara', operator: null }),
  });
  await update('run-0');
});

afterEach(() => {
  store.close();
  here.close();
});

/** The action as each process has it, with nothing in its memory. */
function updateAction() {
  return named(baselineActions({ baselines, door: here.door }), 'baselines.update');
}

async function update(runId: string, action = updateAction()) {
  const input = action.input.parse({ window: '1h', reason: 'Review' });
  const context = contextHere({ runId });
  await action.foresee(input, context);
  return action.run(input, context);
}

const kept = () => baselines.list().flatMap(({ revisions }) => revisions.map(({ revision }) => revision));

it('measures once for a step, whoever is killed between measuring and adopting', async () => {
  const action = updateAction();
  await action.foresee(action.input.parse({ window: '1h', reason: 'Review' }), contextHere());
  expect([kept(), baselines.current('default').revision]).toEqual([[2, 1], 1]);
  // Whoever goes on with the run remembers nothing of it.
  expect(await update('run-1')).toMatchObject({ end: 'done' });
  expect([kept(), baselines.current('default').revision]).toEqual([[2, 1], 2]);
});

it('measures anew for another run', async () => {
  await update('run-1');
  await update('run-2');
  expect([kept(), baselines.current('default').revision]).toEqual([[3, 2, 1], 3]);
});
