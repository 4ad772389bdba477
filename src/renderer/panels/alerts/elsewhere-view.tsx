import { IconBroadcastOff } from '@tabler/icons-react';
import type { AlertsFrame } from '../../../contract/alerts.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { PanelMessage } from '../../states/panel-message.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { LEVEL_NAMES, SHAPES } from './levels.ts';
import styles from './views.module.css';

/** Alerts of an existing Alertmanager and Prometheus, with their source and its age. */
export function ElsewhereView({ frame }: { frame: AlertsFrame }) {
  if (frame.sources.length === 0) {
    return (
      <PanelMessage
        icon={IconBroadcastOff}
        title={frame.evaluator === 'past' ? 'Alerts of others are not recorded' : 'Nobody else is asked'}
        hint="Name an alertmanager or a prometheus in the profile to see their alerts beside ours."
      />
    );
  }
  return (
    <ScrollRegion framed className={styles.view} label="Alerts of others">
      {frame.sources.map((source) => (
        <section key={source.id} aria-label={source.name} data-source={source.id}>
          <h2 className={styles.heading}>
            <StateShape level={source.state === 'live' ? 'good' : 'unknown'} label={source.state} size={11} />{' '}
            {source.name}
            <span className={styles.aside}>
              {source.observedAt === null ? 'not seen yet' : <Age at={source.observedAt} suffix=" ago" />}
              {source.problem && `: ${source.problem.message}`}
            </span>
          </h2>
          {source.warnings.map((warning) => (
            <p key={warning} className={styles.problem}>
              {warning}
            </p>
          ))}
          {source.alerts.length === 0 && source.state === 'live' && (
            <p className={styles.muted}>It has no alerts.</p>
          )}
          <ul className={styles.receivers} data-greyed={source.state === 'stale' || undefined}>
            {source.alerts.map((alert) => (
              <li key={alert.id}>
                <StateShape level={SHAPES[alert.level]} label={null} size={11} />
                <strong>{alert.name}</strong>
                <span className={styles.muted}>
                  {LEVEL_NAMES[alert.level]}, {alert.state}
                </span>
                <span>
                  {alert.annotations.summary ?? labelText(alert.labels)}, since <Moment at={alert.activeAt} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </ScrollRegion>
  );
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .filter(([name]) => name !== 'alertname')
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
