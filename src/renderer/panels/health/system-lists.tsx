import type { ReactNode } from 'react';
import type { SystemDetail } from '../../../contract/health.ts';
import { levelOfStatus, STATUS_WORDS } from '../../format/words.ts';
import { Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './system-lists.module.css';

/** What a system says about its own parts and dependencies, bad ones first. */
export function SystemParts({ parts }: { parts: SystemDetail['parts'] }) {
  if (parts.length === 0) return null;
  const sorted = parts.toSorted((a, b) => Number(a.good) - Number(b.good));
  return (
    <Section title="Parts it reports">
      <ul className={styles.parts}>
        {sorted.map((part) => (
          <li key={part.name} data-good={part.good}>
            <StateShape level={part.good ? 'good' : 'warning'} label={part.good ? 'good' : 'not good'} />
            <span>{part.name}</span>
            <span className={styles.word}>{part.reported}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function SystemPods({ system }: { system: SystemDetail }) {
  if (system.podList.length === 0) return null;
  return (
    <Section title={system.pods ? `Pods, ${system.pods.ready} of ${system.pods.desired} ready` : 'Pods'}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Pod</th>
            <th scope="col">Status</th>
            <th scope="col">Restarts</th>
            <th scope="col">Node</th>
          </tr>
        </thead>
        <tbody>
          {system.podList.map((pod) => (
            <tr key={pod.name}>
              <td className={styles.pod}>{pod.name}</td>
              <td>
                <span className={styles.state}>
                  <StateShape
                    level={pod.ready ? 'good' : 'warning'}
                    label={pod.ready ? 'ready' : 'not ready'}
                  />
                  {pod.status}
                </span>
              </td>
              <td className={styles.number}>{pod.restarts}</td>
              <td>{pod.node}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

export function SystemFigures({ figures }: { figures: SystemDetail['figures'] }) {
  if (figures.length === 0) return null;
  return (
    <Section title="Figures">
      <ul className={styles.figures}>
        {figures.map((figure) => (
          <li key={figure.name}>
            <span className={styles.word}>{figure.name}</span>
            <span>{figure.value.toLocaleString('en-US', { maximumFractionDigits: 3 })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function SystemHistory({ history }: { history: SystemDetail['history'] }) {
  return (
    <Section title="Status before">
      {history.length === 0 ? (
        <p className={styles.word}>No change has been seen yet.</p>
      ) : (
        <ol className={styles.history}>
          {history.map((entry) => (
            <li key={`${entry.at} ${entry.status}`}>
              <span className={styles.time}>
                <Moment at={entry.at} />
              </span>
              <StateShape level={levelOfStatus(entry.status)} label={null} />
              <span>
                {STATUS_WORDS[entry.status]}
                {entry.reason && <span className={styles.word}>: {entry.reason}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
