import { Progress } from '@mantine/core';
import type { DeploymentView } from '../../../../contract/cluster.ts';
import { useStream } from '../../../state/stream.ts';
import styles from './deployment-acts.module.css';

/** A rollout that is not at its end, followed there in kubectl's words. Nothing once it is. */
export function RolloutStatus({ deployment }: { deployment: DeploymentView }) {
  const { desired, updated, available, ready } = deployment;
  const settled = updated === desired && available === desired && ready === desired;
  return settled ? null : <Rollout key={deployment.key} deployment={deployment} />;
}

function Rollout({ deployment }: { deployment: DeploymentView }) {
  const { namespace, name, desired, updated, available } = deployment;
  const { data, problem } = useStream(
    (client, options) => client.cluster.rollout({ namespace, name }, options),
    `rollout ${deployment.key}`,
  );
  const done = Math.min(updated, available);
  return (
    <div className={styles.rollout} data-rollout={data?.phase ?? 'waiting'}>
      <div className={styles.bar}>
        <Progress
          value={desired === 0 ? 100 : (100 * done) / desired}
          size={6}
          className={styles.track ?? ''}
          aria-label="Pods of the newest version that are available"
          transitionDuration={0}
        />
        <span>
          {done} of {desired}
        </span>
      </div>
      <p role="status" className={styles.words}>
        {data?.words ?? problem?.message ?? 'Looking how the rollout goes.'}
      </p>
    </div>
  );
}
