import { Drawer } from '@mantine/core';
import { useEffect, useState } from 'react';
import { levelOfStatus } from '../../format/words.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { useDesk } from '../../state/desk.tsx';
import { useLive } from '../../state/live.tsx';
import styles from './system-drawer.module.css';
import { SystemPage } from './system-page.tsx';

/** A system's own page beside the board; the address says which one is open. */
export function SystemDrawer({ id }: { id: string | null }) {
  const { router } = useDesk();
  const { health } = useLive();
  // Keeps its content while it slides away.
  const [shown, setShown] = useState(id);
  useEffect(() => {
    if (id) setShown(id);
  }, [id]);

  const tile = health.data?.tiles.find((candidate) => candidate.id === shown);
  return (
    <Drawer.Root
      opened={id !== null}
      onClose={() => router.go('health')}
      position="right"
      size={560}
      transitionProps={{ duration: 120 }}
      lockScroll={false}
    >
      <Drawer.Overlay backgroundOpacity={0.35} />
      <Drawer.Content className={styles.content ?? ''}>
        <div className={styles.header}>
          <Drawer.Title className={styles.title ?? ''}>
            {tile && <StateShape level={levelOfStatus(tile.status)} label={null} size={14} />}
            {tile?.name ?? shown}
          </Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </div>
        <Drawer.Body>{shown && <SystemPage id={shown} />}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
