import { BrowserWindow, type Session, session } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PAGE_ORIGIN } from './page.ts';
import { refusePermissions } from './permissions.ts';
import { resetElectronDouble } from './testing/electron-double.ts';

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type Permission = Parameters<RequestHandler>[1];

const ours = `${PAGE_ORIGIN}/`;
const EVERY_DAY: Permission[] = [
  'clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'local-network-access',
  'media',
  'midiSysex',
  'notifications',
  'openExternal',
  'pointerLock',
  'serial',
  'unknown',
  'usb',
];

beforeEach(() => {
  resetElectronDouble();
  refusePermissions(session.defaultSession, PAGE_ORIGIN);
});

function requested(permission: Permission, requestingUrl: string): boolean {
  const handler = vi.mocked(session.defaultSession.setPermissionRequestHandler).mock.lastCall?.[0];
  const answer = vi.fn<(granted: boolean) => void>();
  handler?.(new BrowserWindow().webContents, permission, answer, { isMainFrame: true, requestingUrl });
  expect(answer).toHaveBeenCalledOnce();
  return answer.mock.lastCall?.[0] ?? true;
}

function checked(permission: Permission, origin: string): boolean {
  const handler = vi.mocked(session.defaultSession.setPermissionCheckHandler).mock.lastCall?.[0];
  return handler?.(null, permission, origin, { isMainFrame: true, requestingUrl: origin }) ?? true;
}

describe('permissions', () => {
  it.each(EVERY_DAY)('%s is refused to our own page, when asked and when checked', (permission) => {
    expect(requested(permission, ours)).toBe(false);
    expect(checked(permission, ours)).toBe(false);
  });

  it('lets our page write plain text to the clipboard, and nobody else', () => {
    expect(requested('clipboard-sanitized-write', ours)).toBe(true);
    expect(checked('clipboard-sanitized-write', ours)).toBe(true);
    expect(requested('clipboard-sanitized-write', 'https://attacker.example/')).toBe(false);
    expect(checked('clipboard-sanitized-write', 'https://attacker.example')).toBe(false);
  });

  it('refuses every device', () => {
    const handler = vi.mocked(session.defaultSession.setDevicePermissionHandler).mock.lastCall?.[0];
    const device = { portId: '1', portName: 'ttyUSB0' };
    expect(handler?.({ deviceType: 'serial', origin: ours, device })).toBe(false);
  });
});
