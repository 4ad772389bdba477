import { type Clock, sleep } from '../../kernel/clock.ts';
import type { Log as Messages } from '../../kernel/log.ts';
import type { Anchor } from './anchors/anchor.ts';
import { type AnchorOutcome, writeAnchor } from './anchors/write-anchor.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { Log } from './log.ts';
import { parseVerifierKey } from './verifier-key.ts';

/** Entries are signed this long after they came, at the latest. */
const SIGN_AFTER_MS = 1000;

/** Anchors are elsewhere, and may be slow: they are not written more often than this. */
const ANCHOR_EVERY_MS = 60_000;

/** A mount that hangs must not keep the application from ending: what is left is anchored the next time. */
const MAX_GOODBYE_MS = 1500;

/** Signs and anchors what was journaled, a little later and for many entries at once. */
export interface Keeper {
  /** Something was journaled. */
  onAppended(): void;
  /** Signs and anchors now. */
  anchor(): Promise<AnchorOutcome[]>;
  /** The same for the last time, within bounds. */
  close(): Promise<void>;
  /** Does nothing any more. */
  abandon(): void;
}

export function createKeeper(options: {
  log: Log;
  clock: Clock;
  messages: Messages;
  /** The checkpoint beside the database: it is written with every signature. */
  head: Anchor | undefined;
  anchors: readonly Anchor[];
  /** Told what became of every attempt at an anchor. */
  onAnchored: (outcomes: readonly AnchorOutcome[]) => void;
  /** What else there is to do when entries came. */
  alsoDo: () => Promise<void>;
}): Keeper {
  const { log, clock, messages, head, anchors } = options;
  let cancelSigning: (() => void) | undefined;
  let cancelAnchoring: (() => void) | undefined;
  let lastAnchoredAt = Number.NEGATIVE_INFINITY;
  let isAnchorDue = false;
  let isAbandoned = false;
  let running = Promise.resolve<AnchorOutcome[]>([]);
  const problems = new Map<string, string>();

  /** Once for each problem: an anchor that is away for a day is not a thousand messages. */
  const say = ({ name, state, problem }: AnchorOutcome) => {
    if (problem === problems.get(name) || (problem === null && state === 'busy')) return;
    if (problem === null) {
      if (problems.delete(name)) messages.info('journal anchored again', { anchor: name });
      return;
    }
    problems.set(name, problem);
    messages.warn('journal not anchored', { anchor: name, state, problem });
  };

  const sign = (): Checkpoint | undefined => {
    const signed = log.checkpoint();
    return signed && openCheckpoint(signed.note, log.records.verifierKeys().map(parseVerifierKey));
  };

  const keep = async (places: readonly Anchor[]): Promise<AnchorOutcome[]> => {
    const checkpoint = isAbandoned ? undefined : sign();
    if (checkpoint === undefined) return [];
    const keys = log.records.verifierKeys().map(parseVerifierKey);
    const outcomes = await Promise.all(places.map((it) => writeAnchor(it, checkpoint, log.records, keys)));
    for (const outcome of outcomes) say(outcome);
    return outcomes;
  };

  const beside = head === undefined ? [] : [head];

  /** One after the other: an anchor must not be asked to go back. */
  const queue = (work: () => Promise<AnchorOutcome[]>): Promise<AnchorOutcome[]> => {
    running = running.catch(() => []).then(work);
    return running;
  };

  const anchorEverywhere = () => {
    cancelAnchoring?.();
    cancelAnchoring = undefined;
    isAnchorDue = false;
    lastAnchoredAt = clock.monotonic();
    return queue(async () => {
      const outcomes = (await keep([...beside, ...anchors])).slice(beside.length);
      if (isAbandoned) return outcomes;
      options.onAnchored(outcomes);
      // One that is away is tried again; one that contradicts the journal stays as it is, as evidence.
      if (outcomes.some(({ state }) => state === 'failed' || state === 'busy')) anchorLater(ANCHOR_EVERY_MS);
      return outcomes;
    });
  };

  const anchorLater = (waitMs: number) => {
    if (!isAbandoned) cancelAnchoring ??= clock.after(waitMs, () => void anchorEverywhere().catch(complain));
  };

  const complain = (error: unknown): AnchorOutcome[] => {
    if (!isAbandoned) messages.error('journal not signed', { error });
    return [];
  };

  const onSigningDue = () => {
    cancelSigning = undefined;
    const waitMs = lastAnchoredAt + ANCHOR_EVERY_MS - clock.monotonic();
    const kept = waitMs > 0 ? queue(() => keep(beside)) : anchorEverywhere();
    if (waitMs > 0) anchorLater(waitMs);
    kept.then(options.alsoDo).catch(complain);
  };

  const stopTimers = () => {
    cancelSigning?.();
    cancelAnchoring?.();
  };

  return {
    onAppended() {
      isAnchorDue = true;
      cancelSigning ??= clock.after(SIGN_AFTER_MS, onSigningDue);
    },
    anchor: anchorEverywhere,
    async close() {
      stopTimers();
      const goodbye = new AbortController();
      const done = log.unsigned() > 0 || isAnchorDue ? anchorEverywhere() : running;
      await Promise.race([done.catch(complain), sleep(clock, MAX_GOODBYE_MS, goodbye.signal)]);
      goodbye.abort();
      isAbandoned = true;
      stopTimers();
    },
    abandon() {
      isAbandoned = true;
      stopTimers();
    },
  };
}
