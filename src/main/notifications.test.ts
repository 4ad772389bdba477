import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Verdict } from '../contract/health.ts';
import { manualClock } from '../core/kernel/manual-clock.ts';
import { createNotifier } from './notifications.ts';
import { Notification, notifications, resetElectronDouble } from './testing/electron-double.ts';

const MINUTE_MS = 60_000;

beforeEach(() => resetElectronDouble());

function open(onClick = () => {}) {
  const clock = manualClock();
  const notifier = createNotifier({ clock, onClick });
  const say = (verdict: Verdict, text: string = verdict) =>
    notifier.update({ verdict, text, level: verdict === 'pass' ? 'good' : 'critical' });
  const told = () => notifications.map(({ options }) => options.body);
  return { clock, notifier, say, told };
}

describe('notifications', () => {
  it('come once for each worsening and never for getting better', async () => {
    const { clock, say, told } = open();
    say('unknown');
    say('pass');
    say('fail', 'governance is down');
    say('fail', 'governance and integrity are down');
    expect(told()).toEqual(['governance is down']);
    await clock.advance(10 * MINUTE_MS);
    say('pass');
    say('unknown', 'the cluster does not answer');
    expect(told()).toEqual(['governance is down', 'the cluster does not answer']);
  });

  it('tell of a failure that follows not knowing', async () => {
    const { clock, say, told } = open();
    say('pass');
    say('unknown', 'first');
    await clock.advance(6 * MINUTE_MS);
    say('fail', 'second');
    expect(told()).toEqual(['first', 'second']);
  });

  it('come at most every five minutes, with what is true then', async () => {
    const { clock, say, told } = open();
    say('fail', 'down at 0');
    say('pass');
    say('fail', 'down at 1');
    say('pass');
    say('fail', 'down at 2');
    expect(told()).toEqual(['down at 0']);
    await clock.advance(5 * MINUTE_MS);
    expect(told()).toEqual(['down at 0', 'down at 2']);
  });

  it('do not come late for what is over', async () => {
    const { clock, say, told } = open();
    say('fail', 'down at 0');
    say('pass');
    say('fail', 'down at 1');
    say('pass');
    await clock.advance(10 * MINUTE_MS);
    expect(told()).toEqual(['down at 0']);
  });

  it('bring the window forward when clicked', () => {
    const onClick = vi.fn();
    open(onClick).say('fail');
    notifications[0]?.emit('click');
    expect(onClick).toHaveBeenCalledOnce();
  });

  it('are left out where the desktop has none', () => {
    Notification.isSupported.mockReturnValueOnce(false);
    const { say, told } = open();
    say('fail');
    expect(told()).toEqual([]);
  });

  it('leave no timer behind', () => {
    const { clock, say, notifier } = open();
    say('fail');
    say('pass');
    say('fail');
    expect(clock.pending()).toBe(1);
    notifier.close();
    expect(clock.pending()).toBe(0);
  });
});
