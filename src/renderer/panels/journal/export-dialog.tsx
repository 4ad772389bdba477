import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Client } from '../../../contract/index.ts';
import type { ExportStep } from '../../../contract/journal.ts';
import type { ProblemView } from '../../../contract/source.ts';
import { formatBytes, grouped } from '../../format/number.ts';
import { useDesk } from '../../state/desk.tsx';
import { problemOf } from '../../state/problem.ts';
import { openRequest, type Request } from '../../state/request.ts';
import { bytesOf } from './base64.ts';
import styles from './dialog.module.css';
import { saveFile } from './save-file.ts';

type Exporting =
  | { phase: 'asking' }
  | { phase: 'writing'; done: number; total: number }
  | { phase: 'fetching'; received: number; sizeBytes: number }
  | { phase: 'done'; name: string; entries: number; sizeBytes: number }
  | { phase: 'failed'; problem: ProblemView };

/** Takes entries out into one file that verifies with nothing else. */
export function ExportDialog({ size, onClose }: { size: number; onClose: () => void }) {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [state, setState] = useState<Exporting>({ phase: 'asking' });
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const running = useRef<Request | null>(null);
  useEffect(() => () => running.current?.end(), []);

  const first = indexOf(from);
  const last = indexOf(to);
  const mistake =
    first === undefined || last === undefined
      ? 'An index is a whole number, 0 or more.'
      : (last ?? size - 1) < (first ?? 0) || (last ?? 0) >= size
        ? `The journal has entries 0 to ${size - 1}.`
        : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!client || mistake !== null || first === undefined || last === undefined) return;
    const request = openRequest(connection, client);
    running.current = request;
    setState({ phase: 'writing', done: 0, total: size });
    fetchBundle(client, { from: first, to: last === null ? null : last + 1 }, request, setState).catch(
      (error: unknown) => request.ended() || setState({ phase: 'failed', problem: problemOf(error) }),
    );
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title="Export entries"
      size={460}
      transitionProps={{ duration: 0 }}
      lockScroll={false}
    >
      <form className={styles.form} onSubmit={submit}>
        <p>
          One file with the entries, the checkpoint and what the anchors hold. It verifies on a machine with
          nothing else: <code>acgs audit verify --bundle FILE</code>, or opened here.
        </p>
        <div className={styles.fields}>
          <TextInput
            label="From entry"
            placeholder="0, the first"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
            inputMode="numeric"
            data-autofocus
          />
          <TextInput
            label="To entry"
            placeholder={`${size - 1}, the newest`}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            inputMode="numeric"
          />
        </div>
        <p
          className={styles.status}
          role="status"
          data-failed={mistake !== null || state.phase === 'failed' || undefined}
        >
          {mistake ?? <Words state={state} />}
        </p>
        <div className={styles.actions}>
          <Button size="xs" variant="default" onClick={onClose}>
            {state.phase === 'done' ? 'Close' : 'Cancel'}
          </Button>
          <Button
            size="xs"
            type="submit"
            disabled={mistake !== null || state.phase === 'writing' || state.phase === 'fetching'}
          >
            Export
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Words({ state }: { state: Exporting }) {
  switch (state.phase) {
    case 'asking':
      return null;
    case 'writing':
      return (
        <>
          Writing: {grouped(state.done)} of {grouped(state.total)} entries
        </>
      );
    case 'fetching':
      return (
        <>
          Fetching: {formatBytes(state.received)} of {formatBytes(state.sizeBytes)}
        </>
      );
    case 'done':
      return (
        <>
          Saved {state.name}: {grouped(state.entries)} {state.entries === 1 ? 'entry' : 'entries'},{' '}
          {formatBytes(state.sizeBytes)}
        </>
      );
    case 'failed':
      return (
        <>
          {state.problem.message} {state.problem.hint}
        </>
      );
  }
}

/** Piece after piece, each when the one before has come. */
async function fetchBundle(
  client: Client,
  range: { from: number | null; to: number | null },
  request: Request,
  tell: (state: Exporting) => void,
): Promise<void> {
  for await (const step of await client.journal.export(range, { signal: request.signal })) {
    if (request.ended()) return;
    if (step.type === 'progress') tell({ phase: 'writing', done: step.done, total: step.total });
    else {
      await fetchPieces(client, step, request, tell);
      request.end();
      return;
    }
  }
}

async function fetchPieces(
  client: Client,
  { id, name, sizeBytes, from, to }: Extract<ExportStep, { type: 'ready' }>,
  request: Request,
  tell: (state: Exporting) => void,
): Promise<void> {
  const parts: BlobPart[] = [];
  let received = 0;
  for (let isLast = false; !isLast; ) {
    const piece = await client.journal.exportPiece({ id, offset: received }, { signal: request.signal });
    if (request.ended()) return;
    const bytes = bytesOf(piece.bytes);
    parts.push(bytes);
    received += bytes.length;
    isLast = piece.isLast;
    tell({ phase: 'fetching', received, sizeBytes });
  }
  saveFile(name, parts);
  tell({ phase: 'done', name, entries: to - from, sizeBytes });
}

/** Null for nothing, undefined for what is no index. */
function indexOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}
