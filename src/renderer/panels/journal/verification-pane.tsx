import { Button, CloseButton } from '@mantine/core';
import type { JournalStatus, JournalVerification } from '../../../contract/journal.ts';
import type { ProblemView } from '../../../contract/source.ts';
import { grouped } from '../../format/number.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './verification-pane.module.css';
import { VerifiedStrip } from './verified-strip.tsx';

/** How far a verification is, to be stopped. */
export function VerificationProgress({
  done,
  total,
  onStop,
}: {
  done: number;
  total: number;
  onStop: () => void;
}) {
  return (
    <section className={styles.pane} aria-label="Verification">
      <div className={styles.head}>
        <p role="status">
          Computing every hash anew: {grouped(done)} of {grouped(total)} entries
        </p>
        <Button size="compact-xs" variant="default" onClick={onStop}>
          Stop
        </Button>
      </div>
      <progress
        className={styles.progress}
        aria-label="Entries verified"
        max={Math.max(1, total)}
        value={done}
      />
    </section>
  );
}

export function VerificationFailed({ problem, onClose }: { problem: ProblemView; onClose: () => void }) {
  return (
    <section className={styles.pane} aria-label="Verification" data-level="unknown">
      <div className={styles.head}>
        <p role="status">
          <StateShape level="unknown" label={null} /> <strong>It could not be verified.</strong>{' '}
          {problem.message} {problem.hint}
        </p>
        <CloseButton size="sm" aria-label="Close the verification" onClick={onClose} />
      </div>
    </section>
  );
}

interface VerificationResultProps {
  verification: JournalVerification;
  /** Of the own journal: what anchors vouch for; null for a bundle. */
  lastAnchor: JournalStatus['lastAnchor'];
  onShow: (index: number) => void;
  onClose?: () => void;
}

/** What verification found: a strip over the indexes, and what that means. */
export function VerificationResult({ verification, lastAnchor, onShow, onClose }: VerificationResultProps) {
  const { verdict, at, size, problems, firstBroken } = verification;
  const isIntact = verdict === 'intact';
  return (
    <section className={styles.pane} aria-label="Verification" data-verdict={verdict}>
      <div className={styles.head}>
        <p role="status">
          <StateShape level={isIntact ? 'good' : 'critical'} label={null} size={12} />{' '}
          <strong>{isIntact ? 'Intact' : 'Broken'}</strong>
          {`: ${grouped(size)} ${size === 1 ? 'entry' : 'entries'}, verified `}
          <Age at={at} suffix=" ago" />.{' '}
          {isIntact && <Reach verification={verification} lastAnchor={lastAnchor} />}
        </p>
        {firstBroken !== null && (
          <Button size="compact-xs" variant="default" onClick={() => onShow(firstBroken)}>
            Show entry {firstBroken}
          </Button>
        )}
        {onClose && <CloseButton size="sm" aria-label="Close the verification" onClick={onClose} />}
      </div>
      <VerifiedStrip verification={verification} />
      {problems.length > 0 && (
        <ul className={styles.problems}>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The product's own words for what an anchor is worth. */
function Reach({ verification, lastAnchor }: Pick<VerificationResultProps, 'verification' | 'lastAnchor'>) {
  const anchored = verification.ranges.filter(({ state }) => state === 'anchored').at(-1);
  const at = anchored?.at ?? lastAnchor?.at ?? null;
  if (!anchored) {
    return <>No external anchor vouches for it: whoever has its key could have rewritten it.</>;
  }
  return (
    <>
      It is tamper-evident up to the last external anchor
      {anchored.anchor !== null && `, ${anchored.anchor}`}
      {at !== null && (
        <>
          , signed <Moment at={at} />
        </>
      )}
      .
    </>
  );
}
