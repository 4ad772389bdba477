import { app } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAlertDesk } from './alert-desk.ts';
import { Notification, notifications, resetElectronDouble } from './testing/electron-double.ts';

beforeEach(() => resetElectronDouble());

const message = {
  kind: 'firing' as const,
  name: 'ServiceDown',
  level: 'critical' as const,
  title: 'CRITICAL: ServiceDown (governance)',
  text: 'governance is down.',
  alerts: [
    {
      ...{ id: '3fa2', labels: {}, annotations: {}, startsAt: '2025-06-27T09:00:00.000Z', endsAt: null },
      ...{ summary: 'governance is down', why: 'firing for 1 min', respondBy: null, runbook: null },
      ...{ procedure: null, acknowledgedBy: null, acknowledgedAt: null, note: null },
    },
  ],
  called: [],
};

describe('alerts on the desktop', () => {
  it('are shown as grave as they are, and lead to the alert', () => {
    const onClick = vi.fn();
    createAlertDesk({ onClick }).show(message);
    const [shown] = notifications;
    expect(shown?.options).toMatchObject({ title: message.title, body: message.text, urgency: 'critical' });
    expect(shown?.show).toHaveBeenCalledOnce();
    shown?.emit('click');
    expect(onClick).toHaveBeenCalledWith('3fa2');
  });

  it('are not taken where the desktop shows none', () => {
    Notification.isSupported.mockReturnValueOnce(false);
    expect(() => createAlertDesk({ onClick: () => {} }).show(message)).toThrow('no notifications');
    expect(notifications).toEqual([]);
  });

  it('are counted on the icon', () => {
    createAlertDesk({ onClick: () => {} }).count(3);
    expect(app.setBadgeCount).toHaveBeenCalledWith(3);
  });
});
