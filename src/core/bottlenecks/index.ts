import { type Clock, stopwatch } from '../kernel/clock.ts';
import { OperatorError, problemOf } from '../kernel/errors.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { Store } from '../store/index.ts';
import type { Samples } from '../store/samples/index.ts';
import { AREAS, type Area, type AreaFindings } from './finding.ts';
import { headlineOf } from './headline.ts';
import { keepLook, keptLooks } from './kept.ts';
import { type AreaLook, type BottleneckReport, reportOf } from './report.ts';

export { AREAS, type Area } from './finding.ts';
export type { BottleneckReport } from './report.ts';

/** How far a look has come. */
export interface LookFrame {
  areas: { area: Area; state: 'looking' | 'done' }[];
  /** Null until every area is done. */
  report: BottleneckReport | null;
}

/** Looks for what holds the system up: database, cache, network, pods. */
export interface Bottlenecks {
  /**
   * Looks now, area beside area, and tells how far it has come; ends with the report. Leaving it ends what is under way.
   *
   * @throws OperatorError `profile` when the profile configures nothing of these areas, `stopped`
   */
  look(areas: readonly Area[], signal?: AbortSignal): AsyncGenerator<LookFrame, void, void>;
  /** What was last found not after `at`, epoch milliseconds, from the record; null when nothing was. */
  last(at: number): BottleneckReport | null;
  /** What a look came to, in one line with its mark. */
  headline(report: BottleneckReport): string;
}

/** How one area is looked at. */
export interface AreaScout {
  area: Area;
  /** What the profile has to name for it. */
  needs: string;
  configured: boolean;
  /** It measures times that work beside it in our own thread would lengthen: the others wait for it. */
  alone?: true;
  /** @throws OperatorError when it could not be looked at at all */
  scout(signal: AbortSignal): Promise<AreaFindings>;
}

export function createBottlenecks(options: {
  scouts: readonly AreaScout[];
  store: Pick<Store, 'facts'> & { samples: Pick<Samples, 'series' | 'points'> };
  clock: Clock;
  redactor: Redactor;
  /** Resolves when nothing has to be loaded any more that would count as somebody's slowness. */
  prepare: () => Promise<void>;
}): Bottlenecks {
  const { scouts, store, clock, redactor, prepare } = options;

  const lookAt = async (
    { area, needs, configured, scout }: AreaScout,
    signal: AbortSignal,
  ): Promise<AreaLook> => {
    const nothing = { area, suspects: [], fine: [], blind: [], hint: null };
    if (!configured) {
      return {
        ...nothing,
        state: 'not-configured',
        why: `the profile names no ${needs}`,
        observedAt: null,
        durationMs: null,
      };
    }
    const took = stopwatch(clock);
    try {
      const found = await scout(signal);
      const missing = found.blind.find(({ essential }) => essential);
      // What other systems say about themselves may hold anything, a secret too.
      return redactor.data({
        area,
        state: missing ? 'partly' : 'looked',
        why: missing ? `${missing.what}: ${missing.why}` : null,
        hint: missing?.hint ?? null,
        observedAt: clock.now(),
        durationMs: took(),
        ...found,
      });
    } catch (error) {
      if (signal.aborted) throw error;
      const { message: why, hint } = redactor.data(problemOf(error));
      const durationMs = took();
      return { ...nothing, state: 'not-looked', why, hint, observedAt: clock.now(), durationMs };
    }
  };

  return {
    async *look(areas, signal) {
      const chosen = scouts.filter(({ area }) => areas.includes(area));
      if (chosen.every(({ configured }) => !configured)) {
        throw new OperatorError(
          'profile',
          `there is nothing to look at: the profile names no ${chosen.map(({ needs }) => needs).join(', no ')}`,
          { hint: 'docs/profile.md shows how to name what is watched.' },
        );
      }
      const leave = new AbortController();
      const stop = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
      const done = new Map<Area, AreaLook>();
      const frame = (report: BottleneckReport | null): LookFrame => ({
        areas: chosen.map(({ area }) => ({ area, state: done.has(area) ? 'done' : 'looking' })),
        report,
      });
      await prepare();
      const start = async (scout: AreaScout, after: Promise<unknown>) => {
        await after;
        return { area: scout.area, look: await lookAt(scout, stop) };
      };
      const open = new Map<Area, ReturnType<typeof start>>();
      for (const scout of chosen.filter(({ alone }) => alone)) {
        open.set(scout.area, start(scout, Promise.allSettled(open.values())));
      }
      const measured = Promise.allSettled(open.values());
      for (const scout of chosen.filter(({ alone }) => !alone)) open.set(scout.area, start(scout, measured));
      try {
        yield frame(null);
        while (open.size > 0) {
          const { area, look } = await Promise.race(open.values());
          open.delete(area);
          done.set(area, look);
          if (look.observedAt !== null) keepLook(store.facts, look);
          if (open.size > 0) yield frame(null);
        }
        yield frame(reportOf([...done.values()], clock.now()));
      } finally {
        leave.abort();
        // Whoever is cut short here has nobody left to tell.
        for (const one of open.values()) one.catch(() => {});
      }
    },
    headline: headlineOf,
    last(at) {
      const looks = keptLooks(store.facts, AREAS, at);
      const newest = looks.reduce((latest, { observedAt }) => Math.max(latest, observedAt ?? 0), 0);
      return looks.length === 0 ? null : reportOf(looks, newest);
    },
  };
}
