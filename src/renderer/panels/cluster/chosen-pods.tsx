import { IconFileText } from '@tabler/icons-react';
import { grouped } from '../../format/number.ts';
import { SideDrawer } from '../side-drawer.tsx';
import styles from './chosen-pods.module.css';
import { LogView } from './logs/log-view.tsx';
import drawer from './row-drawer.module.css';

/** As many logs are read at once. */
const MOST_PODS = 50;

interface ChosenPodsProps {
  keys: ReadonlySet<string>;
  onLogs: () => void;
  onClear: () => void;
}

/** What can be done with the pods that are ticked. */
export function ChosenPods({ keys, onLogs, onClear }: ChosenPodsProps) {
  if (keys.size === 0) return null;
  const tooMany = keys.size > MOST_PODS;
  return (
    <div className={styles.bar} data-chosen={keys.size}>
      <p role="status">
        {grouped(keys.size)} {keys.size === 1 ? 'pod' : 'pods'} chosen
        {tooMany && `; at most ${MOST_PODS} logs are read at once`}
      </p>
      <button type="button" className={styles.button} disabled={tooMany} onClick={onLogs}>
        <IconFileText size={14} stroke={1.75} aria-hidden /> Logs together
      </button>
      <button type="button" className={styles.button} onClick={onClear}>
        Choose none
      </button>
    </div>
  );
}

interface MergedLogsProps {
  context: string | null;
  keys: ReadonlySet<string>;
  onClose: () => void;
}

/** The logs of the chosen pods as one. */
export function MergedLogs({ context, keys, onClose }: MergedLogsProps) {
  const targets = [...keys].sort().map((key) => {
    const slash = key.indexOf('/');
    return { kind: 'pod' as const, namespace: key.slice(0, slash), name: key.slice(slash + 1) };
  });
  return (
    <SideDrawer
      kind="Logs together"
      title={`${grouped(targets.length)} pods`}
      width="wide"
      closeLabel="Close the logs"
      onClose={onClose}
    >
      <div className={drawer.logs}>
        <LogView key={JSON.stringify([context, targets])} subject={{ context, targets }} />
      </div>
    </SideDrawer>
  );
}
