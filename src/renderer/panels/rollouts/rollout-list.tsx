import { Button } from '@mantine/core';
import { IconArrowsSplit } from '@tabler/icons-react';
import type { RolloutSummary, RolloutsFrame } from '../../../contract/rollouts.ts';
import { formatSpan } from '../../format/time.ts';
import { Age } from '../../marks/age.tsx';
import { useDesk } from '../../state/desk.tsx';
import { PanelMessage } from '../../states/panel-message.tsx';
import { RowButton, RowGroup, RowGroups, RowState, RowWords } from '../row-groups.tsx';
import styles from './rollout-list.module.css';
import { RolloutMark } from './rollout-mark.tsx';
import { inGroups, isDriven, STATE_WORDS } from './words.ts';

/** What waits for a decision first, then what goes on, then what was. */
export function RolloutList({
  frame,
  isOld,
  onStart,
}: {
  frame: RolloutsFrame;
  isOld: boolean;
  onStart: () => void;
}) {
  const { waiting, goingOn, ended } = inGroups(frame.items);
  if (frame.items.length === 0) {
    return (
      <PanelMessage
        icon={IconArrowsSplit}
        title="Nothing was rolled out from here yet"
        text="A rollout gives traffic to the MLOps features stage by stage, watches each, and turns back by itself where a check fails."
        hint="Start one: the plan and its first change are shown before anything is done."
        action={
          <Button size="xs" onClick={onStart}>
            Start a rollout
          </Button>
        }
      />
    );
  }
  return (
    <div className={styles.list} data-greyed={isOld || undefined}>
      <RowGroups label="Rollouts">
        {waiting.length > 0 && (
          <Group name="Waiting for a decision" items={waiting} isOld={isOld} level="warning" />
        )}
        {goingOn.length > 0 && <Group name="Going on" items={goingOn} isOld={isOld} />}
        {ended.length > 0 && <Group name="History" items={ended} isOld={isOld} />}
      </RowGroups>
    </div>
  );
}

function Group({
  name,
  items,
  isOld,
  level,
}: {
  name: string;
  items: readonly RolloutSummary[];
  isOld: boolean;
  level?: 'warning';
}) {
  return (
    <RowGroup name={name} count={items.length}>
      {items.map((item) => (
        <Row
          key={item.id}
          item={item}
          isOld={item.endedAt === null && (isOld || (item.asks === null && !isDriven(item)))}
          level={level}
        />
      ))}
    </RowGroup>
  );
}

function Row({ item, isOld, level }: { item: RolloutSummary; isOld: boolean; level: 'warning' | undefined }) {
  const { router } = useDesk();
  const { id, title, state, asks, why, percentage, startedAt, startedBy, endedAt } = item;
  return (
    <RowButton
      className={styles.columns}
      data-rollout={id}
      data-state={state}
      data-level={level}
      onClick={() => router.go('rollouts', id)}
    >
      <RowState>
        <RolloutMark state={state} isOld={isOld} /> {STATE_WORDS[state]}
      </RowState>
      <RowWords>
        <strong>{title}</strong>
        {(asks?.text ?? why) !== null && <span className={styles.why}>{asks?.text ?? why}</span>}
      </RowWords>
      <span>
        {percentage === null ? 'nothing set' : `${percentage} %`}
        <span className={styles.under}>{placeOf(item)}</span>
      </span>
      <span>
        <Age at={startedAt} suffix=" ago" />
        {endedAt !== null && `, took ${formatSpan(Date.parse(endedAt) - Date.parse(startedAt))}`}
        <span className={styles.under}>by {startedBy}</span>
      </span>
    </RowButton>
  );
}

function placeOf({ stage, stageCount }: RolloutSummary): string {
  if (stage !== null) return `stage ${stage + 1} of ${stageCount}`;
  return stageCount === 1 ? 'one stage' : `${stageCount} stages`;
}
