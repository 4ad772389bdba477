import { MOST_INCOMPLETE } from '../../contract/journal.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import type { Telling } from './told.ts';

export function journalRoutes({ os, told }: Telling, { audit }: ControlCenter) {
  return {
    watch: os.journal.watch.handler(({ signal }) => told(audit.frames(signal))),
    list: os.journal.list.handler(({ input, signal }) => audit.list(input, signal)),
    activity: os.journal.activity.handler(({ input, signal }) => audit.activity(input, signal)),
    values: os.journal.values.handler(({ input }) => audit.values(input)),
    entry: os.journal.entry.handler(({ input, signal }) => audit.entry(input, signal)),
    prove: os.journal.prove.handler(({ input }) => audit.prove(input.index)),
    coverage: os.journal.coverage.handler(async ({ input, signal }) => {
      const since = input.since === null ? null : Date.parse(input.since);
      const found = await audit.coverage({ since }, signal);
      return { ...found, incomplete: found.incomplete.slice(0, MOST_INCOMPLETE) };
    }),
    verify: os.journal.verify.handler(({ signal }) => told(audit.verify(until(signal)))),
    anchor: os.journal.anchor.handler(() => audit.anchor()),
    export: os.journal.export.handler(({ input, signal }) => told(audit.exports.open(input, until(signal)))),
    exportPiece: os.journal.exportPiece.handler(({ input }) => audit.exports.piece(input.id, input.offset)),
    review: os.journal.review.handler(({ input, signal }) =>
      told(audit.reviews.open(input.sizeBytes, until(signal))),
    ),
    reviewPiece: os.journal.reviewPiece.handler(async ({ input: { id, offset, bytes } }) => ({
      received: await audit.reviews.piece(id, offset, bytes),
    })),
  };
}

/** What is kept for a screen is kept until it says otherwise, or its line is cut. */
function until(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? new AbortController().signal;
}
