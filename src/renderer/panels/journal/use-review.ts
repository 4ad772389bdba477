import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Client } from '../../../contract/index.ts';
import { MOST_REVIEWED_BYTES, type ReviewStep } from '../../../contract/journal.ts';
import type { ProblemView } from '../../../contract/source.ts';
import { formatBytes } from '../../format/number.ts';
import { useDesk } from '../../state/desk.tsx';
import { problemOf } from '../../state/problem.ts';
import { openRequest, type Request } from '../../state/request.ts';
import { base64Of } from './base64.ts';

export type Verified = Extract<ReviewStep, { type: 'verified' }>;

export type Review =
  | { phase: 'none' }
  | { phase: 'sending'; name: string; sent: number; sizeBytes: number }
  | { phase: 'verifying'; name: string }
  | { phase: 'open'; name: string; found: Verified }
  | { phase: 'failed'; name: string; problem: ProblemView };

const PIECE_BYTES = 192 * 1024;

/** Opens a bundle that the operator chose, until it is closed or the line is cut. */
export function useReview(): { review: Review; open: (file: File) => void; close: () => void } {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [review, setReview] = useState<Review>({ phase: 'none' });
  const running = useRef<Request | null>(null);

  const close = useCallback(() => {
    running.current?.end();
    running.current = null;
    setReview({ phase: 'none' });
  }, []);

  const open = useCallback(
    (file: File) => {
      if (!client) return;
      running.current?.end();
      const { name, size: sizeBytes } = file;
      const mistake = mistakeOf(sizeBytes);
      if (mistake) {
        setReview({ phase: 'failed', name, problem: mistake });
        return;
      }
      const request = openRequest(connection, client);
      running.current = request;
      setReview({ phase: 'sending', name, sent: 0, sizeBytes });
      const tell = (state: Review) => request.ended() || setReview(state);
      hand(client, file, request, tell).then(
        () => tell({ phase: 'failed', name, problem: CUT }),
        (error: unknown) => tell({ phase: 'failed', name, problem: problemOf(error) }),
      );
    },
    [client, connection],
  );

  useEffect(() => () => running.current?.end(), []);
  return { review, open, close };
}

const CUT: ProblemView = {
  code: 'stopped',
  message: 'The control center no longer keeps this bundle.',
  hint: 'Open its file again.',
};

function mistakeOf(sizeBytes: number): ProblemView | null {
  if (sizeBytes === 0) return { code: 'usage', message: 'The file is empty.', hint: null };
  if (sizeBytes <= MOST_REVIEWED_BYTES) return null;
  return {
    code: 'usage',
    message: `The file has ${formatBytes(sizeBytes)}, and at most ${formatBytes(MOST_REVIEWED_BYTES)} can be opened here.`,
    hint: 'acgs audit import opens larger ones.',
  };
}

/** Resolves when the other side has ended it. */
async function hand(
  client: Client,
  file: File,
  request: Request,
  tell: (review: Review) => void,
): Promise<void> {
  const { name, size: sizeBytes } = file;
  const { signal } = request;
  for await (const step of await client.journal.review({ sizeBytes }, { signal })) {
    if (step.type === 'verified') tell({ phase: 'open', name, found: step });
    else if (step.type === 'verifying') tell({ phase: 'verifying', name });
    else {
      for (let offset = step.received; offset < sizeBytes && !request.ended(); ) {
        const bytes = new Uint8Array(await file.slice(offset, offset + PIECE_BYTES).arrayBuffer());
        const sent = await client.journal.reviewPiece(
          { id: step.id, offset, bytes: base64Of(bytes) },
          { signal },
        );
        offset = sent.received;
        tell({ phase: 'sending', name, sent: offset, sizeBytes });
      }
    }
  }
}
