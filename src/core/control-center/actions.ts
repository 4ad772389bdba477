import { valueWords } from '../baselines/index.ts';
import { guideLine, guideLines } from '../compliance/guide-lines.ts';
import { placeOf } from '../compliance/hash/components.ts';
import { lineOf } from '../compliance/lines.ts';
import { createLoadTests } from '../load-test/index.ts';
import type { ActionKind } from '../operate/processes/action.ts';
import { type ActionGround, createActions } from '../runbooks/actions/index.ts';
import { placesOf } from '../runbooks/actions/places.ts';
import { lookForAlerts } from './look-for-alerts.ts';

/** What the steps of runbooks can do, over everything that they look at and act on. */
export function openActions(
  options: Omit<
    ActionGround,
    'places' | 'observe' | 'evaluate' | 'valueWords' | 'hashPlaceOf' | 'loadTests' | 'complianceWords'
  > & {
    /** Everything is looked at in a rhythm. */
    isObserving: () => boolean;
  },
): ReadonlyMap<string, ActionKind> {
  const { isObserving, ...ground } = options;
  const { profile, cluster, health, metrics } = ground;
  return createActions({
    ...ground,
    valueWords,
    complianceWords: { guideLine, guideLines, lineOf },
    hashPlaceOf: placeOf,
    loadTests: createLoadTests(ground),
    places: placesOf(profile, cluster.namespace),
    async observe(signal) {
      if (isObserving()) return;
      await health.check(signal);
      await metrics.scrapeAll();
    },
    evaluate: (signal) => lookForAlerts(ground, signal),
  });
}
