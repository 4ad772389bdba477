import type { ReactNode } from 'react';
import type { SystemDetail } from '../../../contract/health.ts';
import { formatDuration } from '../../format/number.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './system-facts.module.css';

/** What the last look at a system found, with where and when it was seen. */
export function SystemFacts({ system }: { system: SystemDetail }) {
  const silent = system.status === 'down' && system.httpStatus === null ? 'no answer' : undefined;
  return (
    <dl className={styles.facts}>
      <Fact name="Reported" missing={silent}>
        {system.reported && `“${system.reported}”`}
      </Fact>
      <Fact name="HTTP status" missing={silent}>
        {system.httpStatus}
      </Fact>
      <Fact name="Answer in" missing={silent}>
        {durationOf(system.responseTimeMs)}
      </Fact>
      <Fact name="Version">{system.version}</Fact>
      {system.detail && <Fact name="At a glance">{system.detail}</Fact>}
      {system.deployment && <Fact name="Deployment">{system.deployment}</Fact>}
      <Fact name="Source">{system.source}</Fact>
      <Fact name="Seen">
        {system.observedAt && (
          <span className={system.stale ? styles.stale : undefined}>
            <Moment at={system.observedAt} />, <Age at={system.observedAt} suffix=" ago" />
            {system.stale && ' (stale)'}
          </span>
        )}
      </Fact>
      {system.layer !== 'data' && <HashFact system={system} />}
    </dl>
  );
}

function HashFact({ system }: { system: SystemDetail }) {
  return (
    <>
      <Fact name="Hash expected">
        <code>{system.hashExpected}</code>
      </Fact>
      <Fact name="Hash seen">
        {system.hashSeen.length > 0 &&
          system.hashSeen.map((seen) => {
            const same = seen.value === system.hashExpected;
            return (
              <span key={`${seen.where} ${seen.value}`} className={styles.hash}>
                <StateShape level={same ? 'good' : 'critical'} label={same ? 'matches' : 'differs'} />
                <code>{seen.value}</code> in the {seen.where}
              </span>
            );
          })}
      </Fact>
    </>
  );
}

/** A fact nobody reported says so; it is not left out. */
interface FactProps {
  name: string;
  /** What to say when there is nothing. */
  missing?: string | undefined;
  children: ReactNode;
}

function Fact({ name, missing = 'not reported', children }: FactProps) {
  const nothing = children === null || children === false || children === '';
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{nothing ? <span className={styles.missing}>{missing}</span> : children}</dd>
    </div>
  );
}

function durationOf(ms: number | null): string | null {
  if (ms === null) return null;
  const { value, unit } = formatDuration(ms);
  return `${value} ${unit}`;
}
