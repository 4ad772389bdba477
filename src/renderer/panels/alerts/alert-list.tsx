import { IconBellOff, IconChevronRight, IconEyeOff } from '@tabler/icons-react';
import type { AlertItem, AlertsFrame } from '../../../contract/alerts.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { PanelMessage } from '../../states/panel-message.tsx';
import { RowSkeleton } from '../../states/row-skeleton.tsx';
import { RowGroup, RowGroups } from '../row-groups.tsx';
import styles from './alert-list.module.css';
import { AlertRow } from './alert-row.tsx';
import { isUnanswered, SHAPES } from './levels.ts';
import { ResponseClock } from './response-clock.tsx';

const GROUPS: readonly { title: string; has: (item: AlertItem) => boolean }[] = [
  { title: 'To be answered', has: isUnanswered },
  { title: 'Firing, seen to or secondary', has: (it) => it.state === 'firing' && !isUnanswered(it) },
  { title: 'May fire soon', has: (it) => it.state === 'pending' },
  { title: 'Resolved within the last hour', has: (it) => it.state === 'resolved' },
];

/** Alerts by urgency; arrow keys go from one to the next. */
export function AlertList({
  frame,
  isOld,
  openId,
  onOpen,
}: {
  frame: AlertsFrame | null;
  /** Nobody knows how it is now: the connection is lost, or the rules are not evaluated. */
  isOld: boolean;
  openId: string | null;
  onOpen: (id: string) => void;
}) {
  if (frame === null) return <RowSkeleton what="the alerts" />;
  if (frame.items.length === 0) return <Nothing frame={frame} isOld={isOld} />;
  return (
    <RowGroups label="Alerts, the most urgent first">
      {GROUPS.map(({ title, has }) => {
        const items = frame.items.filter(has);
        if (items.length === 0) return null;
        return (
          <RowGroup key={title} name={title} count={items.length}>
            {byRule(items).map(([name, same]) =>
              same.length > MOST_OF_A_RULE ? (
                <SameRule key={name} name={name} items={same} openId={openId} onOpen={onOpen} />
              ) : (
                same.map((item) => (
                  <AlertRow
                    key={item.id}
                    item={item}
                    isOpen={item.id === openId}
                    onOpen={() => onOpen(item.id)}
                  />
                ))
              ),
            )}
          </RowGroup>
        );
      })}
    </RowGroups>
  );
}

/** So many alerts of one rule are one line that can be opened. */
const MOST_OF_A_RULE = 3;

/** In the order of the most urgent of each rule. */
function byRule(items: readonly AlertItem[]): [string, AlertItem[]][] {
  const groups = new Map<string, AlertItem[]>();
  for (const item of items) groups.set(item.name, [...(groups.get(item.name) ?? []), item]);
  return [...groups];
}

/** Many systems, one cause perhaps: the first of them has the clock. */
function SameRule({
  name,
  items,
  openId,
  onOpen,
}: {
  name: string;
  items: readonly AlertItem[];
  openId: string | null;
  onOpen: (id: string) => void;
}) {
  const [first] = items;
  const systems = items.map(({ system }) => system).filter((it) => it !== null);
  return (
    <li>
      <details className={styles.same} open={items.some(({ id }) => id === openId)}>
        <summary
          data-rule-group={name}
          data-level={first && isUnanswered(first) ? SHAPES[first.level] : undefined}
        >
          <IconChevronRight className={styles.chevron} size={14} stroke={2} aria-hidden />
          {first && <StateShape level={SHAPES[first.level]} size={12} />}
          <strong>
            {items.length} × {name}
          </strong>
          <span className={styles.systems}>{systems.join(', ')}</span>
          {first && isUnanswered(first) && <ResponseClock respondBy={first.respondBy} />}
        </summary>
        <ul className={styles.rows}>
          {items.map((item) => (
            <AlertRow key={item.id} item={item} isOpen={item.id === openId} onOpen={() => onOpen(item.id)} />
          ))}
        </ul>
      </details>
    </li>
  );
}

function Nothing({ frame, isOld }: { frame: AlertsFrame; isOld: boolean }) {
  const watching = frame.rules.filter(({ state }) => state === 'good').length;
  if (frame.evaluator === 'past') {
    return <PanelMessage icon={IconBellOff} title="No alert fired or waited at that moment" />;
  }
  if (isOld) {
    return (
      <PanelMessage
        icon={IconBellOff}
        title="No alert fired or waited when that was last known"
        text="Nobody knows how it is now."
      />
    );
  }
  if (watching === 0) {
    return (
      <PanelMessage
        icon={IconEyeOff}
        title="No rule can see anything"
        text="Nothing fires, and nothing could: nobody measures what the rules go by."
        hint="Name services, stores and a cluster in the profile; the Rules tab says what each rule lacks."
      />
    );
  }
  return (
    <PanelMessage
      icon={IconBellOff}
      title="No alert fires or waits"
      text={`${watching} of ${frame.rules.length} rules are measured and hold.`}
      hint={
        watching < frame.rules.length
          ? 'The others are blind or stale; the Rules tab says why.'
          : 'Every rule has what it goes by.'
      }
    />
  );
}
