import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowsSplit,
  IconHandStop,
  IconHelpCircle,
  IconLock,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { ProblemView } from '../../contract/source.ts';
import { ended } from '../format/words.ts';
import styles from './operation-dialog.module.css';

interface TroubleProps {
  problem: ProblemView;
  /** Asks again what would be done. */
  onLook: () => void;
  onLeave: () => void;
  /** True where it is certain without looking at the problem. */
  nothingDone?: boolean;
}

/** Why it was not done, or that nobody knows: what happened, what that means, what to do. */
export function Trouble({ problem, onLook, onLeave, nothingDone = false }: TroubleProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const unknown = !nothingDone && /not known whether/.test(problem.message);
  const { icon: Picture, title } = unknown ? NOT_KNOWN : (KINDS[problem.code] ?? OTHER);
  return (
    <div className={styles.parts} data-trouble={unknown ? 'unknown' : problem.code}>
      <div className={styles.verdict} data-level={unknown ? 'unknown' : 'critical'} role="alert">
        <Picture size={22} stroke={1.75} aria-hidden />
        <div>
          <h3>{title}</h3>
          <p>{ended(problem.message)}</p>
          {problem.hint && <p className={styles.aside}>{problem.hint}</p>}
        </div>
      </div>
      <div className={styles.footer}>
        <span className={styles.aside} />
        <Button variant="default" onClick={onLeave}>
          Close
        </Button>
        <Button ref={first} onClick={onLook}>
          Look again
        </Button>
      </div>
    </div>
  );
}

const OTHER = { icon: IconAlertTriangle, title: 'It was not done' };
const NOT_KNOWN = { icon: IconHelpCircle, title: 'It is not known whether it was done' };
const KINDS: Record<string, typeof OTHER> = {
  conflict: { icon: IconArrowsSplit, title: 'Somebody else changed it meanwhile' },
  forbidden: { icon: IconLock, title: 'The cluster does not allow it' },
  refused: { icon: IconHandStop, title: 'It was refused' },
  unreachable: { icon: IconPlugConnectedX, title: 'The cluster does not answer' },
  timeout: { icon: IconPlugConnectedX, title: 'The cluster does not answer' },
};
