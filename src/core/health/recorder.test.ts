import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveThresholds } from '../connect/profile/thresholds.ts';
import { openStore, type Store } from '../store/index.ts';
import { measure } from './measure.ts';
import { createRecorder } from './recorder.ts';
import { evaluateTargets, type HealthTargetId, type Measurement } from './targets.ts';

const NOW = Date.UTC(2025, 5, 27, 9);

let store: Store;
beforeEach(() => {
  store = openStore(':memory:', 60_000);
});
afterEach(() => store.close());

function targetsWith(values: Partial<Record<HealthTargetId, number>>) {
  const nothing = measure({
    ...{ systems: [], nodes: [], usageAt: null, usageProblem: null, registry: null, now: NOW },
    probes: { count: 0, mean: null, firstAt: null },
  });
  const known = Object.entries(values).map(([id, value]): [string, Measurement] => [
    id,
    { value, basis: `as ${id} is measured`, observedAt: NOW },
  ]);
  const thresholds = resolveThresholds({ 'response-time': { warning: 800 } });
  return evaluateTargets(thresholds, { ...nothing, ...Object.fromEntries(known) });
}

/** Every recorded series of these names with its newest value and its source. */
const recorded = (...names: string[]) =>
  names.flatMap((name) =>
    store.samples
      .series(name)
      .map((series) => [
        name,
        series.labels,
        store.samples.newest(series, { from: NOW - 1, at: NOW })?.value,
        series.source,
      ]),
  );
const GUIDE = ['model_accuracy', 'constitutional_compliance_score', 'deployment_success_rate'];

describe("the deployment guide's metrics", () => {
  const known = { compliance: 0.97, 'model-accuracy': 0.91, 'deployment-success': 0.9 };

  it('are recorded as shares, of the registry where there is one', () => {
    const serving = [
      { model: 'production_model', accuracy: 0.924 },
      { model: 'cost_optimizer', accuracy: 0.91 },
    ];
    const registry = { serving, deployments: { ended: 10, succeeded: 9 }, problem: null, failed: false };
    createRecorder(store).guide(targetsWith(known), registry, NOW);
    expect(recorded(...GUIDE)).toEqual([
      ['model_accuracy', { model: 'production_model' }, 0.924, 'model registry'],
      ['model_accuracy', { model: 'cost_optimizer' }, 0.91, 'model registry'],
      ['constitutional_compliance_score', {}, 0.97, 'scores that services report'],
      ['deployment_success_rate', {}, 0.9, 'model registry'],
    ]);
  });

  it('are what services say where there is none', () => {
    createRecorder(store).guide(targetsWith(known), null, NOW);
    expect(recorded(...GUIDE).map(([name, labels, value]) => [name, labels, value])).toEqual([
      ['model_accuracy', {}, 0.91],
      ['constitutional_compliance_score', {}, 0.97],
      ['deployment_success_rate', {}, 0.9],
    ]);
  });

  it('are not replaced by somebody else while the registry does not answer', () => {
    const failed = { serving: [], deployments: null, problem: 'it takes too long', failed: true };
    for (const registry of ['lost', failed] as const) {
      createRecorder(store).guide(targetsWith(known), registry, NOW);
      expect(recorded(...GUIDE).map(([name]) => name)).toEqual(['constitutional_compliance_score']);
    }
  });

  it('are not there at all while nobody knows them', () => {
    createRecorder(store).guide(targetsWith({}), null, NOW);
    expect(recorded(...GUIDE)).toEqual([]);
  });
});

describe('the levels of a target', () => {
  it("are recorded beside its figure, the profile's in place of the guide's", () => {
    const targets = targetsWith({ 'response-time': 900 });
    createRecorder(store).targets(Object.values(targets), NOW);
    expect(
      recorded('target', 'target_warning', 'target_critical').map(([name, labels, value]) => [
        name,
        labels,
        value,
      ]),
    ).toEqual([
      ['target', { target: 'response-time' }, 900],
      ['target_warning', { target: 'response-time' }, 800],
      ['target_critical', { target: 'response-time' }, 2500],
    ]);
  });

  it('hold the objective of availability also while nobody knows how available it is', () => {
    createRecorder(store).targets(Object.values(targetsWith({})), NOW);
    expect(recorded('slo_objective').map(([name, labels, value]) => [name, labels, value])).toEqual([
      ['slo_objective', { slo: 'availability' }, 0.999],
    ]);
  });
});
