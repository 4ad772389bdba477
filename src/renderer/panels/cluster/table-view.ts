import type { WatchState } from '../../../contract/cluster.ts';
import type { ProblemView } from '../../../contract/source.ts';
import type { StreamState } from '../../state/stream.ts';

/** How current the rows on the screen are. Only `live` may be taken for now. */
export type Freshness = 'live' | 'stale' | 'offline' | 'failed' | 'forbidden';

/** What a table shows. Everything but `rows` takes its place. */
export type TableView =
  | { kind: 'waiting' }
  | { kind: 'failed' | 'forbidden' | 'unreachable'; problem: ProblemView }
  | { kind: 'not-configured' }
  | {
      kind: 'rows';
      freshness: Freshness;
      observedAt: string | null;
      problem: ProblemView | null;
      missing: WatchState['missing'];
    };

/** Decides from the state of the stream, of the watch behind it, and from whether there are rows. */
export function tableViewOf(
  stream: Pick<StreamState<{ watch: WatchState }>, 'phase' | 'problem' | 'data'>,
  hasRows: boolean,
): TableView {
  const watch = stream.data?.watch;
  if (!watch) return stream.problem ? { kind: 'failed', problem: stream.problem } : { kind: 'waiting' };
  const { phase, observedAt, problem, missing } = watch;
  if (phase === 'not-configured') return { kind: 'not-configured' };
  if (!hasRows) {
    if (phase === 'forbidden') return { kind: 'forbidden', problem: problem ?? UNNAMED_PERMISSION };
    if (phase !== 'live' && problem) return { kind: 'unreachable', problem };
    if (phase === 'connecting') return { kind: 'waiting' };
  }
  if (stream.phase === 'offline') {
    return { kind: 'rows', freshness: 'offline', observedAt, problem: null, missing };
  }
  if (stream.phase === 'failed') {
    return { kind: 'rows', freshness: 'failed', observedAt, problem: stream.problem, missing };
  }
  const freshness = phase === 'connecting' ? 'stale' : phase;
  return { kind: 'rows', freshness, observedAt, problem, missing };
}

const UNNAMED_PERMISSION: ProblemView = {
  code: 'forbidden',
  message: 'The cluster does not let this user read this table.',
  hint: 'Ask a cluster administrator for the permissions get, list and watch.',
};
