import type { LiveJournal } from '../../journal/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { Processes } from '../../operate/processes/index.ts';
import { entriesAbout } from '../../store/journal/entries-about.ts';
import type { Rollouts } from '../index.ts';
import { type RolloutReport, reportOf } from './report.ts';

export { rolloutHtml } from './html.ts';
export { rolloutMarkdown } from './markdown.ts';
export type { RolloutReport } from './report.ts';

/**
 * What a rollout did, from the record alone: no connection is needed, and the same is told years later.
 *
 * @throws OperatorError `not-found`
 */
export async function rolloutReport(
  of: {
    rollouts: Pick<Rollouts, 'get' | 'said' | 'measured'>;
    processes: Pick<Processes, 'get'>;
    journal: Pick<LiveJournal, 'list' | 'status'>;
    redactor: Redactor;
    clock: Clock;
  },
  wanted: string,
  signal: AbortSignal,
): Promise<RolloutReport> {
  const { rollouts, processes, journal, redactor, clock } = of;
  const view = rollouts.get(wanted);
  const run = processes.get(view.id);
  const report = reportOf({
    ...{ view, run, words: rollouts.said(view.id), journal: journal.status() },
    measured: (percentage, check) => rollouts.measured(view.id, percentage, check),
    entries: await entriesAbout(journal, `${run.kind} ${run.id}`, signal),
    generatedAt: clock.now(),
  });
  return redactor.data(report);
}
