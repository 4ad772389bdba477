import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nativeTheme } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Level } from '../contract/health.ts';
import { level as levels } from '../contract/health.ts';
import { resetElectronDouble, nativeTheme as themeDouble, trays } from './testing/electron-double.ts';
import { createTray, trayImage } from './tray.ts';

const icons = join(import.meta.dirname, '../../resources/icons/tray');
const actions = { open: vi.fn(), checkNow: vi.fn(), quit: vi.fn() };

beforeEach(() => resetElectronDouble());

const shown = () => vi.mocked(trays[0]?.setImage)?.mock.lastCall?.[0];
const menu = (): { label?: string; click?: () => void }[] => {
  const last: unknown = trays[0]?.setContextMenu.mock.lastCall?.[0];
  return typeof last === 'object' && last !== null && 'template' in last && Array.isArray(last.template)
    ? last.template
    : [];
};

describe('trayImage', () => {
  const looks = (['linux', 'win32', 'darwin'] as const).flatMap((platform) =>
    [true, false].map((dark) => ({ platform, dark })),
  );
  it.each(looks)('exists for every level in both resolutions on $platform, dark: $dark', (look) => {
    for (const level of levels.options) {
      const name = trayImage(level, look);
      expect(existsSync(join(icons, name)), name).toBe(true);
      expect(existsSync(join(icons, name.replace('.png', '@2x.png'))), name).toBe(true);
    }
  });

  it('tells the levels apart', () => {
    const name = (level: Level) => trayImage(level, { platform: 'linux', dark: true });
    expect(new Set(levels.options.map(name)).size).toBe(levels.options.length);
  });
});

describe('the tray', () => {
  it('knows nothing at first, and says so', () => {
    createTray({ icons, platform: 'linux', actions });
    expect(trays[0]?.image).toEqual({ path: join(icons, 'unknown-dark.png') });
    expect(trays[0]?.setToolTip).toHaveBeenLastCalledWith('ACGS: No check has finished yet');
  });

  it('shows the state, its sentence, and follows the theme', () => {
    const tray = createTray({ icons, platform: 'linux', actions });
    tray.show({ verdict: 'fail', level: 'critical', text: 'governance is down: connection refused' });
    expect(shown()).toEqual({ path: join(icons, 'critical-dark.png') });
    expect(trays[0]?.setToolTip).toHaveBeenLastCalledWith('ACGS: governance is down: connection refused');
    expect(menu()[0]?.label).toBe('governance is down: connection refused');

    themeDouble.shouldUseDarkColors = false;
    nativeTheme.emit('updated');
    expect(shown()).toEqual({ path: join(icons, 'critical-light.png') });
  });

  it('keeps a tooltip within what Windows shows', () => {
    createTray({ icons, platform: 'win32', actions }).show({
      verdict: 'fail',
      level: 'critical',
      text: 'x'.repeat(300),
    });
    expect(trays[0]?.setToolTip.mock.lastCall?.[0]).toHaveLength(127);
  });

  it('opens, checks and quits from its menu', () => {
    createTray({ icons, platform: 'linux', actions });
    for (const item of menu()) item.click?.();
    for (const action of Object.values(actions)) expect(action).toHaveBeenCalledOnce();
  });

  it('leaves nothing behind', () => {
    createTray({ icons, platform: 'linux', actions }).close();
    expect(trays[0]?.destroy).toHaveBeenCalledOnce();
    expect(nativeTheme.listenerCount('updated')).toBe(0);
  });
});

describe('alerts to answer', () => {
  const tooltip = () => trays[0]?.setToolTip.mock.lastCall?.[0];

  it('are counted in the tooltip, and beside the icon of macOS', () => {
    const tray = createTray({ icons, platform: 'darwin', actions });
    tray.show({ verdict: 'fail', level: 'critical', text: 'governance is down' });
    tray.count(2);
    expect(tooltip()).toBe('ACGS: 2 alerts to answer. governance is down');
    expect(trays[0]?.setTitle).toHaveBeenLastCalledWith('2');
    tray.count(0);
    expect(tooltip()).toBe('ACGS: governance is down');
    expect(trays[0]?.setTitle).toHaveBeenLastCalledWith('');
  });
});
