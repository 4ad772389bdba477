import { implement } from '@orpc/server';
import { contract } from '../src/contract/index.ts';
import { resolveThresholds, thresholdOf } from '../src/core/connect/profile/thresholds.ts';
import { type Audit, createAudit } from '../src/core/journal/audit/index.ts';
import { createLiveJournal, type LiveJournal } from '../src/core/journal/index.ts';
import { systemClock } from '../src/core/kernel/clock.ts';
import { silentLog } from '../src/core/kernel/log.ts';
import { createRedactor } from '../src/core/kernel/redaction.ts';
import type { NewEntry } from '../src/core/store/journal/entry.ts';
import { anchorHolding } from '../src/core/store/journal/testing/made-journal.ts';
import type { JournalScript } from './scenarios/journal.ts';
import { type Answer, SILENCE } from './scenarios/scenario.ts';
import type { Stage } from './stage.ts';

interface Played {
  script: JournalScript;
  entries: readonly NewEntry[];
}

interface Kept {
  journal: LiveJournal;
  audit: Audit;
}

/** The journal's part of the contract: the real one, kept in memory, over the entries of the scenario. */
export function scriptedJournal(stage: Stage) {
  const os = implement(contract).journal;
  let kept: { name: string; opened: Promise<Kept> } | undefined;

  /** What is played, and its entries. */
  const read = (): Answer<Played> => {
    const script = stage.scenario.journal;
    const entries = script.entries(stage.at());
    return entries === SILENCE ? entries : { script, entries };
  };

  async function keep({ script, entries }: Played): Promise<Kept & { script: JournalScript }> {
    if (kept?.name !== script.name) kept = { name: script.name, opened: open(script, entries) };
    const { journal, audit: its } = await kept.opened;
    for (const entry of entries.slice(journal.status().size)) journal.append(entry);
    return { script, journal, audit: its };
  }

  const audit = async (signal: AbortSignal | undefined) => keep(await stage.reply(read, signal));

  return {
    watch: os.watch.handler(async function* ({ signal }) {
      for await (const played of stage.stream(read, signal)) {
        const { audit: its, script } = await keep(played);
        const status = its.status();
        yield script.status?.(status, stage.at()) ?? status;
      }
    }),
    list: os.list.handler(async ({ input, signal }) => (await audit(signal)).audit.list(input, signal)),
    activity: os.activity.handler(async ({ input, signal }) =>
      (await audit(signal)).audit.activity(input, signal),
    ),
    values: os.values.handler(async ({ input, signal }) => (await audit(signal)).audit.values(input)),
    entry: os.entry.handler(async ({ input, signal }) => (await audit(signal)).audit.entry(input, signal)),
    prove: os.prove.handler(async ({ input, signal }) => (await audit(signal)).audit.prove(input.index)),
    coverage: os.coverage.handler(async ({ signal }) =>
      (await audit(signal)).audit.coverage({ since: null }, signal),
    ),
    verify: os.verify.handler(async function* ({ signal }) {
      const { audit: its, script: played } = await audit(signal);
      for await (const step of its.verify(signal ?? new AbortController().signal)) {
        if (step.type === 'progress') yield step;
        else yield { ...step, verification: played.verification?.(step.verification) ?? step.verification };
      }
      stage.refresh();
    }),
    anchor: os.anchor.handler(async ({ signal }) => {
      const outcomes = await (await audit(signal)).audit.anchor();
      stage.refresh();
      return outcomes;
    }),
    export: os.export.handler(async function* ({ input, signal }) {
      yield* (await audit(signal)).audit.exports.open(input, signal ?? new AbortController().signal);
    }),
    exportPiece: os.exportPiece.handler(async ({ input, signal }) =>
      (await audit(signal)).audit.exports.piece(input.id, input.offset),
    ),
    review: os.review.handler(async function* ({ input, signal }) {
      const { reviews } = (await audit(signal)).audit;
      yield* reviews.open(input.sizeBytes, signal ?? new AbortController().signal);
    }),
    reviewPiece: os.reviewPiece.handler(async ({ input: { id, offset, bytes }, signal }) => ({
      received: await (await audit(signal)).audit.reviews.piece(id, offset, bytes),
    })),
  };
}

/** All but the newest entries are anchored. */
async function open({ isAnchored }: JournalScript, entries: readonly NewEntry[]): Promise<Kept> {
  const clock = systemClock();
  const journal = createLiveJournal({
    directory: ':memory:',
    anchors: isAnchored ? [{ anchor: anchorHolding(undefined, 'anchor file'), readOnly: null }] : [],
    clock,
    log: silentLog,
  });
  for (const entry of entries.slice(0, -UNANCHORED)) journal.append(entry);
  if (entries.length > UNANCHORED) await journal.anchor();
  return {
    journal,
    audit: createAudit({
      journal,
      locks: () => [],
      threshold: thresholdOf(resolveThresholds({}), 'audit-coverage'),
      clock,
      redactor: createRedactor(),
    }),
  };
}

const UNANCHORED = 6;
