import type { TableStream } from '../cluster-streams.ts';
import { tableViewOf } from '../table-view.ts';

/**
 * Why nothing of what a table shows may be changed now, whoever asks; null when it may. What is shown
 * from before must not be acted upon: it may be something else by now.
 */
export function staleWords(stream: TableStream<unknown>, context: string | null): string | null {
  if (context !== null) return `The context ${context} is only looked at: nothing can be changed there.`;
  const view = tableViewOf(stream, true);
  if (view.kind !== 'rows') return 'The cluster does not answer: nothing can be changed.';
  if (view.freshness === 'live') return null;
  if (view.freshness === 'forbidden') return 'The cluster refuses to show this any more.';
  return 'What is shown is from before. It can be changed again when the cluster answers.';
}
