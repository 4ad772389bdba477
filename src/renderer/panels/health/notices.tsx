import type { HealthBoard } from '../../../contract/health.ts';
import type { SourceState } from '../../../contract/source.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { useLive } from '../../state/live.tsx';
import { Notice } from '../../states/notice.tsx';
import { isStale } from './verdict-sentence.ts';

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
      {[...byProblem(forbidden)].map(([text, names]) => (
        <Notice key={text} kind="forbidden" title={`For ${names.join(' and ')} a permission is missing.`}>
          {text}
        </Notice>
      ))}
    </>
  );
}

/** Sources that miss the same permission are one notice. */
function byProblem(sources: readonly SourceState[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, problem } of sources) {
    const text = [problem?.message, problem?.hint].filter(Boolean).join(' ');
    names.set(text, [...(names.get(text) ?? []), name]);
  }
  return names;
}
