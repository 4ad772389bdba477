import { app } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Route } from './panels.ts';
import { claimSingleInstance } from './single-instance.ts';
import { resetElectronDouble } from './testing/electron-double.ts';

const open = vi.fn<(route: Route | null) => void>();

beforeEach(() => resetElectronDouble());

describe('a second start', () => {
  it('comes forward in the first one, at its link', () => {
    expect(claimSingleInstance(app, open)).toBe(true);
    app.emit('second-instance', {}, ['/opt/acgs', 'acgs://system/governance'], '/home', null);
    app.emit('second-instance', {}, ['/opt/acgs', '--profile', 'x'], '/home', null);
    expect(open.mock.calls).toEqual([['/health/governance'], [null]]);
  });

  it('gives way itself and listens to nothing', () => {
    vi.mocked(app.requestSingleInstanceLock).mockReturnValueOnce(false);
    expect(claimSingleInstance(app, open)).toBe(false);
    expect(app.eventNames()).toEqual([]);
  });
});

it('opens links that macOS hands over as an event, and only known ones', () => {
  claimSingleInstance(app, open);
  const preventDefault = vi.fn();
  app.emit('open-url', { preventDefault }, 'acgs://cluster');
  app.emit('open-url', { preventDefault }, 'acgs://cluster?delete=all');
  expect(open.mock.calls).toEqual([['/cluster'], [null]]);
  expect(preventDefault).toHaveBeenCalledTimes(2);
});
