import { afterEach, describe, expect, it, vi } from 'vitest';
import { startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { createHttpClient } from '../connect/http/client.ts';
import { timeExchange } from '../connect/route-times.ts';
import { type Clock, sleep, systemClock } from '../kernel/clock.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import type { Observation, Reading } from './observation.ts';
import { createProbeSchedule } from './probe-schedule.ts';
import type { Probe } from './probes/probe.ts';

const TIMEOUT_MS = 5000;
const TIME_SCALES = [1, 60, 3600];

afterEach(() => vi.restoreAllMocks());

/** How long the timers are to wait that are asked for while an exchange hangs. */
async function delaysAsked(exchange: (url: string, signal: AbortSignal) => Promise<unknown>) {
  const server = await startScriptedHttp();
  server.answer('*', () => {});
  const stop = new AbortController();
  const timers = vi.spyOn(globalThis, 'setTimeout');
  try {
    const hanging = exchange(server.url, stop.signal).catch(() => undefined);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    stop.abort();
    await hanging;
    return timers.mock.calls.map(([, delayMs]) => delayMs);
  } finally {
    await server.close();
  }
}

const reading = (responseTimeMs: number): Reading => ({
  ...{ status: 'operational', reason: null, reported: null, httpStatus: 200, responseTimeMs },
  ...{ version: null, hash: 'match', hashSeen: [], parts: [], detail: null, figures: {} },
});

function scheduleOf(clock: Clock, run: Probe['run'], onObservation: (it: Observation<Reading>) => void) {
  const probes: Probe[] = [{ subject: 'governance', source: 'GET /health', run }];
  const options = { intervalMs: 15_000, timeoutMs: TIMEOUT_MS, random: () => 0.5 };
  return createProbeSchedule({ probes, clock, onObservation, ...options });
}

describe.each(TIME_SCALES)('a time-out of 5 s at time scale %i is 5 s in life', (timeScale) => {
  it('for a request', async () => {
    const http = createHttpClient({ clock: systemClock({ timeScale }) });
    const delays = await delaysAsked((url, signal) => http.fetchText({ url, timeoutMs: TIMEOUT_MS, signal }));
    expect(delays).toContain(TIMEOUT_MS);
    await http.close();
  });

  it('for an exchange whose parts are timed', async () => {
    const clock = systemClock({ timeScale });
    const delays = await delaysAsked((url, signal) =>
      timeExchange({ url, what: 'Governance', timeoutMs: TIMEOUT_MS, clock, signal }),
    );
    expect(delays).toContain(TIMEOUT_MS);
  });

  it('for a probe, which comes again every 15 s of the clock', async () => {
    const clock = manualClock(undefined, timeScale);
    const seen: Observation<Reading>[] = [];
    const schedule = scheduleOf(
      clock,
      () => new Promise(() => {}),
      (it) => seen.push(it),
    );
    schedule.start();
    await clock.advance(TIMEOUT_MS * timeScale - 1);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen[0]).toMatchObject({ durationMs: TIMEOUT_MS, result: { ok: false } });
    schedule.stop();
  });
});

describe.each(TIME_SCALES)('an answer after 5 ms at time scale %i', (timeScale) => {
  it('took 5 ms, and the next look is due 15 s of the clock after the last', async () => {
    const clock = manualClock(undefined, timeScale);
    const seen: Observation<Reading>[] = [];
    const begun: number[] = [];
    const answer = async () => {
      begun.push(clock.now());
      await sleep(clock.real, 5);
      return reading(5);
    };
    const schedule = scheduleOf(clock, answer, (it) => seen.push(it));
    schedule.start();
    await clock.advance(60_000 + 15_000 * timeScale);
    schedule.stop();
    expect(seen[0]).toMatchObject({ durationMs: 5, result: { ok: true } });
    const [first = 0, second = 0] = begun;
    // A look that takes longer than the interval is followed at once.
    expect(second - first).toBe(Math.max(15_000, 5 * timeScale));
  });
});
