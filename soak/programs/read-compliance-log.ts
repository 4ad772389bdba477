import { rename, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { watchLoop } from '../../bench/subjects/loop-delay.ts';
import { createViolations } from '../../src/core/compliance/violations/index.ts';
import { systemClock, toIso } from '../../src/core/kernel/clock.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { openStore } from '../../src/core/store/index.ts';

/**
 * `read-compliance-log WORK LOG DATA`: does one thing with a compliance log as the product does it, and says in JSON how
 * long that took, for how long the main thread was kept in one piece and how long it worked in one, what memory it came to, and what was found.
 */
const [work = '', log = '', data = ''] = process.argv.slice(2);
const WORD = 'compliance_violation';
const store = openStore(data, 60_000);
const clock = systemClock();
const followed = join(dirname(log), 'followed_*.log');
const violations = createViolations({
  ...{ records: store.violations, samples: store.samples, journal: { append: () => undefined } },
  ...{ logs: [work === 'follow' || work === 'leave' ? followed : log], clock, redactor: createRedactor() },
  actor: () => ({ name: 'soak', operator: null }),
});

async function counted(lines: AsyncIterable<unknown>): Promise<string> {
  let total = 0;
  for await (const _ of lines) total += 1;
  return `${total} lines`;
}

async function page(words: string[], at: number | null): Promise<string> {
  const found = await violations.newest({ words, limit: 500, at, signal: undefined });
  return `${found.lines.length} of ${found.total} lines, ${Math.round(found.unreadBytes / 1e6)} MB before not searched`;
}

/** The most that the main thread itself worked between two turns, whatever else the machine had to do. */
function watchWork(): () => number {
  let [last, most] = [process.threadCpuUsage(), 0];
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(last);
    last = process.threadCpuUsage();
    most = Math.max(most, (user + system) / 1000);
  }, 1);
  return () => most;
}

/** The log comes as that of the next day, whole, while the one before is followed. */
async function follow(isLeft: boolean): Promise<string> {
  const stop = new AbortController();
  const frames = violations.added([], stop.signal);
  await frames.next();
  const next = join(dirname(log), 'followed_2.log');
  await delay(1000);
  await utimes(log, new Date(), new Date());
  await rename(log, next);
  let [lines, dropped, most, quiet] = [0, 0, 0, 0];
  const leave = isLeft ? setTimeout(() => stop.abort(), 2000) : undefined;
  const waiting = setInterval(() => {
    quiet += 1;
    // Nothing more has come for as long as it looks for more twice.
    if (quiet > 8 && lines > 0) stop.abort();
    if (quiet > 240) stop.abort();
  }, 250);
  for await (const frame of frames) {
    quiet = 0;
    lines += frame.lines.length;
    dropped += frame.dropped;
    most = Math.max(most, frame.lines.length);
  }
  clearInterval(waiting);
  clearTimeout(leave);
  await rename(next, log);
  return `${lines} lines shown, ${dropped} there was no room for, at most ${most} at once`;
}

const WORKS: Record<string, () => Promise<string>> = {
  look: async () => {
    const told: string[] = [];
    const at = toIso(clock.now());
    await violations.observe(
      { mode: 'quick', checkedAt: at, parts: [] },
      { tell: (line) => told.push(line) },
    );
    return [`${violations.list().length} violations`, ...told].join('; ');
  },
  'look-again': async () => {
    const at = toIso(clock.now());
    await violations.observe({ mode: 'quick', checkedAt: at, parts: [] });
    return `${violations.list().length} violations`;
  },
  newest: () => page([], null),
  'newest-with-word': () => page([WORD], null),
  'newest-of-then': async () => page([WORD], (await stat(log)).mtimeMs - 14_400_000),
  'search-word': () => counted(violations.search({ words: [WORD] })),
  'search-all': () => counted(violations.search({ words: [] })),
  follow: () => follow(false),
  leave: () => follow(true),
};

const doIt = WORKS[work];
if (!doIt) throw new Error(`There is no work ${work} for ${basename(log)}`);
if (work === 'look-again') await WORKS.look?.();
const loop = watchLoop();
// The monitor's own first turns are not what is asked for.
await delay(50);
loop.restart();
await delay(20);
const worked = watchWork();
const startedAt = performance.now();
const found = await doIt();
const seconds = (performance.now() - startedAt) / 1000;
await delay(5);
const rssMiB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, blockMs: loop.read().maxMs, workMs: worked(), rssMiB, found }));
store.close();
process.exit(0);
