import { toIso } from '../kernel/clock.ts';
import type { AnchorFinding, AnchorOutcome } from '../store/journal/index.ts';

/** How one anchor is doing. */
export interface AnchorStatus {
  /** `anchor file`, `config map acgs-production/acgs-journal`: a name without a path. */
  name: string;
  /**
   * `unknown`: not looked at yet. `current`: it vouches for all entries. `behind`: it vouches for the first
   * `size` of them. `empty`: nothing was written to it yet. `unreachable`: it is tried again by itself, and
   * `size` and `at` are what it held when it was last seen. `contradicts`: what it holds is not the
   * beginning of this journal; somebody changed one of them.
   */
  state: 'unknown' | 'current' | 'behind' | 'empty' | 'unreachable' | 'contradicts';
  /** How many entries its checkpoint is of. */
  size: number | null;
  /** When that checkpoint was signed, ISO 8601. */
  at: string | null;
  /** When we last heard from it or tried to, ISO 8601. */
  lookedAt: string | null;
  /** Why it cannot be written, read or believed, in one sentence. */
  problem: string | null;
}

/** The last external anchor: up to here the journal is tamper-evident. */
export interface LastAnchor {
  name: string;
  size: number;
  /** When it was signed, ISO 8601. */
  at: string | null;
}

type Held = Pick<AnchorStatus, 'size' | 'at' | 'lookedAt' | 'problem'> & {
  state: 'unknown' | 'holds' | 'empty' | 'unreachable' | 'contradicts';
};

/** What is known of the anchors, from looking at them and from writing to them. */
export interface AnchorBoard {
  seen(findings: readonly AnchorFinding[], now: number): void;
  written(outcomes: readonly AnchorOutcome[], now: number): void;
  /** @param size how many entries the journal has now */
  status(size: number): AnchorStatus[];
  last(): LastAnchor | null;
}

export function createAnchorBoard(
  anchors: readonly { name: string; readOnly: string | null }[],
): AnchorBoard {
  const unknown: Held = { state: 'unknown', size: null, at: null, lookedAt: null, problem: null };
  const held = new Map<string, Held>(anchors.map(({ name }) => [name, unknown]));

  const stateOf = (it: Held, size: number): AnchorStatus['state'] =>
    it.state !== 'holds' ? it.state : (it.size ?? 0) >= size ? 'current' : 'behind';

  return {
    seen(findings, now) {
      for (const { name, state, size, at, problem } of findings) {
        const lookedAt = toIso(now);
        const before = held.get(name) ?? unknown;
        if (state === 'unreadable') held.set(name, { ...before, state: 'unreachable', lookedAt, problem });
        else if (state === 'empty') held.set(name, { ...unknown, state, lookedAt });
        else if (state === 'contradicts') held.set(name, { state, size, at, lookedAt, problem });
        else held.set(name, { state: 'holds', size, at, lookedAt, problem: null });
      }
    },
    written(outcomes, now) {
      for (const { name, state, size, at, problem } of outcomes) {
        const lookedAt = toIso(now);
        const before = held.get(name) ?? unknown;
        if (state === 'failed') held.set(name, { ...before, state: 'unreachable', lookedAt, problem });
        else if (state === 'refused') held.set(name, { ...before, state: 'contradicts', lookedAt, problem });
        else if (state !== 'busy') held.set(name, { state: 'holds', size, at, lookedAt, problem: null });
      }
    },
    status: (size) =>
      anchors.map(({ name, readOnly }) => {
        const it = held.get(name) ?? unknown;
        return { ...it, name, state: stateOf(it, size), problem: it.problem ?? readOnly };
      }),
    last: () =>
      anchors
        .map(({ name }) => ({ name, ...(held.get(name) ?? unknown) }))
        .reduce<LastAnchor | null>((last, { name, state, size, at }) => {
          // One that is away now held it all the same; whoever reads sees its state.
          const vouches = state === 'holds' || state === 'unreachable';
          if (!vouches || size === null || size <= (last?.size ?? 0)) return last;
          return { name, size, at };
        }, null),
  };
}
