import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { textAt } from '../connect/kubernetes/fields.ts';
import {
  isGone,
  type Kubernetes,
  KubernetesError,
  type Query,
  type WatchEvent,
} from '../connect/kubernetes/index.ts';
import { type Clock, stopwatch } from '../kernel/clock.ts';
import { OperatorError, type Problem, problemOf } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';

/**
 * Keeps a projection of one Kubernetes resource: lists it page by page, then watches, and always says
 * whether what it holds can be relied on. Rows keep their identity while nothing of them changes.
 */
export interface Reflector<Row> {
  rows(): ReadonlyMap<string, Row>;
  state(): ReflectorState;
  /** Returns its own undo. */
  subscribe(listener: (change: ReflectorChange<Row>) => void): () => void;
  start(): void;
  /** Resolves when the watch has ended. */
  stop(): Promise<void>;
}

export interface ReflectorState {
  /** `connecting` before the first complete list; `stale` when the rows may have missed changes. */
  phase: 'connecting' | 'live' | 'stale';
  /** Since when, epoch milliseconds. */
  since: number;
  /** The last moment the rows were known to be true, epoch milliseconds; null before the first list. */
  lastContactAt: number | null;
  problem: Problem | null;
}

export type ReflectorChange<Row> =
  /** The first list is complete: read `rows()`. */
  { kind: 'reset' } | { kind: 'delta'; upserted: Row[]; removed: string[] } | { kind: 'state' };

export interface Resource {
  /** `/api/v1/pods`. */
  path: string;
  query?: Query;
}

export interface ReflectorOptions<Row> {
  kubernetes: Pick<Kubernetes, 'listPages' | 'watch' | 'liveness'>;
  resource: Resource;
  /** Undefined for an object that is of no interest, now and later. */
  project(object: unknown): Row | undefined;
  keyOf(row: Row): string;
  clock: Clock;
  log: Log;
  /** 0 up to, not including, 1. */
  random?: () => number;
  onChange?: (change: ReflectorChange<Row>) => void;
}

/**
 * A page keeps the thread from everybody else while it is parsed: fifty pods are about half a megabyte, and the list as
 * a whole takes no longer than with larger pages, because the server makes the next one meanwhile.
 */
const PAGE_LIMIT = 50;
/** A watch is renewed about every five minutes, spread so that many do not end at once. */
const WATCH_SECONDS = { least: 240, most: 360 };
/** Bookmarks come about once a minute; two missing in a row is silence. */
const WATCH_IDLE_MS = 150_000;
/** A person watches, and the server's return must show within 5 s: so the cap is low. */
const BACK_OFF_MS = { first: 250, most: 2000 };
/**
 * What only a person can mend is soon not asked for every second. Only soon: an API server that has
 * just started refuses (403) what it allows a moment later, when it has read its roles.
 */
const REFUSED_BACK_OFF_MOST_MS = 30_000;
const MOST_REST_MS = 60_000;
/** A watch that lived so long was healthy, and the next failure starts with a short wait again. */
const HEALTHY_MS = 5000;
/** After so many failures of the server itself the old version may be what it fails on. */
const RELIST_AFTER_FAILURES = 3;

export function createReflector<Row>(options: ReflectorOptions<Row>): Reflector<Row> {
  const { kubernetes, resource, keyOf, clock, log } = options;
  const random = options.random ?? (() => randomInt(2 ** 32) / 2 ** 32);
  const listeners = new Set<(change: ReflectorChange<Row>) => void>();
  if (options.onChange) listeners.add(options.onChange);
  let rows = new Map<string, Row>();
  let state: ReflectorState = { phase: 'connecting', since: clock.now(), lastContactAt: null, problem: null };
  let watching = false;
  let wake = () => {};
  let running: { stop: AbortController; done: Promise<void> } | undefined;

  const emit = (change: ReflectorChange<Row>) => {
    for (const listener of [...listeners]) listener(change);
  };
  const contact = (at: number) => {
    state = { ...state, lastContactAt: Math.max(at, state.lastContactAt ?? at) };
  };
  const enter = (phase: ReflectorState['phase'], problem: Problem | null) => {
    if (state.phase === phase && isDeepStrictEqual(state.problem, problem)) return;
    const since = state.phase === phase ? state.since : clock.now();
    state = { ...state, phase, since, problem };
    emit({ kind: 'state' });
  };
  /** Before the first list there is nothing that could be stale. */
  const trouble = (problem: Problem) => enter(state.lastContactAt === null ? 'connecting' : 'stale', problem);

  const project = (object: unknown): Row | undefined => {
    try {
      return options.project(object);
    } catch (error) {
      log.error('reflector.project', { path: resource.path, error });
      return undefined;
    }
  };

  const list = async (signal: AbortSignal, limit: number): Promise<string> => {
    const next = new Map<string, Row>();
    const upserted: Row[] = [];
    let version = '';
    for await (const page of kubernetes.listPages(resource.path, { limit, query: resource.query, signal })) {
      version = page.resourceVersion;
      for (const item of page.items) {
        const row = project(item);
        if (row === undefined) continue;
        const key = keyOf(row);
        const known = rows.get(key);
        const same = known !== undefined && isDeepStrictEqual(known, row);
        next.set(key, same ? known : row);
        if (!same) upserted.push(row);
      }
    }
    const removed = [...rows.keys()].filter((key) => !next.has(key));
    rows = next;
    const first = state.lastContactAt === null;
    contact(clock.now());
    if (first) emit({ kind: 'reset' });
    else if (upserted.length > 0 || removed.length > 0) emit({ kind: 'delta', upserted, removed });
    return version;
  };

  const apply = (event: WatchEvent) => {
    contact(clock.now());
    if (event.type === 'BOOKMARK') return;
    const row = project(event.object);
    if (row === undefined) return;
    const key = keyOf(row);
    if (event.type === 'DELETED') {
      if (rows.delete(key)) emit({ kind: 'delta', upserted: [], removed: [key] });
      return;
    }
    if (isDeepStrictEqual(rows.get(key), row)) return;
    rows.set(key, row);
    emit({ kind: 'delta', upserted: [row], removed: [] });
  };

  /** Waits; the server's return ends the wait unless the server itself asked for rest. */
  const rest = (ms: number, wakeable: boolean, signal: AbortSignal): Promise<void> =>
    new Promise((done) => {
      const finish = () => {
        cancel();
        wake = () => {};
        signal.removeEventListener('abort', finish);
        done();
      };
      const cancel = clock.after(ms, finish);
      if (wakeable) wake = finish;
      signal.addEventListener('abort', finish, { once: true });
      if (signal.aborted) finish();
    });

  const run = async (signal: AbortSignal) => {
    /** Where the watch goes on; null asks for a new list. */
    let version: string | null = null;
    let failures = 0;
    let refusals = 0;
    let limit = PAGE_LIMIT;
    /** Half of it is chance, so that many who lost the same server do not return as one. */
    const backOffMs = (times: number, most: number) =>
      Math.min(BACK_OFF_MS.first * 2 ** (times - 1), most) * (0.5 + random() / 2);
    while (!signal.aborted) {
      let open: (() => number) | null = null;
      const settle = () => {
        watching = false;
        const healthy = open !== null && open() >= HEALTHY_MS;
        failures = healthy ? 0 : failures + 1;
      };
      try {
        version ??= await list(signal, limit);
        limit = PAGE_LIMIT;
        const { least, most } = WATCH_SECONDS;
        const watch = kubernetes.watch(resource.path, {
          ...(resource.query ? { query: resource.query } : {}),
          resourceVersion: version,
          timeoutSeconds: Math.round(least + random() * (most - least)),
          idleTimeoutMs: WATCH_IDLE_MS,
          signal,
          onOpen() {
            open = stopwatch(clock);
            watching = true;
            contact(clock.now());
            refusals = 0;
            enter('live', null);
          },
        });
        for await (const event of watch) {
          version = textAt(event.object, 'metadata', 'resourceVersion') ?? version;
          apply(event);
        }
        settle();
        if (failures > 0) await rest(backOffMs(failures, BACK_OFF_MS.most), true, signal);
      } catch (error) {
        settle();
        if (signal.aborted) return;
        trouble(problemOf(error));
        if (isGone(error)) {
          // A list whose pages were outrun is asked for in one piece, as client-go does.
          if (version === null) limit = 0;
          version = null;
          if (failures <= 1) continue;
        } else if (isServerFault(error) && failures >= RELIST_AFTER_FAILURES) {
          version = null;
        }
        const asked = error instanceof KubernetesError ? error.retryAfterMs : null;
        log.debug('reflector.retry', { path: resource.path, failures, error });
        refusals = needsPerson(error) ? refusals + 1 : 0;
        if (asked !== null) await rest(Math.min(asked, MOST_REST_MS), false, signal);
        else if (refusals > 0) await rest(backOffMs(refusals, REFUSED_BACK_OFF_MOST_MS), true, signal);
        else await rest(backOffMs(failures, BACK_OFF_MS.most), true, signal);
      }
    }
  };

  return {
    rows: () => rows,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      if (running) return;
      const stop = new AbortController();
      const unsubscribe = kubernetes.liveness.subscribe((verdict) => {
        if (!verdict.alive) trouble(verdict.problem);
        else if (watching) {
          contact(verdict.at);
          enter('live', null);
        } else if (verdict.recovered) wake();
      });
      running = { stop, done: run(stop.signal).finally(unsubscribe) };
    },
    async stop() {
      running?.stop.abort();
      await running?.done;
      running = undefined;
    },
  };
}

/** A resource once, projected page by page, for a command that asks and goes. */
export async function listRows<Row>(options: {
  kubernetes: Pick<Kubernetes, 'listPages'>;
  resource: Resource;
  project(object: unknown): Row | undefined;
  signal?: AbortSignal;
}): Promise<Row[]> {
  const { path, query } = options.resource;
  const rows: Row[] = [];
  const pages = options.kubernetes.listPages(path, { limit: PAGE_LIMIT, query, signal: options.signal });
  for await (const page of pages) {
    for (const item of page.items) {
      const row = options.project(item);
      if (row !== undefined) rows.push(row);
    }
  }
  return rows;
}

function isServerFault(error: unknown): boolean {
  return error instanceof KubernetesError && error.status >= 500;
}

function needsPerson(error: unknown): boolean {
  return (
    error instanceof OperatorError &&
    !isGone(error) &&
    (error.code === 'forbidden' || error.code === 'not-found' || error.code === 'kubeconfig')
  );
}
