import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { AlertNotice } from '../../contract/alerts.ts';
import { useDesk } from '../state/desk.tsx';
import { useLive } from '../state/live.tsx';
import { useMoment } from '../state/moment.ts';

/** How whoever looks at this page is told of alerts. */
export interface Telling {
  sound: boolean;
  setSound(on: boolean): void;
  /** Whether the browser may show notifications; `elsewhere` where the desktop application does it. */
  mayNotify: NotificationPermission | 'elsewhere';
  askToNotify(): void;
}

const TellingContext = createContext<Telling | null>(null);
const SOUND = 'acgs.alert-sound';
const TOLD = 'acgs.alert-told';

/** Tells each thing once, whatever is reloaded or opened twice. */
export function TellingProvider({ children }: { children: ReactNode }) {
  const { alerts, shell } = useLive();
  const { at } = useMoment();
  const { router } = useDesk();
  const [sound, setSound] = useState(() => localStorage.getItem(SOUND) !== 'off');
  const host = shell.data?.host ?? null;
  const isOwnHost = host === 'browser' && 'Notification' in window;
  const [permission, setPermission] = useState<NotificationPermission>(() =>
    'Notification' in window ? Notification.permission : 'denied',
  );
  const notices = at === null ? alerts.data?.notices : undefined;

  useEffect(() => {
    if (notices === undefined || host === null) return;
    const told = Number(localStorage.getItem(TOLD) ?? 0);
    const news = notices.filter(({ id }) => id > told);
    const newest = news.at(-1);
    if (newest === undefined) return;
    localStorage.setItem(TOLD, String(newest.id));
    if (sound && news.some(({ kind, level }) => kind !== 'resolved' && level !== 'info')) beep();
    if (!isOwnHost || permission !== 'granted') return;
    for (const notice of news) show(notice, () => router.go('alerts', notice.alert));
  }, [notices, host, sound, permission, isOwnHost, router]);

  return (
    <TellingContext
      value={{
        sound,
        setSound(on) {
          localStorage.setItem(SOUND, on ? 'on' : 'off');
          setSound(on);
        },
        mayNotify: isOwnHost ? permission : 'elsewhere',
        askToNotify: () => void Notification.requestPermission().then(setPermission),
      }}
    >
      {children}
    </TellingContext>
  );
}

export function useTelling(): Telling {
  const telling = useContext(TellingContext);
  if (!telling) throw new Error('useTelling is for components inside TellingProvider');
  return telling;
}

function show({ id, title, text }: AlertNotice, onClick: () => void): void {
  const notification = new Notification(title, { body: text, tag: `acgs-alert-${id}` });
  notification.onclick = () => {
    window.focus();
    onClick();
    notification.close();
  };
}

/** Two short tones. A page that nobody has touched yet may not sound, and then it does not. */
function beep(): void {
  const audio = new AudioContext();
  const start = audio.currentTime;
  for (const [at, hertz] of [
    [0, 660],
    [0.22, 880],
  ] as const) {
    const tone = new OscillatorNode(audio, { frequency: hertz });
    const volume = new GainNode(audio, { gain: 0.12 });
    tone.connect(volume).connect(audio.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.16);
  }
  setTimeout(() => void audio.close(), 1000);
}
