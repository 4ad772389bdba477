import type { Practice } from '../../runbooks/testing/practice.ts';
import type { CheckView, RolloutView, StageView } from '../view.ts';
import { followRollout } from './follow.ts';

/** A fault of the sandbox, and the check whose trigger it is. */
export interface Trigger {
  fault: string;
  check: string;
  /** One that the same fault breaks as well, and that may come first. */
  or?: string;
}

export const TRIGGERS: readonly Trigger[] = [
  { fault: 'hash-mismatch=governance', check: 'hash' },
  { fault: 'compliance-drop', check: 'compliance' },
  { fault: 'service-slow=governance:2600', check: 'response-time' },
  { fault: 'service-errors=governance:0.9', check: 'error-rate', or: 'availability' },
  { fault: 'service-down=governance', check: 'availability' },
];

const AGREED = { readOnly: false, yes: true } as const;
/** Before it, in it, and to see that it is so. */
const READS_OF_A_WRITE = 5;

/** Rollouts in a practice production, and what its servers saw of them. */
export function practisedRollouts(practice: Practice) {
  const { rollouts, profile } = practice.center;
  const signal = new AbortController().signal;
  const follow = (id: string, until?: (view: RolloutView) => boolean) =>
    followRollout({ ...practice.center, clock: practice.clock }, id, until);
  const start = (monitor: string) =>
    rollouts.start({ percentages: '10,50,100', monitor, driver: 'configmap' }, AGREED);

  /** How often the config map, and what goes by it, was written since. */
  const written = (since: number) => {
    const all = practice.sandbox.changes().slice(since);
    const count = (part: string) =>
      all.filter(({ method, path }) => method === 'PATCH' && path.includes(part)).length;
    return { shares: count('/configmaps/'), restarts: count('/deployments/mlops-manager') };
  };

  /** How often each service was asked how it is, and the config map what it says, since. */
  const read = (since: Readonly<Record<string, number>>) => {
    const counts = Object.entries(practice.sandbox.reads()).map(
      ([what, count]) => [what, count - (since[what] ?? 0)] as const,
    );
    const of = (end: string) => counts.flatMap(([what, count]) => (what.endsWith(end) ? [count] : []));
    const [configMap = 0] = of('/configmaps/mlops-production-config');
    return { services: of('/health'), configMap };
  };

  return {
    rollouts,
    signal,
    follow,
    start,
    written,
    agreed: AGREED,
    shareNow: async () => (await rollouts.share.look(signal)).percentage,

    /**
     * To 100 % while all is well.
     *
     * @returns what was not as it should be, a sentence each
     */
    async toTheEnd(monitor: string): Promise<{ view: RolloutView; faults: string[] }> {
      const before = practice.sandbox.changes().length;
      const { id } = await start(monitor);
      await follow(id, isWatched(0));
      const reads = practice.sandbox.reads();
      const view = await follow(id);
      const { faults, say } = differences(monitor);
      say('its end', [view.state, view.percentage, view.asks], ['completed', 100, null]);
      say(
        'its stages',
        view.stages.map(({ state }) => state),
        view.stages.map(() => 'passed'),
      );
      const sets = view.stages.length;
      say('writes', written(before), { shares: sets, restarts: sets });
      for (const { percentage, monitorMs, checks } of view.stages) {
        for (const { check, total } of checks) {
          say(`measurements of ${check.id} at ${percentage} %`, total, Math.floor(monitorMs / check.everyMs));
        }
      }
      // Whatever is due at one time is looked at in one look; the share is read by its check, and around each write.
      const inAll = (of: (totals: readonly CheckView[]) => number) =>
        view.stages.reduce((sum, { checks }) => sum + of(checks), 0);
      const looks = inAll((checks) => Math.max(0, ...checks.map(({ total }) => total)));
      const shares = inAll((checks) => checks.find(({ check }) => check.id === 'share')?.total ?? 0);
      const seen = read(reads);
      say(
        'looks at each service',
        seen.services,
        Object.keys(profile.services ?? {}).map(() => looks),
      );
      say('reads of the config map', seen.configMap, shares + (sets - 1) * READS_OF_A_WRITE);
      return { view, faults };
    },

    /**
     * A fault comes in a stage: it has to turn back with the look that its trigger says, in one write.
     *
     * @param afterMs into the stage's window
     * @returns what was not as it should be, a sentence each
     */
    async turnedBack(of: {
      trigger: Trigger;
      index: number;
      monitor: string;
      afterMs: number;
    }): Promise<string[]> {
      const { trigger, index, monitor, afterMs } = of;
      const before = practice.sandbox.changes().length;
      const { id } = await start(monitor);
      for (let stage = 0; stage < index; stage += 1) {
        await follow(id, isWatched(stage));
        await rollouts.order('promote', { id }, { ...AGREED, signal });
      }
      const begun = await follow(id, isWatched(index));
      const from = begun.stages[index]?.startedAt ?? 0;
      // Between two looks: a look that it comes in the middle of may have seen it, or not.
      await follow(id, (view) => view.endedAt !== null || lastLookOf(view.stages[index]) >= from + afterMs);
      await practice.sandbox.setFault(trigger.fault, true);
      const faultAt = practice.clock.now();
      const view = await follow(id);
      await practice.sandbox.setFault(trigger.fault, false);

      const { faults, say } = differences(`${trigger.fault} in stage ${index + 1}`);
      const stage = view.stages[index];
      say('its end', [view.state, view.percentage, stage?.state], ['aborted', 0, 'failed']);
      const failed = stage?.checks.filter(({ check, failures }) => failures >= check.failures.count) ?? [];
      say(
        `${trigger.check} decided`,
        failed.some(({ check }) => check.id === trigger.check || check.id === trigger.or),
        true,
      );
      for (const { check, measurements } of failed) {
        const since = measurements.filter(({ dueAt }) => dueAt > faultAt);
        const { count } = check.failures;
        // No look more than the trigger needs, none left out, and each of them at its time.
        say(
          `looks of ${check.id}`,
          since.map(({ outcome }) => outcome),
          Array(count).fill('fail'),
        );
        const tookMs = (since.at(-1)?.dueAt ?? 0) - (since[0]?.dueAt ?? 0);
        say(`from its first to its last, ms`, tookMs, (count - 1) * check.everyMs);
        say(
          `its first within one interval`,
          (since[0]?.dueAt ?? Number.NaN) - faultAt <= check.everyMs,
          true,
        );
      }
      say('writes', written(before), { shares: index + 2, restarts: index + 2 });
      return faults;
    },
  };
}

/** What is not as it should be, a sentence each. */
function differences(of: string) {
  const faults: string[] = [];
  const say = (what: string, seen: unknown, wanted: unknown) => {
    const [one, other] = [JSON.stringify(seen), JSON.stringify(wanted)];
    if (one !== other) faults.push(`${of}: ${what}: ${one}, wanted ${other}`);
  };
  return { faults, say };
}

function lastLookOf(stage: StageView | undefined): number {
  return Math.max(0, ...(stage?.checks ?? []).map(({ measurements }) => measurements.at(-1)?.dueAt ?? 0));
}

/** It is in this stage, and watched. */
export function isWatched(index: number) {
  return (view: RolloutView) => view.endedAt !== null || (view.stage === index && view.watched !== null);
}
