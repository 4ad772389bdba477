import { Modal } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import styles from './palette.module.css';
import { usePaletteGroups } from './palette-entries.tsx';
import { matching } from './palette-matching.ts';
import { useShell } from './shell-state.tsx';

/** Ctrl+K: every place, system and act by its name. */
export function Palette() {
  const { dialog, close } = useShell();
  const [query, setQuery] = useState('');
  const [[store, spotlight]] = useState(createSpotlight);
  const groups = matching(usePaletteGroups(), query);
  const shown = dialog === 'palette';

  useEffect(() => {
    if (shown) spotlight.open();
    else spotlight.close();
  }, [shown, spotlight]);

  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={close}
      shortcut={null}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.4 }}
      lockScroll={false}
      yOffset={72}
      size={560}
      classNames={{ content: styles.content ?? '' }}
    >
      <Modal.Title className="sr-only">Search</Modal.Title>
      <Spotlight.Search
        placeholder="Panel, system or act"
        aria-label="Search for a panel, a system or an act"
        leftSection={<IconSearch size={17} stroke={1.5} aria-hidden />}
        classNames={{ input: styles.input ?? '' }}
      />
      <Spotlight.ActionsList className={styles.list ?? ''}>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.title} label={group.title} className={styles.group ?? ''}>
            {group.entries.map((entry) => (
              <Spotlight.Action key={entry.id} className={styles.action ?? ''} onClick={entry.run}>
                <span className={styles.picture}>{entry.picture}</span>
                <span>{entry.title}</span>
                <span className={styles.note}>{entry.note}</span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <p className={styles.nothing}>Nothing has that name.</p>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
