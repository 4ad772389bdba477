import type { Traffic } from '../cluster/traffic/index.ts';
import type { Cancel, Clock } from '../kernel/clock.ts';
import { OperatorError, problemOf } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Door } from '../operate/door.ts';
import { NotDone } from '../operate/ending.ts';
import { HeldElsewhere } from '../operate/held-elsewhere.ts';
import type { Processes } from '../operate/processes/index.ts';
import { createLeaseOperations } from './lease-operations.ts';

/** Well within the minute after which others may take it. All of these are milliseconds of life. */
const RENEW_EVERY_MS = 20_000;
const EXCHANGE_MS = 10_000;
/** Taking all traffic away waits no longer for it. */
const HURRY_MS = 3000;
const ENDED_AFTER_MS = 250;
/** Whoever only looks need not know it better. */
const FRESH_MS = 5000;

/** The Lease of what moves the traffic, as long as a rollout is driven from here. */
export interface RolloutLease {
  /** Before one is started: that nobody else has it, and that it may be taken. @throws HeldElsewhere; `forbidden` */
  require(options: { readOnly: boolean; signal: AbortSignal }): Promise<void>;
  /**
   * Takes it for a process or makes sure that it still has it; from then on it is renewed until the process has ended.
   *
   * @throws HeldElsewhere; whatever else kept it from being known, and then it is tried on
   */
  hold(id: string, signal: AbortSignal): Promise<void>;
  /** The same just before a share is written: taking all traffic away is kept from nobody but by another holder. */
  requireFor(id: string, percentage: number, signal: AbortSignal): Promise<void>;
  /** Aborted, with HeldElsewhere as its reason, once somebody else is found to have it. */
  lost(id: string): AbortSignal;
  /** Whoever has it. Never throws, and never takes long: says in a sentence what came of it. */
  takeByForce(id: string, why: string): Promise<string>;
  /** Goes on having it for what is driven from here although none of its steps is under way. */
  sustain(): void;
  /** Gives back what a process before this one had when it died after its rollout's end. Never throws. */
  giveBackLeft(): Promise<void>;
  close(): Promise<void>;
}

/** Of a process that is driven from here. */
interface Kept {
  holder: string;
  lost: AbortController;
  cancel: Cancel;
  /** Not had yet: why it is to be taken by force; null: without. */
  wanted: { byForce: string | null } | null;
  /** When that was last known, by the monotonic time of life. */
  hadAt: number;
}

export function createRolloutLease(options: {
  traffic: Pick<Traffic, 'leases' | 'driver'>;
  door: Pick<Door, 'preview' | 'perform'>;
  processes: Pick<Processes, 'get' | 'list' | 'subscribe'>;
  /** What takes it: rollouts and emergency rollbacks. */
  takes: (run: { kind: string; name: string }) => boolean;
  /** Of the data folder: the same after a restart, and another one at another desk. */
  desk: string;
  actor: () => string;
  clock: Clock;
  log: Log;
}): RolloutLease {
  const { door, processes, clock, log, desk } = options;
  const { leases, driver } = options.traffic;
  const of = driver.lease;
  const isOurs = (holder: string) => holder.includes(`(desk ${desk}`);
  const operations = createLeaseOperations({
    ...options,
    isOurs,
  });
  const kept = new Map<string, Kept>();
  const asking = new Map<string, Promise<void>>();
  const giving = new Set<Promise<void>>();
  let cancelEnded: Cancel | null = null;
  let unsubscribe: (() => void) | null = null;
  let isClosed = false;

  const within = (ms: number, signal?: AbortSignal): { signal: AbortSignal; cancel: Cancel } => {
    const late = new AbortController();
    const cancel = clock.real.after(ms, () =>
      late.abort(new OperatorError('timeout', `The API server does not answer in ${ms / 1000} s`)),
    );
    return { signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal, cancel };
  };

  const holderOf = (id: string): string => {
    const { startedBy, kind } = processes.get(id);
    const what = kind === 'rollout' ? 'rollout' : 'emergency rollback';
    return `${startedBy} (desk ${desk}, ${what} ${id.slice(0, 8)})`;
  };

  const keep = (id: string, wanted: Kept['wanted']): Kept => {
    const before = kept.get(id);
    if (before !== undefined && !before.lost.signal.aborted) {
      before.wanted = wanted;
      return before;
    }
    const it: Kept = {
      holder: holderOf(id),
      lost: new AbortController(),
      cancel: () => {},
      wanted,
      hadAt: -1,
    };
    kept.set(id, it);
    unsubscribe ??= processes.subscribe(onChange);
    if (!isClosed) renewLater(id, it);
    return it;
  };

  const lose = (id: string, it: Kept, error: HeldElsewhere) => {
    it.cancel();
    log.warn('the lease of a rollout is lost', { process: id, error });
    it.lost.abort(error);
  };

  /** It is ours already where this process, or one before it at this desk, took it: that is in the journal. */
  const get = async (
    { holder }: Kept,
    byForce: string | null,
    signal: AbortSignal,
  ): Promise<string | null> => {
    if (byForce === null && (await leases.look(of, signal))?.holder === holder) {
      await leases.renew(of, { holder, signal });
      return null;
    }
    const { evidence, verification } = await door.perform(
      operations.take,
      { holder, byForce },
      { readOnly: false, signal },
    );
    if (verification.ok === false)
      throw new OperatorError('conflict', verification.words, { retryable: true });
    return typeof evidence.takenFrom === 'string' ? evidence.takenFrom : null;
  };

  const makeSure = async (id: string, it: Kept, signal: AbortSignal): Promise<void> => {
    try {
      if (it.wanted === null) await leases.renew(of, { holder: it.holder, signal });
      else await get(it, it.wanted.byForce, signal);
      it.wanted = null;
      it.hadAt = clock.real.monotonic();
    } catch (error) {
      if (error instanceof HeldElsewhere) lose(id, it, error);
      throw error;
    }
  };

  const renewLater = (id: string, it: Kept) => {
    it.cancel = clock.real.after(RENEW_EVERY_MS, async () => {
      const { signal, cancel } = within(EXCHANGE_MS);
      await makeSure(id, it, signal).catch((error: unknown) =>
        log.warn('the lease of a rollout was not renewed', { process: id, error }),
      );
      cancel();
      if (kept.get(id) === it && !isClosed && !it.lost.signal.aborted) renewLater(id, it);
    });
  };

  const onChange = () => {
    cancelEnded ??= clock.real.after(ENDED_AFTER_MS, () => {
      cancelEnded = null;
      giveBackEnded();
    });
  };

  const giveBack = (holder: string) => {
    const { signal, cancel } = within(EXCHANGE_MS);
    const given = door
      .perform(operations.giveBack, { holder }, { readOnly: false, signal })
      .then(
        () => undefined,
        (error: unknown) => log.warn('a lease was not given back: it expires', { holder, error }),
      )
      .finally(() => {
        cancel();
        giving.delete(given);
      });
    giving.add(given);
  };

  const giveBackEnded = () => {
    const ended = new Set(processes.list().flatMap(({ id, endedAt }) => (endedAt === null ? [] : [id])));
    for (const [id, it] of kept) {
      if (!ended.has(id)) continue;
      kept.delete(id);
      it.cancel();
      if (it.lost.signal.aborted) continue;
      giveBack(it.holder);
    }
    if (kept.size > 0) return;
    unsubscribe?.();
    unsubscribe = null;
  };

  const hold = async (id: string, signal: AbortSignal, since = clock.real.monotonic() - FRESH_MS) => {
    const before = kept.get(id);
    const isHad = before !== undefined && !before.lost.signal.aborted;
    const it = isHad ? before : keep(id, { byForce: null });
    if (it.wanted === null && it.hadAt > since) return;
    // Two steps of one process, or a step and whoever tends it, ask but once.
    const asked = asking.get(id) ?? makeSure(id, it, signal).finally(() => asking.delete(id));
    asking.set(id, asked);
    await asked;
  };

  return {
    async require({ readOnly, signal }) {
      const holder = `${options.actor()} (desk ${desk})`;
      await door.preview(operations.take, { holder, byForce: null }, { readOnly, signal });
    },
    hold: (id, signal) => hold(id, signal),
    async requireFor(id, percentage, signal) {
      const hurry = percentage === 0 ? within(HURRY_MS, signal) : null;
      try {
        await hold(id, hurry?.signal ?? signal, clock.real.monotonic());
      } catch (error) {
        if (error instanceof HeldElsewhere) throw error;
        if (percentage === 0) return;
        const { code, message, retryable } = problemOf(error);
        throw new NotDone(code, `Whether this rollout still has its lease is not known: ${message}`, {
          ...{ retryable, cause: error },
        });
      } finally {
        hurry?.cancel();
      }
    },
    lost: (id) => (kept.get(id) ?? keep(id, { byForce: null })).lost.signal,
    async takeByForce(id, why) {
      const it = keep(id, { byForce: why });
      const { signal, cancel } = within(HURRY_MS);
      const late = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => late.reject(signal.reason), { once: true });
      try {
        const from = await Promise.race([get(it, why, signal), late.promise]);
        it.wanted = null;
        return from === null || isOurs(from)
          ? 'Nobody else drives one'
          : `Took the lease by force from ${from}`;
      } catch (error) {
        return `The lease could not be taken, all traffic is taken away all the same: ${problemOf(error).message}`;
      } finally {
        cancel();
      }
    },
    sustain() {
      for (const run of processes.list()) {
        if (run.endedAt !== null || !options.takes(run) || kept.has(run.id)) continue;
        if (run.owner?.processId !== process.pid) continue;
        const { signal, cancel } = within(EXCHANGE_MS);
        void hold(run.id, signal).then(cancel, (error: unknown) => {
          cancel();
          log.warn('a rollout is driven without its lease', { process: run.id, error });
        });
      }
    },
    async giveBackLeft() {
      const { signal, cancel } = within(EXCHANGE_MS);
      const found = await leases.look(of, signal).catch(() => null);
      cancel();
      const isUnderWay = processes.list().some((run) => run.endedAt === null && options.takes(run));
      if (found === null || isUnderWay || isClosed || !isOurs(found.holder)) return;
      giveBack(found.holder);
      await Promise.all(giving);
    },
    async close() {
      isClosed = true;
      cancelEnded?.();
      giveBackEnded();
      for (const it of kept.values()) it.cancel();
      unsubscribe?.();
      await Promise.all(giving);
    },
  };
}
