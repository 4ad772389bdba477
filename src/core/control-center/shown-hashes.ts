import type { ShownHashes } from '../cluster/traffic/index.ts';
import type { Health } from '../health/index.ts';
import type { Clock } from '../kernel/clock.ts';

/** Nobody looks again at what was looked at so recently. */
const FRESH_MS = 15_000;

/** What components show of the constitutional hash: as they are looked at in a rhythm, else looked at for this. */
export function shownHashes(of: {
  health: Pick<Health, 'hashes' | 'check'>;
  clock: Clock;
  isObserving: () => boolean;
}): ShownHashes {
  const { health, clock, isObserving } = of;
  const told = () =>
    health
      .hashes()
      .filter(({ stale, hash }) => !stale && (hash === 'match' || hash === 'mismatch'))
      .map(({ info, hash, observedAt }) => ({ component: info.name, isRight: hash === 'match', observedAt }));
  return async (signal) => {
    const isFresh = told().some(
      ({ observedAt }) => clock.now() - (observedAt ?? 0) <= clock.during(FRESH_MS),
    );
    if (!isFresh && !(isObserving() && told().length > 0)) await health.check(signal);
    return told();
  };
}
