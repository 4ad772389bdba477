import { z } from 'zod';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { type Leap, livedTime, type Store } from '../store/index.ts';
import { RECORD_SUBJECT } from './record-subject.ts';

/** How far the clock was found to have moved by itself: negative is backward. */
export interface ClockFact {
  byMs: number;
}

/**
 * Watches whether the clock agrees with the record. A clock that is years off, either way, must not cost
 * the record: for some days nothing is forgotten or drawn together for it, and the operator is told.
 */
export interface ClockWatch {
  /** Looks at the clock now, and puts the record in order where that costs little of it. */
  look(): void;
  /** The leap ahead that is not believed yet. */
  leap(): Leap | null;
  /** What the operator has to know of it. */
  trouble(): Problem | null;
}

/** Clocks are set right by fractions of a second all the time. */
const JUMP_MS = 5000;
const DAY_MS = 86_400_000;
/** A clock that jumps by more than this share of what is kept is not believed at once. */
const DOUBTED_SHARE = 1 / 4;
/** After so long somebody would have set it right. */
const BELIEVED_AFTER_MS = 7 * DAY_MS;

const leapFact = z.object({ from: z.number(), to: z.number() }).nullable();
const behindFact = z.object({ since: z.number(), record: z.number() }).nullable();

export function createClockWatch(options: {
  store: Store;
  clock: Clock;
  log: Log;
  /** The record may be ahead by so much without anybody having set the clock. */
  maxGapMs: number;
}): ClockWatch {
  const { store, clock, log, maxGapMs } = options;
  const doubtedMs = Math.max(DAY_MS, store.limits.retentionMs * DOUBTED_SHARE);
  const believedAfterMs = Math.min(BELIEVED_AFTER_MS, doubtedMs);
  /** Wall clock less running time: it changes only when somebody sets the clock, or the machine slept. */
  let offset: number | null = null;
  /** How far the record went at the last look: what was written since may be in the time after a jump. */
  let recordedUntil: number | null = null;

  const told = <T>(facet: string, schema: z.ZodType<T | null>): T | null =>
    schema.safeParse(store.facts.history(RECORD_SUBJECT, facet, 1)[0]?.value).data ?? null;
  /** Within the record, lest a clock that says 1970 makes it 50 years longer. */
  const tell = (facet: string, value: unknown) =>
    store.facts.record(RECORD_SUBJECT, facet, value, Math.max(clock.now(), recordedUntil ?? 0));

  const knownLeap = () => told('leap', leapFact);
  const behind = () => told('behind', behindFact);

  const leap = (): Leap | null => {
    const known = knownLeap();
    const now = clock.now();
    return known && known.to <= now + maxGapMs && now < known.to + believedAfterMs ? known : null;
  };

  const noteLeap = (from: number, now: number) => {
    if (now - from <= doubtedMs) return;
    // A second jump before the first was believed is part of it.
    const first = knownLeap();
    const isPart = first !== null && first.to <= from + maxGapMs && from < first.to + believedAfterMs;
    tell('leap', { from: isPart ? first.from : from, to: now });
    log.warn('the clock is far ahead of the record; nothing is forgotten for it yet', {
      recordedUntil: toIso(from),
    });
  };

  const noteJump = (byMs: number) => {
    if (Math.abs(byMs) < JUMP_MS) return;
    log.warn('the clock has jumped; the record goes on in order', { byMs: Math.round(byMs) });
    tell('clock', { byMs: Math.round(byMs) } satisfies ClockFact);
  };

  /** @returns whether the record is in order: nothing of it lies in the future */
  const settle = (now: number, lastAt: number): boolean => {
    const known = knownLeap();
    const lived = livedTime(known && known.to <= lastAt ? known : null);
    const doubt = behind();
    const believed = doubt !== null && now - doubt.since >= believedAfterMs;
    if (lived.of(lastAt) - lived.of(now) > doubtedMs && !believed) {
      if (doubt === null || now < doubt.since) {
        tell('behind', { since: now, record: lastAt });
        log.warn('the clock is far behind the record, which stays as it is', { record: toIso(lastAt) });
      }
      return false;
    }
    store.drawBack(now);
    recordedUntil = now;
    if (known !== null) tell('leap', null);
    return true;
  };

  return {
    look() {
      const now = clock.now();
      const lastAt = store.facts.extent()?.lastAt ?? null;
      const moved = offset === null ? 0 : now - clock.monotonic() - offset;
      if (offset === null && lastAt !== null) noteLeap(lastAt, now);
      if (moved > 0) noteLeap(Math.max(now - moved, recordedUntil ?? 0), now);
      offset = now - clock.monotonic();
      recordedUntil = lastAt;
      if (lastAt === null || lastAt <= now + maxGapMs) {
        if (behind() !== null) tell('behind', null);
        return noteJump(moved);
      }
      if (!settle(now, lastAt)) return;
      if (behind() !== null) tell('behind', null);
      noteJump(now - lastAt);
    },
    leap,
    trouble() {
      const now = clock.now();
      const ahead = leap();
      const doubt = behind();
      if (doubt !== null && doubt.record > now + maxGapMs) {
        return {
          code: 'internal',
          message: `The clock of this machine says ${toIso(now)}, long before the last that was recorded (${toIso(doubt.record)}): the record stays as it is, and what is seen now is hard to find in it`,
          hint: `Set the clock right. If it is right, the record is put in order to it after ${toIso(doubt.since + believedAfterMs)}.`,
          retryable: false,
        };
      }
      if (ahead === null) return null;
      return {
        code: 'internal',
        message: `The clock of this machine went ${Math.floor((ahead.to - ahead.from) / DAY_MS)} days ahead of the last that was recorded before (${toIso(ahead.from)}): until ${toIso(ahead.to + believedAfterMs)} nothing is forgotten for it`,
        hint: 'If the clock is wrong, set it right: the record is put in order to it. If it is right, there is nothing to do.',
        retryable: false,
      };
    },
  };
}
