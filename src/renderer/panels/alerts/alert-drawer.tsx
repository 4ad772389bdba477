import { Button } from '@mantine/core';
import type { AlertExplanation, AlertItem } from '../../../contract/alerts.ts';
import { Moment } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDock } from '../../runbooks/dock-state.tsx';
import { useAnswer } from '../../state/answer.ts';
import { ErrorState } from '../../states/panel-states.tsx';
import { DrawerBody, DrawerSection, DrawerWaiting, SideDrawer } from '../side-drawer.tsx';
import styles from './alert-drawer.module.css';
import { isUnanswered, LEVEL_NAMES, SHAPES } from './levels.ts';
import { ResponseClock } from './response-clock.tsx';
import { Why } from './why.tsx';

interface AlertDrawerProps {
  item: AlertItem;
  at: string | null;
  /** Another one with each evaluation: what is explained is asked again. */
  turn: number;
  /** Why nothing can be done now; null when it can. */
  disabled: string | null;
  onAcknowledge: () => void;
  onReopen: () => void;
  onSilence: () => void;
  onClose: () => void;
}

/** Why an alert is as it is, what it goes by, who is called, and what can be done. */
export function AlertDrawer(props: AlertDrawerProps) {
  const { item, at, turn, disabled, onClose } = props;
  const { data, problem } = useAnswer(
    (client, options) => client.alerts.explain({ id: item.id, at }, options),
    `${item.id} ${at}`,
    turn,
  );
  const { openRunbook } = useDock();
  const why = disabled ?? undefined;
  return (
    <SideDrawer
      kind={
        <>
          <StateShape
            level={item.state === 'resolved' ? 'good' : SHAPES[item.level]}
            label={null}
            size={12}
          />
          {LEVEL_NAMES[item.level]} {item.id}
        </>
      }
      title={`${item.name} ${item.system ?? ''}`}
      width="medium"
      onClose={onClose}
    >
      <div className={styles.acts}>
        {isUnanswered(item) && (
          <Button size="xs" disabled={disabled !== null} title={why} onClick={props.onAcknowledge}>
            Acknowledge
          </Button>
        )}
        {item.state === 'firing' && item.acknowledgedBy !== null && (
          <Button
            size="xs"
            variant="default"
            disabled={disabled !== null}
            title={why}
            onClick={props.onReopen}
          >
            Re-open
          </Button>
        )}
        {item.state !== 'resolved' && (
          <Button
            size="xs"
            variant="default"
            disabled={disabled !== null}
            title={why}
            onClick={props.onSilence}
          >
            Silence
          </Button>
        )}
        {item.runbook !== null && item.state !== 'resolved' && (
          <Button
            size="xs"
            variant="default"
            title={item.procedure ?? item.runbook}
            onClick={() => openRunbook(item.runbook ?? '', givenBy(item))}
          >
            Start runbook
          </Button>
        )}
        {isUnanswered(item) && <ResponseClock respondBy={item.respondBy} />}
      </div>
      <DrawerBody>
        <p className={styles.summary}>{item.summary}</p>
        <p className={styles.muted}>
          <Why item={item} />
        </p>
        <Escalation item={item} />
        {data ? (
          <Explained found={data} />
        ) : problem ? (
          <ErrorState problem={problem} />
        ) : (
          <DrawerWaiting what="the explanation" />
        )}
      </DrawerBody>
    </SideDrawer>
  );
}

/** What the alert's labels say of a runbook's parameters: which system it is about. */
function givenBy({ system }: AlertItem): Record<string, string> {
  return system === null ? {} : { service: system };
}

function Escalation({ item }: { item: AlertItem }) {
  const { priority, path, reached, nextAt } = item.escalation;
  return (
    <DrawerSection title={<>Who is called ({priority})</>}>
      <ol className={styles.path}>
        {path.map(({ role, contact }, index) => (
          <li key={role} data-reached={index < reached || undefined}>
            <span>{role}</span>
            <span className={styles.muted}>
              {contact ?? 'not in the profile’s contacts'}
              {index < reached && ', called'}
              {index === reached && nextAt !== null && (
                <>
                  , at <Moment at={nextAt} />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {item.acknowledgedBy !== null && (
        <p>
          Answered by {item.acknowledgedBy}
          {item.note !== null && `: ${item.note}`}
        </p>
      )}
    </DrawerSection>
  );
}

function Explained({ found }: { found: AlertExplanation }) {
  return (
    <>
      <DrawerSection title="Why">
        {found.words.slice(1).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p className={styles.muted}>
          {found.rule.group} in {found.rule.file}
        </p>
      </DrawerSection>
      <DrawerSection title="Samples behind it">
        {found.samples.length === 0 && <p className={styles.muted}>None is recorded.</p>}
        <ul className={styles.samples}>
          {found.samples.map(({ series, value, at, state }) => (
            <li key={series}>
              <code>{series}</code>
              <span>{value ?? (state === 'ended' ? 'ended' : 'not a number')}</span>
              <span className={styles.muted}>
                <Moment at={at} />
                {state === 'old' && ', old'}
              </span>
            </li>
          ))}
        </ul>
      </DrawerSection>
      <DrawerSection title="What happened">
        <ul className={styles.history}>
          {found.history.map(({ at, kind, words }) => (
            <li key={`${at} ${kind}`}>
              <span className={styles.muted}>
                <Moment at={at} />
              </span>
              <span>{words}</span>
            </li>
          ))}
        </ul>
      </DrawerSection>
    </>
  );
}
