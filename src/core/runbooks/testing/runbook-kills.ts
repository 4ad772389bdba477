import { type Course, courseOf } from './courses.ts';
import type { Order, Told, WorldChanges } from './drive-order.ts';
import { type DriverProcess, startDriverProcess } from './driver-process.ts';
import type { PracticeWorld } from './practice-world.ts';

/** What has not ended after so long is stuck. */
const PATIENCE_MS = 120_000;

/** Just before or after the journal is written for the nth time, or so many milliseconds after the run began. */
export type Moment = { write: number; moment: 'before' | 'after' } | { ms: number };

/** A runbook, run to its end. */
export interface Ended {
  /** `none` when it was killed before the journal knew of it. */
  status: string;
  why: string | null;
  steps: readonly string[];
  /** For every target what was changed of it, in order. */
  changes: ReadonlyMap<string, readonly string[]>;
  /** How often the journal was written. */
  writes: number;
  durationMs: number;
  /** How often the operator was asked whether something had been done. */
  asked: number;
}

export interface KillOutcome {
  /** What should not have happened, a sentence each. */
  faults: string[];
  /** How often the operator was asked whether something had been done. */
  asked: number;
  /** False when the run had ended before. */
  wasKilled: boolean;
}

/** Where runs of runbooks are killed, one after the other. */
export interface KillingGround {
  /** Why a runbook cannot end well here; undefined where it can. */
  whyItFails(runbook: string): string | undefined;
  /** What a run does that nobody kills. */
  undisturbed(runbook: string): Promise<Ended>;
  /** Kills a run, goes on with it in another process, and compares it with one that nobody killed. */
  killedAt(runbook: string, at: Moment, expected: Ended): Promise<KillOutcome>;
  close(): Promise<void>;
}

/** What is known of a run whose process neither ends it nor says anything. */
const HUNG: Told = {
  runs: [{ status: 'hung', why: 'its process says nothing any more', steps: [] }],
  ...{ writes: 0, isStuck: false, asked: [], revisions: [] },
};

export function openKillingGround(world: PracticeWorld): KillingGround {
  /** The one at work, and the one that takes its place: it loads meanwhile. */
  let drivers: DriverProcess[] = [];
  const driver = (): DriverProcess => {
    const [first = startDriverProcess()] = drivers;
    if (drivers.length === 0) drivers = [first];
    return first;
  };
  const replaceDriver = async () => {
    await drivers.shift()?.kill();
  };

  const within = async <T>(
    runbook: string,
    work: (drive: (what: Order['what'], at: Moment | null) => Promise<Ended | null>) => Promise<T>,
  ): Promise<T> => {
    const course = courseOf(runbook);
    driver();
    const stay = await world.enter(course);
    const { profilePath, data } = stay;
    try {
      return await work(async (what, at) => {
        let cancelKill = () => {};
        const kill = at !== null && 'write' in at ? at : null;
        const order = { data, profilePath, runbook, what, kill, patienceMs: PATIENCE_MS };
        const told = await driver().drive(order, (question) => {
          if (question.ask === 'begin' && at !== null && 'ms' in at) {
            const timer = setTimeout(() => driver().kill(), at.ms);
            cancelKill = () => clearTimeout(timer);
          }
          return stay.answer(question);
        });
        cancelKill();
        if (told === null || told === 'hung' || told.isStuck) await replaceDriver();
        const lasted = { course, durationMs: stay.lastedMs() };
        return told && endedAs(told === 'hung' ? HUNG : told, await stay.changes(), lasted);
      });
    } catch (error) {
      await replaceDriver();
      throw error;
    } finally {
      await stay.leave();
    }
  };

  return {
    whyItFails: (runbook) => world.fails?.[runbook] ?? courseOf(runbook).fails,
    undisturbed: (runbook) =>
      within(runbook, async (drive) => {
        const ended = await drive('start', null);
        if (ended === null) throw new Error(`Somebody else killed the process that drives ${runbook}`);
        return ended;
      }),
    killedAt: (runbook, at, expected) =>
      within(runbook, async (drive) => {
        if (drivers.length < 2) drivers.push(startDriverProcess());
        const wasKilled = (await drive('start', at)) === null;
        const ended = await drive('finish', null);
        if (ended === null) throw new Error(`Somebody else killed the process that finishes ${runbook}`);
        const when = 'ms' in at ? `after ${at.ms} ms` : `just ${at.moment} write ${at.write}`;
        const faults = differences(ended, expected).map((fault) => `${runbook}, killed ${when}: ${fault}`);
        return { faults, asked: ended.asked, wasKilled };
      }),
    async close() {
      await Promise.all(drivers.map((it) => it.kill()));
      await world.close();
    },
  };
}

function differences(ended: Ended, expected: Ended): string[] {
  if (ended.status === 'none') return ended.changes.size === 0 ? [] : ['something was changed by no run'];
  const targets = new Set([...ended.changes.keys(), ...expected.changes.keys()]);
  return [
    ...(ended.status === expected.status
      ? []
      : [`it ended as ${ended.status} (${ended.why}): ${ended.steps.join('; ')}`]),
    ...[...targets].flatMap((target) => {
      const made = ({ changes }: Ended) => changes.get(target)?.join(', ') ?? 'nothing';
      return made(ended) === made(expected)
        ? []
        : [`to ${target} was done: ${made(ended)}; it should be: ${made(expected)}`];
    }),
  ];
}

function endedAs(
  { runs, writes, asked, revisions, isStuck }: Told,
  log: WorldChanges,
  { course, durationMs }: { course: Course; durationMs: number },
): Ended {
  const [run] = runs;
  const changes = new Map<string, string[]>();
  const note = (target: string, change: string) =>
    changes.set(target, [...(changes.get(target) ?? []), change]);
  for (const { method, path } of log) {
    // Who drives is renewed by the time that passes, not by what is done.
    if (path.includes('/leases')) continue;
    const [, target = path, part = ''] = /^([^?]*?)(\/scale)?(?:\?.*)?$/.exec(path) ?? [];
    note(target, `${method}${part}`);
  }
  // The oldest is the one that it began with.
  for (const revision of course.before === 'history' ? revisions.slice(0, -1) : revisions)
    note('the baselines', revision);
  const status = isStuck ? 'stuck' : (run?.status ?? 'none');
  return {
    ...{ status, why: run?.why ?? null, steps: run?.steps ?? [] },
    ...{ changes, writes, durationMs },
    asked: asked.filter(({ kind }) => kind === 'unknown').length,
  };
}
