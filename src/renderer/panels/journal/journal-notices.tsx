import type { JournalStatus } from '../../../contract/journal.ts';
import type { ProblemView } from '../../../contract/source.ts';
import { grouped } from '../../format/number.ts';
import { Notice } from '../../states/notice.tsx';
import type { Verified } from './use-review.ts';
import type { useVerification } from './use-verification.ts';
import { VerificationFailed, VerificationProgress, VerificationResult } from './verification-pane.tsx';

interface JournalNoticesProps {
  status: JournalStatus | null;
  /** Why what is shown is not renewed. */
  problem: ProblemView | null;
  verification: ReturnType<typeof useVerification>;
  /** The bundle that is open; what was found in it stands instead of what was found in the journal. */
  found: Verified | null;
  onShow: (index: number) => void;
}

/** What qualifies all of the journal: it cannot be renewed, an anchor is away, what verification found. */
export function JournalNotices({ status, problem, verification, found, onShow }: JournalNoticesProps) {
  const { state, start: _start, stop } = verification;
  if (found) {
    return <VerificationResult verification={found.verification} lastAnchor={null} onShow={onShow} />;
  }
  const known = state.phase === 'done' ? state.verification : status?.verification;
  const isBroken = known?.verdict === 'broken';
  return (
    <>
      {problem && (
        <Notice kind="failed" title="The journal is not renewed at the moment.">
          {problem.message} {problem.hint}
        </Notice>
      )}
      {status?.indexing && (
        <Notice kind="stale" title={`The entries are being made findable: ${percentOf(status.indexing)} %.`}>
          {grouped(status.indexing.done)} of {grouped(status.indexing.total)}. Filters, searches and the chart
          wait for it; nothing else does.
        </Notice>
      )}
      {status?.problem && (
        <Notice kind="failed" title="Nothing can be journaled, so nothing should be done.">
          {status.problem.message} {status.problem.hint}
        </Notice>
      )}
      {status?.anchors
        .filter(({ state: its }) => its === 'unreachable' || its === 'contradicts')
        .map((anchor) => (
          <Notice
            key={anchor.name}
            kind={anchor.state === 'contradicts' ? 'failed' : 'stale'}
            title={
              anchor.state === 'contradicts'
                ? `The ${anchor.name} contradicts the journal: somebody changed one of them.`
                : `The ${anchor.name} cannot be written.`
            }
          >
            {anchor.problem}. {anchor.state === 'unreachable' && 'It is tried again by itself.'}
          </Notice>
        ))}
      {state.phase === 'running' ? (
        <VerificationProgress done={state.done} total={state.total} onStop={stop} />
      ) : state.phase === 'failed' ? (
        <VerificationFailed problem={state.problem} onClose={stop} />
      ) : (
        known &&
        (state.phase === 'done' || isBroken) && (
          <VerificationResult
            verification={known}
            lastAnchor={status?.lastAnchor ?? null}
            onShow={onShow}
            {...(state.phase === 'done' ? { onClose: stop } : {})}
          />
        )
      )}
    </>
  );
}

function percentOf({ done, total }: { done: number; total: number }): number {
  return total === 0 ? 100 : Math.floor((100 * done) / total);
}
