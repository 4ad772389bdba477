import type { MenuItemConstructorOptions } from 'electron';
import { PANELS, type Route } from './panels.ts';

export interface MenuActions {
  goTo: (route: Route) => void;
  checkNow: () => void;
  openDocumentation: () => void;
}

/** The application's menu, where every act of the shell can be found with its keys. */
export function menuTemplate(options: {
  platform: NodeJS.Platform;
  /** An installed application offers neither reloading nor developer tools. */
  packaged: boolean;
  actions: MenuActions;
}): MenuItemConstructorOptions[] {
  const { platform, packaged, actions } = options;
  const mac = platform === 'darwin';
  const development: MenuItemConstructorOptions[] = packaged
    ? []
    : [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];

  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: PANELS.map(({ id, title }, index) => ({
        label: title,
        accelerator: `CmdOrCtrl+${index + 1}`,
        click: () => actions.goTo(`/${id}`),
      })),
    },
    {
      label: 'System',
      submenu: [{ label: 'Check Now', accelerator: 'CmdOrCtrl+Shift+R', click: actions.checkNow }],
    },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...development,
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'Kubernetes Documentation', click: actions.openDocumentation },
        ...(mac ? [] : [{ role: 'about' } as const]),
      ],
    },
  ];
}
