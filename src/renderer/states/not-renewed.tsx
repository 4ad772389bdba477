import type { ProblemView } from '../../contract/source.ts';
import { Notice } from './notice.tsx';

/** What is shown is the answer before: the last question failed. */
export function NotRenewed({ problem }: { problem: ProblemView | null }) {
  return (
    problem && (
      <Notice kind="failed" title="This is not renewed at the moment.">
        {problem.message} {problem.hint}
      </Notice>
    )
  );
}
