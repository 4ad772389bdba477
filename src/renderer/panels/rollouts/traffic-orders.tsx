import {
  IconArrowBackUp,
  IconLock,
  IconPlayerPause,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import { useId } from 'react';
import type { TrafficOrder, TrafficView } from '../../../contract/rollouts.ts';
import { ActButton } from '../../operations/act-button.tsx';
import { useOperations } from '../../operations/operations.tsx';
import { useHindrances } from '../../operations/use-rights.ts';
import styles from './traffic-pane.module.css';

const BUTTONS: Readonly<Record<TrafficOrder, { title: string; icon: typeof IconX }>> = {
  pause: { title: 'Pause', icon: IconPlayerPause },
  promote: { title: 'Promote', icon: IconPlayerSkipForward },
  'promote-full': { title: 'Promote fully', icon: IconPlayerTrackNext },
  abort: { title: 'Abort', icon: IconX },
  retry: { title: 'Retry', icon: IconRefresh },
  undo: { title: 'Undo', icon: IconArrowBackUp },
};

/**
 * What the Rollout can be told beside a share: only what means something as it is. Each shows exactly what it would
 * send before it is done.
 *
 * @param stale why what is shown is not the present; null when it is
 */
export function TrafficOrders({ can, stale }: Pick<TrafficView, 'can'> & { stale: string | null }) {
  const { ask } = useOperations();
  const id = useId();
  const requests = can.map((order) => ({ kind: 'rollout.argo', parameters: { order } }));
  const hindrances = useHindrances(requests, stale);
  const written = [...new Set(hindrances)].filter((hindrance) => hindrance !== null);
  return (
    <section className={styles.orders} aria-label="Orders to the Rollout">
      {can.map((order, index) => (
        <span key={order} data-order={order}>
          <ActButton
            {...BUTTONS[order]}
            title={`${BUTTONS[order].title} …`}
            hindrance={hindrances[index] ?? null}
            describedBy={id}
            onPress={() => ask({ kind: 'rollout.argo', parameters: { order } })}
          />
        </span>
      ))}
      <div id={id} className={styles.why}>
        {written.map((hindrance) => (
          <p key={hindrance}>
            <IconLock size={13} stroke={1.75} aria-hidden /> {hindrance}
          </p>
        ))}
      </div>
    </section>
  );
}
