import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { menuTemplate } from './menu.ts';

const actions = { goTo: vi.fn(), checkNow: vi.fn(), openDocumentation: vi.fn() };

function items(options: { platform: NodeJS.Platform; packaged: boolean }): MenuItemConstructorOptions[] {
  return menuTemplate({ ...options, actions }).flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? item.submenu : []),
  ]);
}

/** What a click calls is all that matters here; its arguments are Electron's. */
function click(item: MenuItemConstructorOptions | undefined): void {
  const act: unknown = item?.click;
  if (typeof act !== 'function') throw new Error('nothing to click');
  act();
}

describe('the menu', () => {
  it('leads to each panel by its number', () => {
    const all = items({ platform: 'linux', packaged: true });
    click(all.find(({ accelerator }) => accelerator === 'CmdOrCtrl+1'));
    click(all.find(({ accelerator }) => accelerator === 'CmdOrCtrl+2'));
    expect(actions.goTo.mock.calls).toEqual([['/health'], ['/cluster']]);
  });

  it('checks now', () => {
    click(items({ platform: 'linux', packaged: true }).find(({ label }) => label === 'Check Now'));
    expect(actions.checkNow).toHaveBeenCalledOnce();
  });

  it.each(['linux', 'win32', 'darwin'] as const)(
    'has no developer tools once installed on %s',
    (platform) => {
      const roles = items({ platform, packaged: true }).map(({ role }) => role);
      for (const role of ['toggleDevTools', 'reload', 'forceReload', 'viewMenu'] as const) {
        expect(roles).not.toContain(role);
      }
      expect(items({ platform, packaged: false }).map(({ role }) => role)).toContain('toggleDevTools');
    },
  );

  it('gives every shortcut once', () => {
    const shortcuts = items({ platform: 'darwin', packaged: false }).flatMap(
      ({ accelerator }) => accelerator ?? [],
    );
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
  });
});
