import type { Session } from 'electron';
import { originOf } from './page.ts';

/** Copying a pod's name is all the page ever asks the system for. */
const GRANTED = 'clipboard-sanitized-write';

/**
 * Refuses every permission and every device, except that our own page may write plain text to the
 * clipboard. Both handlers are needed: Electron grants by default what only one of them refuses.
 */
export function refusePermissions(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
  pageOrigin: string,
): void {
  const granted = (permission: string, url: string) => permission === GRANTED && originOf(url) === pageOrigin;
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(granted(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    granted(permission, requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
}
