import { NumberInput } from '@mantine/core';
import { IconArrowBackUp, IconArrowsMaximize, IconLock, IconRotateClockwise } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { DeploymentView } from '../../../../contract/cluster.ts';
import { ActButton } from '../../../operations/act-button.tsx';
import { useOperations } from '../../../operations/operations.tsx';
import styles from './deployment-acts.module.css';
import { RolloutStatus } from './rollout-status.tsx';
import { useDeploymentActs } from './use-deployment-acts.ts';

const MOST_REPLICAS = 150_000;

/** Restart, scale, take back; and how its rollout goes. */
export function DeploymentActs({
  deployment,
  stale,
  onHistory,
}: {
  deployment: DeploymentView;
  stale: string | null;
  onHistory: () => void;
}) {
  const { ask } = useOperations();
  const acts = useDeploymentActs(deployment, stale);
  const [wanted, setWanted] = useState<number | null>(null);
  const id = useId();
  const replicas = wanted ?? deployment.desired;
  const same = replicas === deployment.desired;
  const hindrances = [...new Set([acts.restart.hindrance, acts.scale.hindrance, acts.undo.hindrance])];
  const written = hindrances.filter((hindrance) => hindrance !== null);
  const onScale = acts.scale.hindrance ?? (same ? 'Choose another number of pods first.' : null);

  return (
    <section className={styles.acts} aria-label="What can be done" data-acts>
      <div className={styles.row}>
        <ActButton
          icon={IconRotateClockwise}
          title="Restart"
          hindrance={acts.restart.hindrance}
          describedBy={id}
          onPress={() => ask(acts.restart.request)}
        />
        <ActButton
          icon={IconArrowBackUp}
          title="Undo…"
          hindrance={acts.undo.hindrance}
          describedBy={id}
          onPress={onHistory}
        />
        <span className={styles.scale}>
          <NumberInput
            size="xs"
            aria-label="Pods wanted"
            aria-describedby={acts.scale.hindrance === null ? undefined : id}
            value={replicas}
            onChange={(value) => setWanted(typeof value === 'number' ? value : null)}
            min={0}
            max={MOST_REPLICAS}
            allowDecimal={false}
            allowNegative={false}
            disabled={acts.scale.hindrance !== null}
            className={styles.number ?? ''}
            data-scale
          />
          <ActButton
            icon={IconArrowsMaximize}
            title={same ? 'Scale' : `Scale to ${replicas}`}
            hindrance={onScale}
            describedBy={id}
            onPress={() => {
              setWanted(null);
              ask(acts.scale.requestTo(replicas));
            }}
          />
        </span>
      </div>
      <div id={id} className={styles.why}>
        {written.map((hindrance) => (
          <p key={hindrance}>
            <IconLock size={13} stroke={1.75} aria-hidden /> {hindrance}
          </p>
        ))}
        {written.length === 0 && same && (
          <span className="sr-only">Choose another number of pods first.</span>
        )}
      </div>
      {stale === null && <RolloutStatus deployment={deployment} />}
    </section>
  );
}
