import type { JournalCoverage } from '../../../contract/journal.ts';
import type { ProblemView } from '../../../contract/source.ts';
import { grouped } from '../../format/number.ts';
import { PresentAge } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './coverage-summary.module.css';

interface CoverageSummaryProps {
  coverage: JournalCoverage | null;
  problem: ProblemView | null;
  offline: boolean;
  /** Null while another book is open, which has not these entries. */
  onShow: ((index: number) => void) | null;
}

/** `Audit trail 41 of 41 complete, 30 days`; the newest one that is not complete can be opened. */
export function CoverageSummary({ coverage, problem, offline, onShow }: CoverageSummaryProps) {
  if (!coverage) {
    return problem ? (
      <div>
        <StateShape level="unknown" /> Audit trail not known: {problem.message}
      </div>
    ) : (
      <div>Audit trail is being counted</div>
    );
  }
  const { level, complete, total, words, underWay, incomplete } = coverage;
  return (
    <div>
      <StateShape level={level} /> Audit trail{' '}
      {level === 'unknown'
        ? `not known: ${lowerFirst(words)}, 30 days`
        : `${grouped(complete)} of ${grouped(total)} complete, 30 days`}
      {underWay > 0 && `, ${grouped(underWay)} under way`}
      {onShow && <Newest incomplete={incomplete} onShow={onShow} />}
      {(problem || offline) && (
        <>
          ; as counted <PresentAge at={coverage.observedAt} />
        </>
      )}
    </div>
  );
}

function Newest({
  incomplete,
  onShow,
}: {
  incomplete: JournalCoverage['incomplete'];
  onShow: (index: number) => void;
}) {
  const newest = incomplete[0];
  if (!newest) return null;
  const { index, lacks, target } = newest;
  return (
    <>
      ; newest without {lacks.join(' and ')}:{' '}
      {index === null ? (
        target
      ) : (
        <button type="button" className={styles.link} onClick={() => onShow(index)}>
          {target}
        </button>
      )}
    </>
  );
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
