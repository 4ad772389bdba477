import type { Cluster } from '../../cluster/index.ts';
import type { Health } from '../../health/index.ts';
import type { Metrics } from '../../metrics/index.ts';
import { podsOf, scope } from './cluster-seen.ts';
import { idOf } from './health-looks.ts';
import { figuresOf, judgeFigures, type Observe } from './metrics-looks.ts';
import type { Places } from './places.ts';
import type { LookIf } from './time.ts';

/** Looks whether what a step waits for is so. What cannot be told is not so yet. */
export function createLookIf(options: {
  cluster: Pick<Cluster, 'list'>;
  health: Pick<Health, 'check'>;
  metrics: Pick<Metrics, 'query'>;
  observe: Observe;
  places: Places;
}): LookIf {
  const { cluster, health, metrics, observe, places } = options;
  return async ({ pods, system, metric }, { clock, signal }) => {
    if (pods) {
      const place = places.deployment(pods);
      const [found, { items }] = await Promise.all([
        podsOf(cluster, places, pods, signal),
        cluster.list('deployments', { ...scope(pods.namespace), signal }),
      ]);
      const desired = items.find(({ name }) => name === place.name)?.desired ?? null;
      const ready = found.filter(({ level }) => level === 'good').length;
      if (desired === null) return { holds: false, words: `There is no deployment ${place.name}` };
      const words = `${ready} of ${desired} pods of ${pods.deployment} ready`;
      return { holds: ready >= desired && found.length === ready, words };
    }
    if (metric) {
      await observe(signal);
      const figures = await figuresOf(metrics, metric.expression, clock.now(), signal);
      const { verdict, words } = judgeFigures(figures, metric);
      return { holds: verdict === 'pass', words };
    }
    const id = idOf(places.systemOf(system ?? ''));
    const { services } = await health.check(signal);
    const seen = services.systems.find((it) => it.id === id);
    const reason = seen?.reason ? `: ${seen.reason}` : '';
    return { holds: seen?.status === 'operational', words: `${id} is ${seen?.status ?? 'unknown'}${reason}` };
  };
}
