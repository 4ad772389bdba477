import { join } from 'node:path';
import { Menu, nativeImage, nativeTheme, Tray } from 'electron';
import type { Level } from '../contract/health.ts';
import type { HealthSummary } from '../core/health/index.ts';

/** Windows cuts a tooltip after 127 characters. */
const MAX_TOOLTIP_LENGTH = 127;

export interface TrayActions {
  open: () => void;
  checkNow: () => void;
  quit: () => void;
}

export interface HealthTray {
  show(summary: HealthSummary): void;
  /** How many alerts wait for an answer: beside the icon where there is room for it, and in its tooltip. */
  count(unanswered: number): void;
  close(): void;
}

/** State as shape and colour beside the clock, the sentence as its tooltip, the least as its menu. */
export function createTray(options: {
  /** The folder of the tray's images. */
  icons: string;
  platform: NodeJS.Platform;
  actions: TrayActions;
}): HealthTray {
  const { icons, platform, actions } = options;
  let level: Level = 'unknown';
  const image = () =>
    nativeImage.createFromPath(
      join(icons, trayImage(level, { platform, dark: nativeTheme.shouldUseDarkColors })),
    );
  const menu = (sentence: string) =>
    Menu.buildFromTemplate([
      { label: sentence, enabled: false },
      { type: 'separator' },
      { label: 'Open Control Center', click: actions.open },
      { label: 'Check Now', click: actions.checkNow },
      { type: 'separator' },
      { label: 'Quit', click: actions.quit },
    ]);

  const tray = new Tray(image());
  let sentence = 'No check has finished yet';
  let unanswered = 0;
  const say = () => {
    const waiting =
      unanswered === 0 ? '' : `${unanswered} ${unanswered === 1 ? 'alert' : 'alerts'} to answer. `;
    tray.setToolTip(`ACGS: ${waiting}${sentence}`.slice(0, MAX_TOOLTIP_LENGTH));
    tray.setContextMenu(menu(`${waiting}${sentence}`));
  };
  say();
  tray.on('click', actions.open);
  const onTheme = () => tray.setImage(image());
  nativeTheme.on('updated', onTheme);

  return {
    show(summary) {
      level = summary.level;
      tray.setImage(image());
      sentence = summary.text;
      say();
    },
    count(next) {
      unanswered = next;
      if (platform === 'darwin') tray.setTitle(next === 0 ? '' : String(next));
      say();
    },
    close() {
      nativeTheme.off('updated', onTheme);
      tray.destroy();
    },
  };
}

/** macOS colours a template image itself; elsewhere there is one for each theme. Electron finds `@2x`. */
export function trayImage(level: Level, look: { platform: NodeJS.Platform; dark: boolean }): string {
  if (look.platform === 'darwin') return `${level}Template.png`;
  return `${level}-${look.dark ? 'dark' : 'light'}.png`;
}
