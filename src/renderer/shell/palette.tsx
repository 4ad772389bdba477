import { useMantineColorScheme } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconSearch, IconSunMoon } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { levelOfStatus, STATUS_WORDS } from '../format/words.ts';
import { StateShape } from '../marks/state-shape.tsx';
import { PANELS } from '../panels/index.ts';
import { useDesk } from '../state/desk.tsx';
import { useLive } from '../state/live.tsx';
import { COLOR_SCHEMES } from './color-schemes.ts';
import styles from './palette.module.css';
import { useShell } from './shell-state.tsx';

/** Ctrl+K: every place, system and act by its name. */
export function Palette() {
  const { dialog, close, open, actions } = useShell();
  const { router } = useDesk();
  const { health } = useLive();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [[store, spotlight]] = useState(createSpotlight);
  const shown = dialog === 'palette';

  useEffect(() => {
    if (shown) spotlight.open();
    else spotlight.close();
  }, [shown, spotlight]);

  const nextTheme = COLOR_SCHEMES[colorScheme].next;
  const groups = [
    {
      group: 'Panels',
      actions: PANELS.map((panel, index) => ({
        id: `panel-${panel.id}`,
        label: panel.title,
        description: `Ctrl+${index + 1}`,
        leftSection: <panel.icon size={18} stroke={1.5} aria-hidden />,
        onClick: () => router.go(panel.id),
      })),
    },
    {
      group: 'Acts',
      actions: [
        ...actions.map((action) => ({
          id: action.id,
          label: action.title,
          ...(action.key && { description: action.key.toUpperCase() }),
          leftSection: <IconArrowRight size={18} stroke={1.5} aria-hidden />,
          onClick: action.run,
        })),
        {
          id: 'theme',
          label: `Theme: change to ${COLOR_SCHEMES[nextTheme].title}`,
          leftSection: <IconSunMoon size={18} stroke={1.5} aria-hidden />,
          onClick: () => setColorScheme(nextTheme),
        },
        {
          id: 'help',
          label: 'Keys and marks',
          description: '?',
          leftSection: <IconArrowRight size={18} stroke={1.5} aria-hidden />,
          // After the palette has closed: only one dialog is open at a time.
          onClick: () => setTimeout(() => open('help')),
        },
      ],
    },
    {
      group: 'Systems',
      actions: (health.data?.tiles ?? []).map((tile) => ({
        id: `system-${tile.id}`,
        label: tile.name,
        description: STATUS_WORDS[tile.status],
        keywords: [tile.id],
        leftSection: <StateShape level={levelOfStatus(tile.status)} label={null} size={12} />,
        onClick: () => router.go('health', tile.id),
      })),
    },
  ];

  return (
    <Spotlight
      store={store}
      actions={groups}
      onSpotlightClose={close}
      shortcut={null}
      nothingFound="Nothing has that name"
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.5} aria-hidden />,
        placeholder: 'Panel, system or act',
        'aria-label': 'Search for a panel, a system or an act',
      }}
      classNames={{
        action: styles.action ?? '',
        actionDescription: styles.description ?? '',
        actionBody: styles.body ?? '',
      }}
      transitionProps={{ duration: 0 }}
      lockScroll={false}
      scrollable
      maxHeight={420}
    />
  );
}
