import { CloseButton } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { type KeyboardEvent, useId } from 'react';
import { grouped } from '../../format/number.ts';
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
  const id = useId();
  const targets = [...keys].sort().map((key) => {
    const slash = key.indexOf('/');
    return { kind: 'pod' as const, namespace: key.slice(0, slash), name: key.slice(slash + 1) };
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };
  return (
    <aside className={drawer.drawer} aria-labelledby={id} data-drawer data-wide onKeyDown={onKeyDown}>
      <header className={drawer.header}>
        <h2 className={drawer.title} id={id}>
          <span className={drawer.kind}>Logs together</span> {grouped(targets.length)} pods
        </h2>
        <CloseButton size="sm" aria-label="Close the logs" onClick={onClose} />
      </header>
      <div className={drawer.logs}>
        <LogView key={JSON.stringify([context, targets])} subject={{ context, targets }} />
      </div>
    </aside>
  );
}
