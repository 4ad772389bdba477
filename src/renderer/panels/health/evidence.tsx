import type { ReactNode } from 'react';
import type { HealthBoard } from '../../../contract/health.ts';
import { formatDuration } from '../../format/number.ts';
import { Age } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './evidence.module.css';
import { evidenceOf } from './evidence-of.ts';

/** Nothing is wrong: what that rests on, because silence alone is no proof. */
export function Evidence({ board }: { board: HealthBoard }) {
  const { hashes, pods, slowest, lastTrouble } = evidenceOf(board);
  const answer = slowest && formatDuration(slowest.responseTimeMs);
  return (
    <div className={styles.evidence}>
      <p className={styles.nothing}>
        <StateShape level="good" label={null} size={12} /> Nothing. This rests on:
      </p>
      <dl className={styles.facts}>
        <Fact name="Constitutional hash" detail={hashes.total > 0 && hashDetail(hashes)}>
          {hashes.total > 0 ? `${hashes.match} of ${hashes.total}` : 'not reported'}
        </Fact>
        <Fact name="Pods" detail={pods.desired > 0 && 'ready'}>
          {pods.desired > 0 ? `${pods.ready} of ${pods.desired}` : 'not reported'}
        </Fact>
        <Fact name="Slowest answer" detail={slowest?.name}>
          {answer ? `${answer.value} ${answer.unit}` : 'not measured'}
        </Fact>
        <Fact name="Last trouble" detail={lastTrouble && `${lastTrouble.subject} ${lastTrouble.text}`}>
          {lastTrouble ? <Age at={lastTrouble.at} suffix=" ago" /> : 'none seen'}
        </Fact>
      </dl>
    </div>
  );
}

function hashDetail(hashes: { match: number; total: number }): string {
  return hashes.match === hashes.total ? 'match' : 'match, the others report none';
}

function Fact({ name, detail, children }: { name: string; detail: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd className={styles.value}>{children}</dd>
      {detail && <dd className={styles.detail}>{detail}</dd>}
    </div>
  );
}
