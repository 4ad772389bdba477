import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun, IconSunMoon } from '@tabler/icons-react';
import { COLOR_SCHEMES } from './color-schemes.ts';

const ICONS = { auto: IconSunMoon, light: IconSun, dark: IconMoon } as const;

/** Goes round: as the system has it, light, dark. */
export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Picture = ICONS[colorScheme];
  const now = COLOR_SCHEMES[colorScheme];
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Theme: ${now.title}. Change to ${COLOR_SCHEMES[now.next].title}`}
      title={`Theme: ${now.title}`}
      onClick={() => setColorScheme(now.next)}
    >
      <Picture size={18} stroke={1.5} />
    </ActionIcon>
  );
}
