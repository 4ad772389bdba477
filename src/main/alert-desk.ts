import { app, Notification } from 'electron';
import type { Message } from '../core/alerts/index.ts';

/** What the desktop is told of alerts. */
export interface AlertDesk {
  /** Shows one; thrown where this desktop shows none, so that it counts as not taken. */
  show(message: Message): void;
  /** How many wait for an answer, on the application's icon where the system has such a badge. */
  count(unanswered: number): void;
}

/** @param onClick gets the alert's id where the message is about a single one */
export function createAlertDesk({ onClick }: { onClick: (alert: string | null) => void }): AlertDesk {
  return {
    show({ title, text, level, alerts }) {
      if (!Notification.isSupported()) throw new Error('This desktop shows no notifications');
      const notification = new Notification({
        title,
        body: text,
        urgency: level === 'critical' || level === 'emergency' ? 'critical' : 'normal',
        // The page sounds, where that is wanted.
        silent: true,
      });
      notification.on('click', () => onClick(alerts.length === 1 ? (alerts[0]?.id ?? null) : null));
      notification.show();
    },
    count(unanswered) {
      app.setBadgeCount(unanswered);
    },
  };
}
