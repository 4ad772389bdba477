import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textAt } from '../connect/kubernetes/fields.ts';
import {
  type Kubernetes,
  KubernetesError,
  type Page,
  type Verdict,
  type WatchEvent,
} from '../connect/kubernetes/index.ts';
import { type ErrorCode, OperatorError } from '../kernel/errors.ts';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createReflector, type Reflector, type ReflectorChange } from './reflector.ts';

interface Row {
  name: string;
  value: string;
}

/** One watch as the test holds it: it says events and ends it. */
interface OpenWatch {
  resourceVersion: string;
  timeoutSeconds: number;
  say(...events: WatchEvent[]): Promise<void>;
  end(error?: Error): Promise<void>;
}

let clock: ManualClock;
let lists: (number | undefined)[];
let watches: OpenWatch[];
let listing: () => Page[];
let opening: () => void;
let listeners: Set<(verdict: Verdict) => void>;
let changes: ReflectorChange<Row>[];
let reflector: Reflector<Row>;

const kubernetes: Pick<Kubernetes, 'listPages' | 'watch' | 'liveness'> = {
  async *listPages(_path, options) {
    lists.push(options?.limit);
    yield* listing();
  },
  async *watch(_path, { resourceVersion, timeoutSeconds, signal, onOpen }) {
    const queue: (WatchEvent | { error: Error | undefined })[] = [];
    let wake = () => {};
    const push = async (item: (typeof queue)[number]) => {
      queue.push(item);
      wake();
      await clock.advance(0);
    };
    signal?.addEventListener('abort', () => push({ error: new OperatorError('stopped', 'stopped') }));
    watches.push({
      resourceVersion,
      timeoutSeconds,
      say: async (...events) => {
        for (const event of events) await push(event);
      },
      end: (error) => push({ error }),
    });
    opening();
    onOpen?.();
    while (true) {
      const item = queue.shift();
      if (item === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ('error' in item) {
        if (item.error) throw item.error;
        return;
      } else {
        yield item;
      }
    }
  },
  liveness: {
    problem: () => null,
    askNow() {},
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  },
};

beforeEach(() => {
  clock = manualClock();
  lists = [];
  watches = [];
  listeners = new Set();
  changes = [];
  listing = () => [page('10', thing('a', '1'), thing('b', '1'))];
  opening = () => {};
  reflector = createReflector<Row>({
    kubernetes,
    resource: { path: '/things' },
    project(object) {
      const name = textAt(object, 'metadata', 'name');
      return name === null ? undefined : { name, value: textAt(object, 'value') ?? '' };
    },
    keyOf: (row) => row.name,
    clock,
    log: silentLog,
    random: () => 0.5,
    onChange: (change) => changes.push(change),
  });
});

afterEach(async () => {
  await reflector.stop();
  expect(clock.pending()).toBe(0);
  expect(listeners.size).toBe(0);
});

function thing(name: string, value: string, resourceVersion = '11') {
  return { metadata: { name, resourceVersion }, value };
}

function page(resourceVersion: string, ...items: unknown[]): Page {
  return { items, resourceVersion, continue: null, remaining: null };
}

function answered(status: number, code: ErrorCode, retryAfterMs: number | null = null): KubernetesError {
  return new KubernetesError(code, `answered ${status}`, { status, reason: null, retryAfterMs });
}

async function start(): Promise<OpenWatch> {
  reflector.start();
  await clock.advance(0);
  return lastWatch();
}

function lastWatch(): OpenWatch {
  const watch = watches.at(-1);
  if (!watch) throw new Error('no watch is open');
  return watch;
}

function rows(): string[] {
  return [...reflector.rows().values()].map(({ name, value }) => `${name}=${value}`).sort();
}

function deltas(): unknown[] {
  return changes.filter(({ kind }) => kind === 'delta');
}

describe('a reflector', () => {
  it('lists all pages, then watches from the version of the list', async () => {
    listing = () => [page('10', thing('a', '1')), page('10', thing('b', '1'), { odd: true })];
    expect(reflector.state()).toMatchObject({ phase: 'connecting', lastContactAt: null });
    const watch = await start();
    expect(rows()).toEqual(['a=1', 'b=1']);
    expect(lists).toEqual([50]);
    expect(watch).toMatchObject({ resourceVersion: '10', timeoutSeconds: 300 });
    expect(reflector.state()).toMatchObject({
      phase: 'live',
      since: clock.now(),
      lastContactAt: clock.now(),
      problem: null,
    });
    expect(changes).toEqual([{ kind: 'reset' }, { kind: 'state' }]);
  });

  it('follows what is added, changed and deleted', async () => {
    const watch = await start();
    await watch.say(
      { type: 'ADDED', object: thing('c', '1') },
      { type: 'MODIFIED', object: thing('a', '2') },
      { type: 'DELETED', object: thing('b', '1') },
    );
    expect(rows()).toEqual(['a=2', 'c=1']);
    expect(deltas()).toEqual([
      { kind: 'delta', upserted: [{ name: 'c', value: '1' }], removed: [] },
      { kind: 'delta', upserted: [{ name: 'a', value: '2' }], removed: [] },
      { kind: 'delta', upserted: [], removed: ['b'] },
    ]);
  });

  it('says nothing of changes that do not show in its rows', async () => {
    const watch = await start();
    const before = reflector.rows().get('a');
    await watch.say({ type: 'MODIFIED', object: thing('a', '1', '99') });
    expect(deltas()).toEqual([]);
    expect(reflector.rows().get('a')).toBe(before);
  });

  it('goes on from the last version seen, bookmarks included, when a watch ends', async () => {
    const watch = await start();
    await watch.say({ type: 'ADDED', object: thing('c', '1', '12') });
    await watch.say({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '40' } } });
    await clock.advance(300_000);
    await watch.end();
    expect(watches).toHaveLength(2);
    expect(lastWatch().resourceVersion).toBe('40');
    expect(lists).toHaveLength(1);
    expect(reflector.state().phase).toBe('live');
  });

  it('is stale as soon as a watch breaks, and goes on from its version', async () => {
    const watch = await start();
    await watch.say({ type: 'ADDED', object: thing('c', '1', '12') });
    const lastContactAt = clock.now();
    await clock.advance(60_000);
    await watch.end(new OperatorError('unreachable', 'the connection was cut'));
    expect(reflector.state()).toEqual({
      phase: 'stale',
      since: clock.now(),
      lastContactAt,
      problem: { code: 'unreachable', message: 'the connection was cut', hint: null, retryable: true },
    });
    expect(rows()).toEqual(['a=1', 'b=1', 'c=1']);
    await clock.advance(300);
    expect(lastWatch().resourceVersion).toBe('12');
    expect(reflector.state()).toMatchObject({ phase: 'live', problem: null });
    expect(lists).toHaveLength(1);
  });

  it.each([
    ['inside the watch', (watch: OpenWatch) => watch.end(answered(410, 'not-found'))],
    [
      'in answer to the watch',
      (watch: OpenWatch) => {
        opening = () => {
          opening = () => {};
          throw answered(410, 'not-found');
        };
        return watch.end(new OperatorError('unreachable', 'cut'));
      },
    ],
  ])('lists anew when its version is gone %s, and tells only the difference', async (_where, fail) => {
    const watch = await start();
    const before = reflector.rows().get('a');
    listing = () => [page('50', thing('a', '1'), thing('d', '1'))];
    await fail(watch);
    await clock.advance(1000);
    expect(lists).toHaveLength(2);
    expect(lastWatch().resourceVersion).toBe('50');
    expect(deltas()).toEqual([{ kind: 'delta', upserted: [{ name: 'd', value: '1' }], removed: ['b'] }]);
    expect(reflector.rows().get('a')).toBe(before);
    expect(reflector.state().phase).toBe('live');
  });

  it('asks for the list in one piece when its pages were outrun', async () => {
    let asked = 0;
    listing = () => {
      asked += 1;
      if (asked === 1) throw answered(410, 'not-found');
      return [page('10', thing('a', '1'))];
    };
    await start();
    expect(lists).toEqual([50, 0]);
    expect(rows()).toEqual(['a=1']);
  });

  it('keeps the old rows when a new list fails half-way', async () => {
    const watch = await start();
    listing = () => {
      throw answered(500, 'server-error');
    };
    await watch.end(answered(410, 'not-found'));
    expect(rows()).toEqual(['a=1', 'b=1']);
    expect(reflector.state()).toMatchObject({ phase: 'stale', problem: { code: 'server-error' } });
  });

  it('lists anew when the server keeps failing on the old version', async () => {
    const watch = await start();
    opening = () => {
      throw answered(504, 'server-error');
    };
    await watch.end(answered(504, 'server-error'));
    await clock.advance(5000);
    expect(lists.length).toBeGreaterThan(1);
  });

  it('waits longer and longer, at most 2 s, and starts over after a healthy spell', async () => {
    listing = () => {
      throw new OperatorError('unreachable', 'refused');
    };
    const tries: number[] = [];
    await start().catch(() => {});
    const startedAt = clock.now();
    for (let before = lists.length; tries.length < 7; ) {
      await clock.advance(125 / 4);
      if (lists.length > before) tries.push(clock.now() - startedAt);
      before = lists.length;
    }
    const waits = tries.map((at, index) => at - (tries[index - 1] ?? 0));
    // Half of each wait is chance, which this test holds at its middle: three quarters of the ceiling.
    expect(waits).toEqual([187.5, 375, 750, 1500, 1500, 1500, 1500]);
    expect(reflector.state()).toMatchObject({ phase: 'connecting', problem: { code: 'unreachable' } });

    listing = () => [page('10', thing('a', '1'))];
    await clock.advance(2000);
    await clock.advance(60_000);
    const count = watches.length;
    await lastWatch().end(new OperatorError('unreachable', 'cut'));
    await clock.advance(200);
    expect(watches).toHaveLength(count + 1);
  });

  it('does not spin on a server that ends every watch at once', async () => {
    opening = () => {
      const watch = lastWatch();
      queueMicrotask(() => void watch.end());
    };
    reflector.start();
    await clock.advance(60_000);
    expect(watches.length).toBeLessThan(60);
    expect(reflector.state().phase).toBe('live');
    opening = () => {};
    await clock.advance(2000);
  });

  it('rests as long as the server asks, whoever says that it is back', async () => {
    const watch = await start();
    opening = () => {
      throw answered(429, 'throttled', 20_000);
    };
    await watch.end(new OperatorError('unreachable', 'cut'));
    await clock.advance(1000);
    expect(watches).toHaveLength(2);
    opening = () => {};
    for (const listener of listeners) listener({ alive: true, at: clock.now(), recovered: true });
    await clock.advance(18_000);
    expect(watches).toHaveLength(2);
    await clock.advance(2000);
    expect(reflector.state().phase).toBe('live');
  });

  it('asks ever less often for what it may not see, but soon at first', async () => {
    listing = () => {
      throw answered(403, 'forbidden');
    };
    await start().catch(() => {});
    await clock.advance(1000);
    expect(lists.length).toBeGreaterThan(2);
    await clock.advance(120_000);
    const before = lists.length;
    await clock.advance(60_000);
    expect(lists.length - before).toBeLessThan(4);
    expect(reflector.state().problem?.code).toBe('forbidden');
  });

  describe('with the liveness of its connection', () => {
    const problem = { code: 'timeout' as const, message: 'no answer', hint: null, retryable: true };
    const tell = (verdict: Verdict) => {
      for (const listener of listeners) listener(verdict);
    };

    it('is stale while the server is silent and live again when the same watch still stands', async () => {
      await start();
      tell({ alive: false, problem });
      expect(reflector.state()).toMatchObject({ phase: 'stale', problem });
      await clock.advance(1000);
      tell({ alive: true, at: clock.now(), recovered: true });
      expect(reflector.state()).toMatchObject({ phase: 'live', lastContactAt: clock.now(), problem: null });
      expect(watches).toHaveLength(1);
    });

    it('knows its rows to be true at each answer', async () => {
      await start();
      await clock.advance(7000);
      tell({ alive: true, at: clock.now(), recovered: false });
      expect(reflector.state().lastContactAt).toBe(clock.now());
    });

    it('tries at once when the server is back', async () => {
      const watch = await start();
      opening = () => {
        throw new OperatorError('unreachable', 'refused');
      };
      await watch.end(new OperatorError('unreachable', 'cut'));
      await clock.advance(10_000);
      opening = () => {};
      const count = watches.length;
      tell({ alive: true, at: clock.now(), recovered: true });
      await clock.advance(0);
      expect(watches).toHaveLength(count + 1);
      expect(reflector.state().phase).toBe('live');
    });
  });

  it('survives an object that its projection cannot read', async () => {
    await reflector.stop();
    reflector = createReflector<Row>({
      kubernetes,
      resource: { path: '/things' },
      project(object) {
        const name = textAt(object, 'metadata', 'name') ?? '';
        if (name === 'b') throw new TypeError('odd');
        return { name, value: '' };
      },
      keyOf: (row) => row.name,
      clock,
      log: silentLog,
    });
    await start();
    expect(rows()).toEqual(['a=']);
  });
});
