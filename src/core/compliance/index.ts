import { randomUUID } from 'node:crypto';
import type { Threshold, ThresholdId } from '../connect/profile/thresholds.ts';
import { thresholdOf } from '../connect/profile/thresholds.ts';
import type { CourseRange, CourseSheet } from '../health/courses/index.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import { problemOf } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { stayOpen } from '../kernel/stay-open.ts';
import type { AssessmentRow, ComplianceRecords } from '../store/compliance/index.ts';
import type { ItemRun } from '../store/compliance/items.ts';
import type { Samples } from '../store/samples/index.ts';
import { type Assessment, type Mode, type Part, type PartId, WHOLE_MODES } from './assessment.ts';
import type { Collector, Look } from './collector.ts';
import { createCourse } from './course/index.ts';
import { createItemCourse, type ItemCourse } from './course/items.ts';
import { partOf, scoreOf, verdictOf } from './judge.ts';
import { changesSince, lineOf } from './lines.ts';
import { infoOf, PARTS, type PartInfo, targetOf } from './parts.ts';
import type { Policies } from './policy/index.ts';
import { createRoutine, gistOf } from './routine.ts';
import { prepareTrend, recordTrend } from './trend.ts';
import type { Violations } from './violations/index.ts';

export { type Assessment, MODES, type Part, type State, type Verdict } from './assessment.ts';

/** Whether the system keeps to its constitution, and what that is known from. */
export interface Compliance {
  /** What was seen that it does not allow; each validation adds to them. */
  violations: Violations;
  policies: Policies;
  /**
   * Looks for evidence now, and keeps what was found. `quick` goes by what is known already, where it is.
   *
   * @throws the signal's reason when it is aborted
   */
  validate(options: {
    mode: Mode;
    signal?: AbortSignal | undefined;
    tell?: (line: string) => void;
    /** Told of each part when it has been looked at. */
    onPart?: (part: Part) => void;
  }): Promise<Assessment>;
  /** What the last validation found at or before a moment, epoch milliseconds; null when there was none. */
  latest(at?: number | null): Assessment | null;
  /**
   * Looks at one part alone, and keeps nothing.
   *
   * @throws the signal's reason when it is aborted
   */
  part(id: PartId, signal?: AbortSignal): Promise<Part>;
  /** The last look at everything half a day or more before a moment, epoch milliseconds: what is compared with. */
  before(at: number): Assessment | undefined;
  /** @returns undefined when there is none of that id */
  assessment(id: string): Assessment | undefined;
  /** Validations begun within a range, epoch milliseconds; the newest first. */
  list(range: { from: number; to: number; limit: number }): AssessmentRow[];
  /** The score and its parts over time, as it is drawn. */
  course(range: Omit<CourseRange, 'signal'>): CourseSheet;
  /** The same of one item of a part; null takes the one that counts least. */
  itemCourse(of: { part: PartId; item: string | null }, range: Omit<CourseRange, 'signal'>): ItemCourse;
  /** What each item of a part counted within a range, epoch milliseconds; by item, the oldest first. */
  items(part: PartId, range: { from: number; to: number }): ItemRun[];
  /** What the last validation found, again after each one; with a moment, as it was known then. */
  frames(at: number | null, signal?: AbortSignal): AsyncGenerator<Assessment | null, void, void>;
  /** Validates again and again until closed: quickly with each round of probes, wholly once an hour. */
  start(): void;
  close(): Promise<void>;
  /** Told after each validation. */
  subscribe(listener: () => void): () => void;
}

const FRAME_MS = 250;
const DAY_MS = 86_400_000;
/** Samples and acts of so long count, as the guides' monthly figures do. */
const PERIOD_MS = 30 * DAY_MS;
/** What was found longer ago speaks for the present no more: a day, and an hour for a late validation. */
const LAST_KNOWN_MS = DAY_MS + 3_600_000;
/** What is looked at in an emergency, one after the other. */
const EMERGENCY: readonly PartId[] = ['hash', 'dgm'];

/** A part, and whether this validation looked at it: else it is as an earlier one found it, or not known. */
interface Looked {
  part: Part;
  isNew: boolean;
}

export function createCompliance(options: {
  collectors: readonly Collector[];
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  expectedHash: string;
  records: ComplianceRecords;
  samples: Pick<Samples, 'record' | 'resolve' | 'reduce'>;
  violations: Violations;
  policies: Policies;
  /** Keeps what hash integrity goes by watched. */
  hold: () => () => void;
  /** Of the probes. */
  intervalMs: number;
  clock: Clock;
  log: Log;
  redactor: Redactor;
}): Compliance {
  const { collectors, thresholds, expectedHash, records, samples, violations, clock, redactor } = options;
  const listeners = new Set<() => void>();
  prepareTrend(samples);
  const read = (json: string | undefined): Assessment | undefined =>
    // Written by this program, in this file alone.
    json === undefined ? undefined : JSON.parse(json);

  const lastRow = (modes: readonly Mode[]) =>
    records.list({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1, modes })[0];
  /** The last look at every part, read once. */
  let whole: Assessment | undefined;
  const lastWhole = (): Assessment | undefined => {
    const id = lastRow(WHOLE_MODES)?.id;
    if (whole?.id !== id) whole = id === undefined ? undefined : read(records.content(id));
    return whole;
  };

  /** What a validation of the last day knew of a part, with its age in its evidence. */
  const earlier = (info: PartInfo): Looked | undefined => {
    const last = lastWhole();
    if (last === undefined || clock.now() - Date.parse(last.checkedAt) > LAST_KNOWN_MS) return undefined;
    const part = last.parts.find(({ id }) => id === info.id);
    return part && { part, isNew: false };
  };
  const unseen = (info: PartInfo, why: string): Looked => ({
    part: partOf(info, targetOf(info, thresholds), [], why),
    isNew: false,
  });

  const look = async (info: PartInfo, at: Look): Promise<Looked> => {
    const own = collectors.filter(({ part }) => part === info.id);
    if (own.length === 0) return earlier(info) ?? unseen(info, 'nobody looks for it');
    const quick = at.mode === 'quick' ? own.filter((it) => it.quick) : own;
    const known = quick.length === 0 ? earlier(info) : undefined;
    if (known !== undefined) return known;
    // What nobody looked at in the last day is looked at, however quick it has to be.
    const asked = quick.length === 0 ? own : quick;
    try {
      const collect = async (it: Collector) => {
        const items = await it.collect(at);
        // Who waits in an emergency is told as it comes.
        if (at.mode === 'emergency') for (const item of items) at.tell(lineOf(item));
        return items;
      };
      const items = (await Promise.all(asked.map(collect))).flat();
      return { part: partOf(info, targetOf(info, thresholds), redactor.data(items)), isNew: true };
    } catch (error) {
      at.signal?.throwIfAborted();
      return unseen(info, redactor.data(problemOf(error)).message);
    }
  };

  /** The hash everywhere at once, then the safety patterns; for the rest there is no time. */
  const inEmergency = async (lookAt: (info: PartInfo) => Promise<Looked>): Promise<Looked[]> => {
    const seen = new Map<PartId, Looked>();
    for (const info of EMERGENCY.flatMap((id) => PARTS.filter((it) => it.id === id))) {
      seen.set(info.id, await lookAt(info));
    }
    const late = 'not looked at in an emergency';
    return PARTS.map((info) => seen.get(info.id) ?? earlier(info) ?? unseen(info, late));
  };

  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  /** What this run found last; one that says what is recorded already has the id of that. */
  let current: Assessment | null = null;
  const latest = (at: number | null = null): Assessment | null => {
    if (at !== null) return read(records.latest(at)) ?? null;
    const recorded = lastRow([]);
    // Somebody else may have validated since.
    const isLast = recorded === undefined || recorded.checkedAt <= Date.parse(current?.checkedAt ?? '');
    return current !== null && isLast ? current : (read(records.latest()) ?? null);
  };
  const course = createCourse({
    ...{ samples, records, parts: PARTS, latest, now: clock.now },
    targetOf: (info) => targetOf(info, thresholds),
    target: () => thresholdOf(thresholds, 'compliance').target,
  });

  const before = (at: number) => read(records.latest(at - DAY_MS / 2, WHOLE_MODES));
  const itemCourse = createItemCourse({
    ...{ records, latest, now: clock.now },
    targetOf: (part) => targetOf(infoOf(part), thresholds),
  });

  const validate = async (
    { mode, signal, tell = () => undefined, onPart = () => undefined }: Parameters<Compliance['validate']>[0],
    isRoutine: boolean,
  ): Promise<Assessment> => {
    const now = clock.now();
    const at: Look = { mode, now, since: now - PERIOD_MS, signal, tell };
    const lookAt = async (info: PartInfo) => {
      const looked = await look(info, at);
      onPart(looked.part);
      return looked;
    };
    const all = mode === 'emergency' ? await inEmergency(lookAt) : await Promise.all(PARTS.map(lookAt));
    const parts = all.map(({ part }) => part);
    signal?.throwIfAborted();
    const found: Assessment = {
      id: randomUUID(),
      mode,
      checkedAt: toIso(now),
      since: toIso(at.since),
      expectedHash,
      verdict: verdictOf(parts),
      score: scoreOf(parts, thresholdOf(thresholds, 'compliance').target),
      parts,
    };
    if (mode === 'daily') {
      for (const line of changesSince(before(now), found)) tell(line);
    }
    const last = isRoutine && mode === 'quick' ? latest() : null;
    const isKnown = last !== null && gistOf(last) === gistOf(found);
    const kept = isKnown ? { ...found, id: last.id } : found;
    const { id, verdict, score } = kept;
    if (!isKnown) {
      records.insert({ id, checkedAt: now, mode, verdict, score: score.value }, JSON.stringify(kept));
    }
    current = kept;
    recordTrend({ samples, records }, kept, now);
    await violations.observe(
      { ...kept, parts: all.flatMap(({ part, isNew }) => (isNew ? [part] : [])) },
      { signal, tell },
    );
    for (const listener of [...listeners]) listener();
    return kept;
  };
  const routine = createRoutine({
    ...options,
    validate: (mode, signal) => validate({ mode, signal }, true),
    lastWholeAt: () => lastRow(WHOLE_MODES)?.checkedAt ?? null,
  });

  return {
    violations,
    policies: options.policies,
    validate: (wanted) => validate(wanted, false),
    start: routine.start,
    close: routine.stop,
    latest,
    before,
    async part(id, signal) {
      const info = infoOf(id);
      const now = clock.now();
      const at = { mode: 'production', now, since: now - PERIOD_MS, signal } as const;
      const { part, isNew } = await look(info, { ...at, tell: () => undefined });
      await violations.observe(
        { mode: at.mode, checkedAt: toIso(now), parts: isNew ? [part] : [] },
        { signal },
      );
      return part;
    },
    assessment: (id) => (current?.id === id ? current : read(records.content(id))),
    list: records.list,
    course,
    itemCourse,
    items: records.items.runs,
    frames: (at, signal) =>
      at === null
        ? conflate({ clock, frameMs: FRAME_MS, subscribe, snapshot: () => latest(), signal })
        : stayOpen(async () => latest(at), signal),
    subscribe,
  };
}
