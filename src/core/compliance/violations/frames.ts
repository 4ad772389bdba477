import type { Clock } from '../../kernel/clock.ts';
import { conflate } from '../../kernel/conflate.ts';
import { stayOpen } from '../../kernel/stay-open.ts';
import type { Violation } from './view.ts';

/** What a screen shows of the violations. */
export interface ViolationsFrame {
  items: Violation[];
  /** So many more are not sent: the newest of those that are not over come first. */
  leftOut: number;
  /** Whether the profile names compliance logs. */
  hasLogs: boolean;
}

const MOST_ITEMS = 300;
/** Another process shares the store and tells nobody. */
const LOOK_EVERY_MS = 2000;
const FRAME_MS = 250;

/** The violations, again after every change of them, in whatever process; with a moment, as they were then. */
export async function* violationFrames(
  violations: {
    list(at: number | null): Violation[];
    hasLogs: boolean;
    subscribe(listener: () => void): () => void;
  },
  { at, clock, signal }: { at: number | null; clock: Clock; signal: AbortSignal | undefined },
): AsyncGenerator<ViolationsFrame, void, void> {
  const snapshot = (): ViolationsFrame => {
    const all = violations.list(at);
    const items = all.slice(0, MOST_ITEMS);
    return { items, leftOut: all.length - items.length, hasLogs: violations.hasLogs };
  };
  if (at !== null) {
    yield* stayOpen(async () => snapshot(), signal);
    return;
  }
  const subscribe = (changed: () => void) => {
    const unsubscribe = violations.subscribe(changed);
    let cancel = () => {};
    const again = () => {
      cancel = clock.after(LOOK_EVERY_MS, () => {
        changed();
        again();
      });
    };
    again();
    return () => {
      cancel();
      unsubscribe();
    };
  };
  let told: string | null = null;
  for await (const frame of conflate({ clock, frameMs: FRAME_MS, subscribe, snapshot, signal })) {
    const text = JSON.stringify(frame);
    if (text === told) continue;
    told = text;
    yield frame;
  }
}
