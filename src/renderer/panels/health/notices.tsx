import type { HealthBoard } from '../../../contract/health.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { useLive } from '../../state/live.tsx';
import { Notice } from '../../states/notice.tsx';

/** What qualifies the whole board: it is old, part of it may not be seen, or it is not renewed. */
export function HealthNotices({ board }: { board: HealthBoard | null }) {
  const { shell, health } = useLive();
  const forbidden = shell.data?.sources.filter((source) => source.state === 'forbidden') ?? [];
  return (
    <>
      {health.phase === 'failed' && health.problem && (
        <Notice kind="failed" title="This board is not renewed at the moment.">
          {health.problem.message} {health.problem.hint}
        </Notice>
      )}
      {board && isStale(board) && (
        <Notice kind="stale" title="What is shown is old.">
          Nothing has answered since <Moment at={board.lastCheckAt ?? board.checkedAt} />,{' '}
          <Age at={board.lastCheckAt ?? board.checkedAt} suffix=" ago" />. Do not act on it before a new
          check.
        </Notice>
      )}
      {forbidden.map((source) => (
        <Notice key={source.id} kind="forbidden" title={`${source.name}: a permission is missing.`}>
          {source.problem?.message} {source.problem?.hint}
        </Notice>
      ))}
    </>
  );
}

/** The board as a whole is stale when every system on it is. */
function isStale(board: HealthBoard): boolean {
  const configured = board.tiles.filter((tile) => tile.status !== 'not-configured');
  return configured.length > 0 && configured.every((tile) => tile.stale);
}
