import { Button } from '@mantine/core';
import { IconAlertTriangle, IconFlask, IconPlugConnectedX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { formatSpan } from '../format/time.ts';
import { CutShortBanner } from '../operations/cut-short-banner.tsx';
import { GlassBanner } from '../people/glass-banner.tsx';
import { useDesk } from '../state/desk.tsx';
import { useLive } from '../state/live.tsx';
import { usePresent } from '../state/ticker.ts';
import styles from './banners.module.css';

/** What must not be overlooked whatever panel is shown. */
export function Banners() {
  const { shell } = useLive();
  const { connection } = useDesk();
  const phase = useStore(connection.state, (state) => state.phase);
  const notice = shell.data?.sandboxNotice;
  return (
    <div className={styles.banners}>
      {notice && (
        <section className={styles.sandbox} aria-label="Practice system">
          <IconFlask size={18} stroke={1.75} aria-hidden />
          <strong>Practice system</strong>
          <span>{notice}</span>
        </section>
      )}
      {shell.data?.troubles.map(({ message, hint }) => (
        <section className={styles.lost} aria-label="Trouble with the record" key={message}>
          <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
          <strong>{message}.</strong>
          {hint && <span>{hint}</span>}
        </section>
      ))}
      <GlassBanner />
      <CutShortBanner />
      <div role="alert">{phase === 'lost' && <LostBanner />}</div>
    </div>
  );
}

function LostBanner() {
  const { connection } = useDesk();
  const { shell } = useLive();
  const state = useStore(connection.state);
  usePresent();
  if (state.phase !== 'lost') return null;
  const seconds = Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000));
  const seen = shell.receivedAt === null ? null : formatSpan(Date.now() - shell.receivedAt);
  return (
    <div className={styles.lost}>
      <IconPlugConnectedX size={18} stroke={1.75} aria-hidden />
      <strong>Connection to the control center lost</strong>
      <span aria-live="off">
        {seen && `What is shown is ${seen} old. `}
        {seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again now.'}
      </span>
      <Button size="compact-xs" variant="default" onClick={connection.retryNow}>
        Try now
      </Button>
    </div>
  );
}
