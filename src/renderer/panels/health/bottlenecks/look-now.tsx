import { Button } from '@mantine/core';
import { IconCheck, IconSearch, IconX } from '@tabler/icons-react';
import { UnderWay } from '../../../marks/under-way.tsx';
import styles from './look-now.module.css';
import type { Bottlenecks } from './use-bottlenecks.ts';
import { AREA_WORDS, AREAS } from './words.ts';

/** Looks now; while it runs, says which areas are done and stops on a second press. */
export function LookNow({ bottlenecks, why }: { bottlenecks: Bottlenecks; why: string | null }) {
  const { looking, start, stop } = bottlenecks;
  const isRunning = looking !== null;
  const Picture = isRunning ? IconX : IconSearch;
  return (
    <div className={styles.look}>
      {isRunning && (
        <ul className={styles.areas} aria-label="How far the look has come">
          {AREAS.map((area) => {
            const isDone = looking.find((one) => one.area === area)?.state === 'done';
            return (
              <li key={area} data-area-progress={area} data-done={isDone || undefined}>
                {isDone ? <IconCheck size={13} stroke={2.4} aria-hidden /> : <UnderWay size={13} />}
                {AREA_WORDS[area]}
                <span className="sr-only">{isDone ? ': done' : ': being looked at'}</span>
              </li>
            );
          })}
        </ul>
      )}
      <Button
        size="xs"
        className={styles.button}
        variant={isRunning ? 'default' : 'filled'}
        disabled={why !== null}
        title={why ?? (isRunning ? 'End the look' : 'Look for bottlenecks now (L)')}
        leftSection={<Picture size={15} stroke={2} aria-hidden />}
        onClick={isRunning ? stop : start}
      >
        {isRunning ? 'Cancel' : 'Look now'}
      </Button>
    </div>
  );
}
