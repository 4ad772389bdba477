import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import type { AlertsFrame } from '../../../contract/alerts.ts';
import { Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { PanelMessage } from '../../states/panel-message.tsx';
import { PlainTable } from '../../tables/index.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import styles from './views.module.css';

/** What is kept quiet and until when, and whether those who are told take what they are told. */
export function SilencesView({
  frame,
  disabled,
  onUnsilence,
}: {
  frame: AlertsFrame;
  disabled: string | null;
  onUnsilence: (id: string) => void;
}) {
  return (
    <ScrollRegion framed className={styles.view} label="Silences and receivers">
      {frame.silences.length === 0 ? (
        <PanelMessage
          icon={IconVolume}
          title="Nothing is silenced"
          hint="Open an alert to silence it for a while."
        />
      ) : (
        <PlainTable>
          <thead>
            <tr>
              <th>Alerts with</th>
              <th>Why</th>
              <th>By</th>
              <th>Until</th>
              <th>Silent now</th>
              <th aria-label="Act" />
            </tr>
          </thead>
          <tbody>
            {frame.silences.map(({ id, matchers, reason, createdBy, until, silences }) => (
              <tr key={id} data-silence={id}>
                <td>
                  <code>{matchers.join(', ')}</code>
                </td>
                <td>{reason}</td>
                <td>{createdBy}</td>
                <td className={styles.nowrap}>
                  <Moment at={until} />
                </td>
                <td>{silences}</td>
                <td>
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={disabled !== null}
                    title={disabled ?? undefined}
                    onClick={() => onUnsilence(id)}
                  >
                    End
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
      {frame.evaluator !== 'past' && (
        <section aria-label="Who is told">
          <h2 className={styles.heading}>Who is told</h2>
          {frame.receivers.length === 0 && (
            <p className={styles.muted}>
              Only whoever looks at this window: the profile names no receiver (alerts.email,
              alerts.webhooks).
            </p>
          )}
          <ul className={styles.receivers}>
            {frame.receivers.map(({ name, kind, from, state, waiting, lastSentAt, problem, nextTryAt }) => (
              <li key={name} data-receiver={name}>
                <StateShape
                  level={state === 'ok' ? 'good' : state === 'failing' ? 'warning' : 'unknown'}
                  label={state}
                  size={11}
                />
                <strong>{name}</strong>
                <span className={styles.muted}>
                  {kind}, from {from} on
                </span>
                <span>
                  {problem ?? (lastSentAt === null ? 'nothing was told yet' : '')}
                  {problem === null && lastSentAt !== null && (
                    <>
                      last told <Moment at={lastSentAt} />
                    </>
                  )}
                  {waiting > 0 && `, ${waiting} waiting`}
                  {nextTryAt !== null && (
                    <>
                      , tried again at <Moment at={nextTryAt} />
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label="Whom to call">
        <h2 className={styles.heading}>Whom to call</h2>
        {frame.contacts.length === 0 && <p className={styles.muted}>The profile names nobody (contacts).</p>}
        <dl className={styles.contacts}>
          {frame.contacts.map(({ role, contact }) => (
            <div key={role}>
              <dt>{role}</dt>
              <dd>{contact ?? 'nothing that can be read'}</dd>
            </div>
          ))}
        </dl>
      </section>
    </ScrollRegion>
  );
}
