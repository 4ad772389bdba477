import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { OperatorMenu } from '../people/operator-menu.tsx';
import { useLive } from '../state/live.tsx';
import { useMoment } from '../state/moment.ts';
import { Bone } from '../states/panel-skeleton.tsx';
import { Clock } from './clock.tsx';
import { useShell } from './shell-state.tsx';
import { SourceMarks } from './source-marks.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import { TimeButton } from './time/time-button.tsx';
import styles from './top-bar.module.css';
import { UrgentAlert } from './urgent-alert.tsx';

/** Which system this is, whether its sources speak, and the ways to search, switch and ask. */
export function TopBar() {
  const { shell } = useLive();
  const { open, timeBar, showTimeBar } = useShell();
  const { at } = useMoment();
  const profile = shell.data?.profile;
  return (
    <header className={styles.bar} data-environment={profile?.environment}>
      <svg className={styles.brand} viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
        <path d="M4 17h6l3-8 4 14 3-6h8" />
      </svg>
      <div className={styles.profile}>
        {profile ? (
          <>
            <strong className={styles.name} title={profile.name}>
              {profile.name}
            </strong>
            <span className={styles.environment}>{profile.environment}</span>
          </>
        ) : (
          <Bone width={150} height={20} />
        )}
      </div>
      {at === null && <SourceMarks />}
      <UrgentAlert />
      <TimeButton open={timeBar} onToggle={() => showTimeBar(!timeBar)} />
      <UnstyledButton className={styles.search} onClick={() => open('palette')}>
        <IconSearch size={15} stroke={1.75} aria-hidden />
        <span className={styles.searchLabel}>Search</span>
        <Kbd size="xs">Ctrl K</Kbd>
      </UnstyledButton>
      <Clock />
      <OperatorMenu />
      <div className={styles.tools}>
        <ThemeToggle />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Keys and marks"
          title="Keys and marks (?)"
          onClick={() => open('help')}
        >
          <IconKeyboard size={18} stroke={1.5} />
        </ActionIcon>
      </div>
    </header>
  );
}
