import type { Cancel, Clock } from '../kernel/clock.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Store } from '../store/index.ts';
import type { TableWriter } from '../store/tables/index.ts';

/** A table that is watched, as far as writing it down needs to know it. */
export interface RecordedSource<Row> {
  rows(): ReadonlyMap<string, Row>;
  subscribe(
    listener: (
      change:
        | { kind: 'reset' }
        | { kind: 'delta'; upserted: readonly Row[]; removed: readonly string[] }
        | { kind: 'state' },
    ) => void,
  ): () => void;
  /** `lastContactAt` is null while nobody watches it: its rows then say nothing. */
  state(): { phase: string; lastContactAt: number | null; problem: Problem | null };
}

export interface TableRecorder {
  /**
   * Writes a table down from now on, under a name of its own.
   *
   * @param stored what is kept of a row: what a screen may see, without secrets.
   * @param leastMs a row that changes more often is written once in this time.
   * @returns its own undo.
   */
  add<Row extends { key: string }>(
    name: string,
    source: RecordedSource<Row>,
    stored: (row: Row) => unknown,
    leastMs?: number,
  ): () => void;
  /** Writes what has changed and is not written yet. */
  flush(): Promise<void>;
  /** The last changes are written before it resolves. */
  stop(): Promise<void>;
}

/** What the fact of a table's watch holds. */
export interface WatchFact {
  phase: string;
  problem: Pick<Problem, 'code' | 'message' | 'hint'> | null;
}

/** Conflation: with 200 changes a second this makes one small write of a thousand. */
const TICK_MS = 5000;

/** The subject of the facts that say when a table was looked at. */
export function tableSubject(name: string): string {
  return `table ${name}`;
}

/**
 * Writes tables down as they change. A change costs the watching thread one entry in a set; what is
 * written is written every few seconds, in slices, and compressed beside the thread.
 */
export function createTableRecorder(options: {
  store: Pick<Store, 'facts' | 'tables'>;
  clock: Clock;
  log: Log;
}): TableRecorder {
  const { store, clock, log } = options;
  const records = new Set<{ write(all: boolean): Promise<void>; undo: () => void }>();
  let cancel: Cancel | null = null;
  let writing: Promise<void> = Promise.resolve();
  let stopped = false;

  const writeAll = (all: boolean): Promise<void> => {
    writing = writing.then(async () => {
      for (const record of [...records]) {
        try {
          await record.write(all);
        } catch (error) {
          log.error('a table of the cluster cannot be written to the record', { error });
        }
      }
    });
    return writing;
  };
  const tick = () => {
    cancel = clock.after(TICK_MS, () => {
      void writeAll(false).then(() => {
        if (!stopped) tick();
      });
    });
  };

  return {
    add(name, source, stored, leastMs = TICK_MS) {
      const changed = new Set<string>();
      let writer: TableWriter | null = null;
      let whole = true;
      let writtenAt = Number.NEGATIVE_INFINITY;
      const undo = source.subscribe((change) => {
        if (change.kind === 'reset') whole = true;
        else if (change.kind === 'delta') {
          for (const row of change.upserted) changed.add(row.key);
          for (const key of change.removed) changed.add(key);
        }
      });
      const record = {
        undo,
        async write(all: boolean) {
          const { phase, lastContactAt, problem } = source.state();
          if (lastContactAt === null) {
            changed.clear();
            whole = true;
            return;
          }
          const live = phase === 'live';
          const watch: WatchFact = { phase, problem: live ? null : problem && said(problem) };
          store.facts.record(tableSubject(name), 'watch', watch, live ? lastContactAt : clock.now());
          const now = clock.monotonic();
          if (!whole && (changed.size === 0 || (!all && now - writtenAt < leastMs))) return;
          writer ??= store.tables.writer(name);
          const keyframe = whole || writer.wantsKeyframe();
          const rows = source.rows();
          const keys = keyframe ? [...rows.keys()] : [...changed];
          const entries = keys.map((key) => [key, rows.get(key) ?? null] as const);
          changed.clear();
          whole = false;
          writtenAt = now;
          try {
            await writer.write(clock.now(), entries, keyframe, stored);
          } catch (error) {
            // What could not be written is written again as a whole.
            whole = true;
            throw error;
          }
        },
      };
      records.add(record);
      if (!cancel && !stopped) tick();
      return () => {
        undo();
        records.delete(record);
      };
    },
    flush: () => writeAll(true),
    async stop() {
      stopped = true;
      cancel?.();
      await writeAll(true);
      for (const { undo } of records) undo();
    },
  };
}

function said({ code, message, hint }: Problem): WatchFact['problem'] {
  return { code, message, hint };
}
