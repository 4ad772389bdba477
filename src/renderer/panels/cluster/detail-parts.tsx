import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ClusterKind, DeploymentView, EventView, NodeView, PodView } from '../../../contract/cluster.ts';
import type { Level } from '../../../contract/health.ts';
import { Age } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './detail-parts.module.css';
import { podState } from './state-words.ts';

/** All that is on the screen's tables, and the way to another row. */
export interface Around {
  pods: readonly PodView[];
  deployments: readonly DeploymentView[];
  nodes: readonly NodeView[];
  events: readonly EventView[];
  onShow: (kind: ClusterKind, key: string) => void;
}

/** How it is, and why. */
export function StateLine({ level, state, reason }: { level: Level; state: string; reason: string | null }) {
  return (
    <div className={styles.stateLine} data-level={level}>
      <p className={styles.word}>
        <StateShape level={level} label={null} size={12} /> {state}
      </p>
      {reason && <p>{reason}</p>}
    </div>
  );
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children ?? <span className={styles.unknown}>not reported</span>}</dd>
    </div>
  );
}

/** Opens another row in the drawer. */
export function RowLink({ children, onPress }: { children: ReactNode; onPress: () => void }) {
  return (
    <button type="button" className={styles.link} onClick={onPress}>
      {children}
    </button>
  );
}

function Section({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>
        {title} <span className={styles.unknown}>{count}</span>
      </h3>
      {children}
    </section>
  );
}

const MAX_LISTED = 50;

export function PodList({ pods, around }: { pods: readonly PodView[]; around: Around }) {
  return (
    <Section title="Pods" count={pods.length}>
      {pods.length === 0 && <p className={styles.unknown}>None.</p>}
      <ul className={styles.list}>
        {pods.slice(0, MAX_LISTED).map((pod) => (
          <li key={pod.key}>
            <button type="button" className={styles.entry} onClick={() => around.onShow('pods', pod.key)}>
              <StateShape level={pod.level} label={null} />
              <span className={styles.name}>{pod.name}</span>
              <span className={styles.aside}>{podState(pod)}</span>
              <IconChevronRight className={styles.chevron} size={14} stroke={1.75} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {pods.length > MAX_LISTED && <p className={styles.unknown}>and {pods.length - MAX_LISTED} more</p>}
    </Section>
  );
}

export function EventList({ events }: { events: readonly EventView[] }) {
  return (
    <Section title="Events" count={events.length}>
      {events.length === 0 && <p className={styles.unknown}>None in the last hour or so.</p>}
      <ul className={styles.list}>
        {events.slice(0, MAX_LISTED).map((event) => (
          <li key={event.key} className={styles.event}>
            <p className={styles.eventHead}>
              <StateShape level={event.level} label={null} size={9} />
              <strong>{event.reason}</strong>
              {event.count > 1 && <span>{event.count} times</span>}
              <span className={styles.aside}>
                <Age at={event.lastSeenAt} suffix=" ago" />
              </span>
            </p>
            <p className={styles.message}>{event.message}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
