import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Traffic } from '../cluster/traffic/index.ts';
import type { Profile } from '../connect/profile/schema.ts';
import { SYSTEMS, type SystemId } from '../connect/profile/systems.ts';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import type { Health } from '../health/index.ts';
import type { LiveJournal } from '../journal/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { createLoadTests } from '../load-test/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Actor } from '../operate/actor.ts';
import type { Door } from '../operate/door.ts';
import type { Processes } from '../operate/processes/index.ts';
import type { Owner } from '../operate/target-locks.ts';
import type { Measured } from '../rollouts/check.ts';
import { createRollouts, type Rollouts } from '../rollouts/index.ts';
import type { ObservedShare } from '../rollouts/observed-share.ts';
import { createReadings } from '../rollouts/readings.ts';
import type { ReadShare } from '../rollouts/share-watch.ts';
import type { Runbooks } from '../runbooks/running.ts';
import type { Slo } from '../slo/index.ts';
import type { RolloutRecords } from '../store/rollouts/index.ts';

/** Measured from pages of metrics, and from what rules record of them. */
const BUDGETS: ReadonlySet<Measured['what']> = new Set(['budget-left', 'budget-burn']);
const PAGES: ReadonlySet<Measured['what']> = new Set(['expression', ...BUDGETS]);

/** Rollouts over what moves the traffic and what is measured of it. */
export function openRollouts(options: {
  traffic: Traffic;
  /** As the profile has it. */
  observed: ObservedShare | null;
  door: Door;
  processes: Processes;
  runbooks: () => Pick<Runbooks, 'start'>;
  health: Pick<Health, 'targets' | 'hashes' | 'answered' | 'check'>;
  slo: Pick<Slo, 'availability'>;
  /** Has the rules evaluated that record requests minute by minute, unless somebody does so in a rhythm. */
  evaluate: (signal: AbortSignal) => Promise<void>;
  metrics: Pick<Metrics, 'query' | 'scrapeAll'>;
  /** Whether the profile says how a system is looked at. */
  isSeen: (id: SystemId) => boolean;
  /** Everything is looked at in a rhythm. */
  isObserving: () => boolean;
  profile: Profile;
  /** Of a request of a load test. */
  timeoutMs: number;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  records: RolloutRecords;
  journal: Pick<LiveJournal, 'append'>;
  actor: () => Actor;
  dataDirectory: string;
  owner: Owner;
  clock: Clock;
  log: Log;
}): Rollouts {
  const { health, metrics } = options;
  const { driver } = options.traffic;
  const read: ReadShare = async (signal) => {
    const { source, result } = await driver.read(signal);
    if (!result.ok) {
      const { code, message, hint } = result.problem;
      throw new OperatorError(code, message, hint === null ? {} : { hint });
    }
    const { percentage, movedBy, note, can = [] } = result.value;
    return { percentage, source, note, movedBy, can };
  };
  const { source } = driver;
  const take = createReadings({
    ...options,
    share: read,
    async observe(of, signal) {
      if (options.isObserving()) return;
      if (of.some(({ what }) => what !== 'share')) await health.check(signal);
      if (of.some(({ what }) => PAGES.has(what))) await metrics.scrapeAll();
      if (of.some(({ what }) => BUDGETS.has(what))) await options.evaluate(signal);
    },
  });
  return createRollouts({
    ...options,
    ...{ read, take, source },
    loadTest: createLoadTests(options).operation,
    ground: {
      mistakeIn: (expression) => metrics.query.check(expression).mistake?.sentence ?? null,
      systems: SYSTEMS.filter(({ id }) => options.isSeen(id)),
    },
    actor: () => options.actor().name,
    desk: deskOf(options),
    startRunbook: (id, parameters, how) => options.runbooks().start(id, parameters, how),
  });
}

/** The same for whatever process of this machine works on the same data folder, and another one elsewhere. */
function deskOf({ dataDirectory, owner }: { dataDirectory: string; owner: Owner }): string {
  const place = dataDirectory === ':memory:' ? `process ${owner.processId}` : resolve(dataDirectory);
  return createHash('sha256').update(`${owner.host}\n${place}`).digest('hex').slice(0, 8);
}
