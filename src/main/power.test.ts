import { powerMonitor } from 'electron';
import { beforeEach, expect, it, vi } from 'vitest';
import { checkAfterSleep } from './power.ts';
import { resetElectronDouble } from './testing/electron-double.ts';

beforeEach(() => resetElectronDouble());

it('looks again when the machine wakes, until told to stop', () => {
  const checkNow = vi.fn();
  const stop = checkAfterSleep(powerMonitor, checkNow);
  powerMonitor.emit('resume');
  expect(checkNow).toHaveBeenCalledOnce();
  stop();
  powerMonitor.emit('resume');
  expect(checkNow).toHaveBeenCalledOnce();
});
