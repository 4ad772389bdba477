import type { AlertsFrame } from '../../../contract/alerts.ts';
import { Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { worstOfFrame } from './levels.ts';

/** How it is, and how old that is, in one sentence. */
export function AlertsSummary({ frame, lost }: { frame: AlertsFrame | null; lost: boolean }) {
  if (frame === null) return null;
  const level = lost ? 'unknown' : worstOfFrame(frame);
  return (
    <p>
      <StateShape level={level} size={12} /> {lost && 'As last known: '}
      {sentenceOf(frame)}
      {frame.evaluatedAt !== null && (
        <>
          {' '}
          Evaluated at <Moment at={frame.evaluatedAt} />
          {frame.evaluator === 'elsewhere' && ' by another process on this record'}
          {frame.missedEvaluations > 0 && `, ${frame.missedEvaluations} evaluations missed`}.
        </>
      )}
    </p>
  );
}

function sentenceOf({ counts, rules, evaluator }: AlertsFrame): string {
  const blind = rules.filter(({ state }) => state !== 'good').length;
  const rest = blind === 0 || evaluator === 'past' ? '' : ` ${blind} of ${rules.length} rules see nothing.`;
  const pending = counts.pending === 0 ? '' : ` ${counts.pending} may fire soon.`;
  if (counts.firing === 0) return `Nothing fires.${pending}${rest}`;
  const answered = counts.firing - counts.unanswered;
  const unanswered =
    counts.unanswered === 0
      ? 'Nothing waits for an answer.'
      : `${counts.unanswered} ${counts.unanswered === 1 ? 'alert waits' : 'alerts wait'} for an answer.`;
  return `${unanswered}${answered > 0 ? ` ${answered} more fire.` : ''}${pending}${rest}`;
}
