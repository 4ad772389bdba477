import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import { createSlices } from '../../kernel/slices.ts';
import { filesOf, filesOfAll } from '../../observe/log-files/files.ts';
import { followLines } from '../../observe/log-files/follow.ts';
import type { Unread } from '../../observe/log-files/newest-bytes.ts';
import { linesWith } from '../../observe/log-files/search.ts';
import type { Actor } from '../../operate/actor.ts';
import type { ViolationRecords } from '../../store/compliance/violations.ts';
import type { Samples } from '../../store/samples/index.ts';
import type { Assessment } from '../assessment.ts';
import { createViolationBook, type StepJournal } from './book.ts';
import { type ViolationsFrame, violationFrames } from './frames.ts';
import { sightingsInCounters } from './from-counters.ts';
import { createLogLooks } from './from-logs.ts';
import { type LogFrame, lineFrames } from './log-frames.ts';
import type { FiledText } from './log-line.ts';
import { type LogPage, newestLines } from './log-search.ts';
import { createViolationOperations, type ViolationOperations } from './operations.ts';
import { quietSince } from './quiet.ts';
import { type CountedUntil, sightingsOf } from './sighting.ts';
import { shown, shownAt, stepsShown, type Violation, type ViolationStep } from './view.ts';

export { type FiledText, readFiled } from './log-line.ts';
export type { ViolationOperations } from './operations.ts';
export type { Violation } from './view.ts';

/** What was seen that the constitution does not allow, and what becomes of it. */
export interface Violations {
  operations: ViolationOperations;
  /** Those that are not over, then those of the last 30 days; newest first. With a moment, as it was then. */
  list(at?: number | null): Violation[];
  /** The id that begins so; what no id begins with as it is. @throws OperatorError `usage` when several do */
  find(beginning: string): string;
  /** @throws OperatorError `not-found` */
  get(id: string, at?: number | null): Violation & { steps: ViolationStep[] };
  /** For a screen, again after every change. */
  frames(at: number | null, signal?: AbortSignal): AsyncGenerator<ViolationsFrame, void, void>;
  /** Takes what a validation found in the parts that it looked at, with what counters and logs tell beside it. */
  observe(
    found: Pick<Assessment, 'mode' | 'checkedAt' | 'parts'>,
    /** `tell` is told, a line each, what there was no time to look at. */
    options?: { signal?: AbortSignal | undefined; tell?: ((line: string) => void) | undefined },
  ): Promise<void>;
  /** Whether the profile names compliance logs. */
  hasLogs: boolean;
  /**
   * Lines of the compliance logs that hold every word, the oldest first.
   *
   * @param options.onRead told again and again how far it has come, in bytes of all files
   * @throws OperatorError when a file may not be read
   */
  search(options: {
    words: readonly string[];
    signal?: AbortSignal | undefined;
    onRead?: (bytes: number, ofBytes: number) => void;
  }): AsyncGenerator<FiledText, void, void>;
  /** The newest lines that hold every word, of all that do; with a moment, of those that say a time until then. */
  newest(options: {
    words: readonly string[];
    limit: number;
    at: number | null;
    signal: AbortSignal | undefined;
  }): Promise<LogPage>;
  /** Lines that hold every word as they are added, for a screen. */
  added(words: readonly string[], signal?: AbortSignal): AsyncGenerator<LogFrame, void, void>;
  /** Lines as they are added, until the signal is aborted. */
  follow(signal: AbortSignal): AsyncGenerator<FiledText, void, void>;
  subscribe(listener: () => void): () => void;
}

const DAY_MS = 86_400_000;
const SHOWN_MS = 30 * DAY_MS;
const MOST_SHOWN = 1000;
/** Counters and logs are looked at so far back by the first look; what was counted before is not counted again. */
const FIRST_LOOK_MS = DAY_MS;

export function createViolations(options: {
  records: ViolationRecords;
  samples: Pick<Samples, 'series' | 'points'>;
  journal: StepJournal;
  /** Patterns of compliance logs on this machine. */
  logs: readonly string[];
  actor: () => Actor;
  clock: Clock;
  redactor: Redactor;
}): Violations {
  const { records, samples, logs, clock, redactor } = options;
  const listeners = new Set<() => void>();
  const onChange = () => {
    for (const listener of [...listeners]) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const hasLogs = logs.length > 0;
  const book = createViolationBook(options);
  const countedUntil: CountedUntil = (component, rule) => records.newestOf(component, rule)?.lastSeenAt ?? 0;
  let lookedAt: number | null = null;
  /** From when on the logs have been read without a gap. */
  let readSince = clock.now() - FIRST_LOOK_MS;

  const inLogs = createLogLooks({ patterns: logs, since: clock.now() - FIRST_LOOK_MS, countedUntil, clock });
  const shownText = (text: string) => redactor.text(text);
  const readable = async function* (lines: AsyncGenerator<FiledText, void, void>) {
    try {
      for await (const { file, text } of lines) yield { file, text: shownText(text) };
    } catch (error) {
      throw unreadable(error);
    }
  };
  async function* allLines({ words, signal, onRead }: Parameters<Violations['search']>[0]) {
    const files = await filesOfAll(logs);
    const ofBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    for (const { path, name, bytes } of files) {
      const read = (position: number) => onRead?.(before + position, ofBytes);
      for await (const text of linesWith(path, { words, clock, signal, onRead: read })) {
        yield { file: name, text };
      }
      before += bytes;
    }
  }
  /** The pattern whose newest file is the newest of all. */
  const livePattern = async (): Promise<string | undefined> => {
    const newest = await Promise.all(
      logs.map(async (pattern) => ({ pattern, at: (await filesOf(pattern)).at(-1)?.changedAt ?? 0 })),
    );
    return newest.sort((a, b) => b.at - a.at)[0]?.pattern;
  };

  const list = (at: number | null = null) => {
    const kept = records.list({ since: (at ?? clock.now()) - SHOWN_MS, limit: MOST_SHOWN });
    if (at === null) return kept.map(shown);
    return kept
      .flatMap((it) => shownAt(it, records.steps(it.id), at) ?? [])
      .sort((a, b) => Number(a.state === 'verified') - Number(b.state === 'verified'));
  };
  const search: Violations['search'] = (options) => readable(allLines(options));
  async function* follow(signal: AbortSignal) {
    const pattern = await livePattern();
    if (pattern !== undefined) yield* readable(followLines(pattern, { clock, signal }));
  }

  return {
    operations: createViolationOperations({ ...options, onChange }),
    list,
    find(beginning) {
      const ids = list().flatMap(({ id }) => (id.startsWith(beginning) ? [id] : []));
      const [only] = ids;
      if (beginning !== '' && ids.length > 1) {
        throw new OperatorError(
          'usage',
          `${ids.length} violations begin with ${beginning}: write more of it`,
        );
      }
      return beginning === '' || only === undefined ? beginning : only;
    },
    get(id, at = null) {
      const stored = records.get(id);
      const steps = stored ? records.steps(id) : [];
      const found = stored && (at === null ? shown(stored) : shownAt(stored, steps, at));
      if (!found) {
        throw new OperatorError('not-found', `There is no violation ${id}${at === null ? '' : ' by then'}`, {
          hint: 'acgs compliance violations lists those there are.',
        });
      }
      return { ...found, steps: stepsShown(steps, at) };
    },
    frames: (at, signal) => violationFrames({ list, hasLogs, subscribe }, { at, clock, signal }),
    async observe(found, { signal, tell } = {}) {
      const now = clock.now();
      const since = lookedAt ?? now - FIRST_LOOK_MS;
      const { seen, well } = sightingsOf(found);
      const told = await inLogs.look(signal).catch((error: unknown) => {
        // That a log cannot be read is told to whoever reads it; what a check found is kept all the same.
        if (isSystemError(error)) return null;
        throw error;
      });
      if (told === null || told.unread.length > 0) readSince = now;
      for (const part of told?.unread ?? []) tell?.(unreadLine(part));
      lookedAt = now;
      const inCounters = sightingsInCounters(samples, { since, now, countedUntil });
      // What was looked at is kept, whoever has left meanwhile.
      const slices = createSlices(clock, undefined);
      await book.observe([...seen, ...inCounters, ...redactor.data(told?.seen ?? [])], well, now, slices);
      const logsRead = told && { since: readSince, writtenAt: told.writtenAt };
      book.settle((known, fixedAt) => quietSince(known, fixedAt, { now, samples, logs: logsRead }), now);
      onChange();
    },
    hasLogs,
    search,
    async newest({ at, ...wanted }) {
      if (!hasLogs) throw noLogs();
      try {
        const files = await filesOfAll(logs);
        return await newestLines(files, { ...wanted, until: at, shown: shownText, clock });
      } catch (error) {
        throw unreadable(error);
      }
    },
    added(words, signal) {
      if (!hasLogs) throw noLogs();
      return lineFrames({ open: follow, words, clock, signal });
    },
    follow,
    subscribe,
  };
}

function noLogs(): OperatorError {
  return new OperatorError('not-configured', 'The profile names no compliance logs', {
    hint: 'Name them: compliance: { logs: ["/var/log/acgs/compliance_*.log"] }.',
  });
}

/** @param error as it was thrown while a log was read */
function unreadable(error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return new OperatorError('forbidden', `A compliance log cannot be read: ${error.code}`, {
    hint: 'The profile names them under compliance.logs; whoever runs the control center has to be allowed to read them.',
  });
}

function unreadLine({ name, bytes }: Unread): string {
  const size = Math.ceil(bytes / 1_048_576);
  return `Of the compliance log ${name}, ${size} MiB were not looked at for violations: only the newest were`;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}
