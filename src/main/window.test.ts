import { beforeEach, describe, expect, it, vi } from 'vitest';
import { resetElectronDouble, windows } from './testing/electron-double.ts';
import { bringForward, createWindow } from './window.ts';

const files = { preload: '/app/out/preload/index.cjs', icon: '/app/resources/icons/app/512x512.png' };

beforeEach(() => resetElectronDouble());

describe('the window', () => {
  it('shows itself when its page has painted, not before', () => {
    const window = createWindow({ ...files, dark: true, packaged: true });
    expect(windows[0]?.options.show).toBe(false);
    expect(window.show).not.toHaveBeenCalled();
    window.emit('ready-to-show');
    expect(window.show).toHaveBeenCalledOnce();
  });

  it.each([
    [true, '#0e1116'],
    [false, '#f4f5f7'],
  ])('starts in the colour of the theme (dark: %s)', (dark, colour) => {
    createWindow({ ...files, dark, packaged: true });
    expect(windows[0]?.options.backgroundColor).toBe(colour);
  });

  it('lets Electron keep its size and place, for which it needs a name', () => {
    createWindow({ ...files, dark: true, packaged: true });
    expect(windows[0]?.options).toMatchObject({ name: 'control-center', windowStatePersistence: true });
  });

  it('comes forward even when it is minimised', () => {
    const window = createWindow({ ...files, dark: true, packaged: true });
    vi.mocked(window.isMinimized).mockReturnValueOnce(true);
    bringForward(window);
    expect(window.restore).toHaveBeenCalledOnce();
    expect(window.focus).toHaveBeenCalledOnce();
  });
});
