import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { Client } from '../../../contract/index.ts';
import type { JournalFilter, JournalPage, JournalRow } from '../../../contract/journal.ts';
import type { ProblemView } from '../../../contract/source.ts';
import { useDesk } from '../../state/desk.tsx';
import { problemOf } from '../../state/problem.ts';
import { openRequest } from '../../state/request.ts';
import { addNewest, addOlder, type Held, nothingHeld } from './held-entries.ts';

const PAGE_ROWS = 200;

export interface Entries extends Held {
  /** Set when the newest could not be asked for; what is held is from before. */
  problem: ProblemView | null;
  /** Asks for the next ones further back, if there are any and nobody asked yet. */
  more(): void;
  retry(): void;
}

/**
 * The entries that a filter lets through, as far back as somebody read. They are asked for again whenever
 * the journal grew.
 *
 * @param size how many entries there are in all, as far as is known
 */
export function useEntries(book: string | null, filter: JournalFilter, size: number): Entries {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const key = JSON.stringify([book, filter]);
  const [held, setHeld] = useState<{ key: string } & Held>({ key, ...nothingHeld });
  const [failed, setFailed] = useState<{ key: string; problem: ProblemView } | null>(null);
  const [wanted, setWanted] = useState<{ key: string; before: number } | null>(null);
  const [turn, setTurn] = useState(0);
  const current = held.key === key ? held : { key, ...nothingHeld };

  const ask = useEffectEvent((target: Client, before: number | null, signal: AbortSignal) =>
    target.journal.list({ book, filter, before, limit: PAGE_ROWS }, { signal }),
  );
  const add = useEffectEvent((page: JournalPage, before: number | null) => {
    setFailed(null);
    setHeld((last) => {
      const base = last.key === key ? last : { key, ...nothingHeld };
      return { key, ...(before === null ? addNewest(base, page, PAGE_ROWS) : addOlder(base, page, before)) };
    });
  });
  const fail = useEffectEvent((error: unknown) => setFailed({ key, problem: problemOf(error) }));

  useEffect(() => {
    if (!client) return;
    const request = openRequest(connection, client);
    askAt(ask, client, { turn, size, key }, request.signal).then(
      (page) => request.ended() || add(page, null),
      (error: unknown) => request.ended() || connection.state.getState().client !== client || fail(error),
    );
    return request.end;
  }, [client, connection, key, size, turn]);

  const before = wanted?.key === key ? wanted.before : null;
  useEffect(() => {
    if (!client || before === null) return;
    const request = openRequest(connection, client);
    ask(client, before, request.signal).then(
      (page) => request.ended() || add(page, before),
      (error: unknown) => request.ended() || connection.state.getState().client !== client || fail(error),
    );
    return request.end;
  }, [client, connection, before]);

  const last: JournalRow | undefined = current.rows.at(-1);
  const isThereMore = current.isKnown && !current.isWhole && last !== undefined;
  const more = useCallback(() => {
    if (isThereMore) setWanted({ key, before: last.index });
  }, [isThereMore, key, last]);
  const retry = useCallback(() => setTurn((before) => before + 1), []);
  return { ...current, problem: failed?.key === key ? failed.problem : null, more, retry };
}

/** Asked again for every turn and size, with what is asked for now. */
function askAt(
  ask: (client: Client, before: null, signal: AbortSignal) => Promise<JournalPage>,
  client: Client,
  _why: { turn: number; size: number; key: string },
  signal: AbortSignal,
): Promise<JournalPage> {
  return ask(client, null, signal);
}
