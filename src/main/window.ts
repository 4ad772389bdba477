import { BrowserWindow } from 'electron';

/** The page's background in both themes, so that the window does not flash before its first paint. */
const BACKGROUND = { dark: '#0e1116', light: '#f4f5f7' };

/**
 * The one window, hidden until its page has painted. Electron keeps its size and place under its name
 * and moves it back onto a display that is still there.
 */
export function createWindow(options: {
  /** Absolute path of the built preload script. */
  preload: string;
  /** Absolute path; Linux takes a window's icon from here. */
  icon: string;
  dark: boolean;
  /** An installed application has no developer tools. */
  packaged: boolean;
}): BrowserWindow {
  const window = new BrowserWindow({
    name: 'control-center',
    windowStatePersistence: true,
    title: 'ACGS Control Center',
    width: 1440,
    height: 920,
    minWidth: 960,
    minHeight: 600,
    show: false,
    backgroundColor: options.dark ? BACKGROUND.dark : BACKGROUND.light,
    icon: options.icon,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: !options.packaged,
    },
  });
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Brings the window before the operator, wherever it was. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
