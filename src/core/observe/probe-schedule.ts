import { type Cancel, type Clock, sleep, stopwatch } from '../kernel/clock.ts';
import { OperatorError, problemOf } from '../kernel/errors.ts';
import type { Observation, Reading } from './observation.ts';
import type { Probe } from './probes/probe.ts';

export interface ProbeSchedule {
  /** Looks at everything at once and then again and again; does nothing when already started. */
  start(): void;
  /**
   * Looks at everything now, started or not, and resolves when every probe has answered or was given up
   * on. A look that is already under way is joined, not doubled.
   */
  checkNow(): Promise<Observation<Reading>[]>;
  /** Ends what is under way; nothing is observed after it. */
  stop(): void;
  /** When the next probe runs, epoch milliseconds; null when stopped or when all are under way. */
  nextRunAt(): number | null;
}

const DEFAULT_INTERVAL_MS = 15_000;
const DEFAULT_TIMEOUT_MS = 10_000;
/** Keeps probes, and several control centers, from falling into step. */
const JITTER = 0.1;
/** How many time limits a look that ignores its end may block its successor before it is forgotten. */
const FORGOTTEN_AFTER_TIMEOUTS = 6;

/** Runs probes forever: each bounded by its own time limit, each for itself, never two of one at a time. */
export function createProbeSchedule(options: {
  probes: readonly Probe[];
  clock: Clock;
  intervalMs?: number | undefined;
  timeoutMs?: number | undefined;
  /**
   * Between the starts of two probes of one round, of the first round and of those after it; default 0. All at once
   * they would queue up behind each other on our own thread, and that would count as their response time.
   */
  spacingMs?: { first: number; later: number } | undefined;
  /** 0 to 1, seeded by the caller. */
  random: () => number;
  /** Told of every observation, also of failed ones; must not throw. */
  onObservation: (observation: Observation<Reading>) => void;
}): ProbeSchedule {
  const { clock, random, onObservation } = options;
  const intervalMs = options.intervalMs ?? DEFAULT_INTERVAL_MS;
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const spacingMs = options.spacingMs ?? { first: 0, later: 0 };
  let started = false;
  let stopping = new AbortController();

  const lanes = options.probes.map((probe) => createLane(probe));

  function createLane(probe: Probe) {
    let flight: Promise<Observation<Reading>> | undefined;
    let hasLooked = false;
    /** Since a look began that ignored its end, and has not come back. */
    let lost: (() => number) | null = null;
    let timer: { dueMonotonic: number; cancel: Cancel } | undefined;

    const disarm = () => {
      timer?.cancel();
      timer = undefined;
    };

    const arm = (startedAt: number) => {
      disarm();
      const jitteredMs = intervalMs * (1 + JITTER * (2 * random() - 1));
      const delayMs = Math.max(0, startedAt + jitteredMs - clock.monotonic());
      timer = { dueMonotonic: clock.monotonic() + delayMs, cancel: clock.after(delayMs, () => void look()) };
    };

    const look = (): Promise<Observation<Reading>> => {
      flight ??= fly().finally(() => {
        flight = undefined;
      });
      return flight;
    };

    /** A look of a round, in its turn; a round that is stopped before its turn is not begun. */
    const lookInTurn = (turn: number): Promise<Observation<Reading>> => {
      const delayMs = turn * (hasLooked ? spacingMs.later : spacingMs.first);
      if (delayMs === 0) return look();
      return sleep(clock.real, delayMs, stopping.signal).then(look, () => ({
        subject: probe.subject,
        source: probe.source,
        observedAt: clock.now(),
        durationMs: 0,
        result: failure(new OperatorError('stopped', 'stopped')),
      }));
    };

    const fly = async (): Promise<Observation<Reading>> => {
      disarm();
      const startedAt = clock.monotonic();
      const took = stopwatch(clock);
      const { signal } = stopping;
      hasLooked = true;
      const result =
        lost !== null && lost() < timeoutMs * FORGOTTEN_AFTER_TIMEOUTS
          ? failure(tooLate('the last look has not come back'))
          : await bounded(took, signal);
      const observation = {
        subject: probe.subject,
        source: probe.source,
        observedAt: clock.now(),
        durationMs: took(),
        result,
      };
      if (!signal.aborted) onObservation(observation);
      // Stopped and started again meanwhile: the new life begins with a look of its own.
      if (started) arm(signal.aborted ? Number.NEGATIVE_INFINITY : startedAt);
      return observation;
    };

    /** Resolves when the probe does or when its time is over, whether it heeds its signal or not. */
    const bounded = (took: () => number, stop: AbortSignal) =>
      new Promise<Observation<Reading>['result']>((resolve) => {
        const controller = new AbortController();
        const end = (error: OperatorError) => {
          controller.abort(error);
          resolve(failure(error));
        };
        const cancelTimer = clock.real.after(timeoutMs, () => {
          lost = took;
          end(tooLate(`no answer within ${timeoutMs / 1000} s`));
        });
        const onStop = () => end(new OperatorError('stopped', 'stopped'));
        stop.addEventListener('abort', onStop, { once: true });
        Promise.resolve()
          .then(() => probe.run(controller.signal))
          .then(
            (value) => resolve({ ok: true, value }),
            (error: unknown) => resolve(failure(error)),
          )
          .finally(() => {
            lost = null;
            cancelTimer();
            stop.removeEventListener('abort', onStop);
          });
      });

    return { lookInTurn, disarm, dueInMs: () => timer && timer.dueMonotonic - clock.monotonic() };
  }

  return {
    start() {
      if (started) return;
      started = true;
      stopping = new AbortController();
      for (const [turn, lane] of lanes.entries()) void lane.lookInTurn(turn);
    },
    checkNow() {
      return Promise.all(lanes.map((lane, turn) => lane.lookInTurn(turn)));
    },
    stop() {
      started = false;
      stopping.abort();
      stopping = new AbortController();
      for (const lane of lanes) lane.disarm();
    },
    nextRunAt() {
      const dueInMs = lanes.flatMap((lane) => lane.dueInMs() ?? []);
      return dueInMs.length > 0 ? clock.now() + Math.min(...dueInMs) : null;
    },
  };
}

function failure(error: unknown): { ok: false; problem: ReturnType<typeof problemOf> } {
  return { ok: false, problem: problemOf(error) };
}

function tooLate(message: string): OperatorError {
  return new OperatorError('timeout', message);
}
