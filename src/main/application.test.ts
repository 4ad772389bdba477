import { app, dialog, type MessagePortMain, powerMonitor, protocol, session } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HealthSummary } from '../core/health/index.ts';
import { OperatorError } from '../core/kernel/errors.ts';
import { silentLog } from '../core/kernel/log.ts';
import { manualClock } from '../core/kernel/manual-clock.ts';
import { createRedactor } from '../core/kernel/redaction.ts';
import { type Core, runApplication } from './application.ts';
import { PORT_WANTED } from './port.ts';
import {
  notifications,
  resetElectronDouble,
  trays,
  WebFrameMain,
  windows,
} from './testing/electron-double.ts';

const PAGE = 'app://control-center/';

beforeEach(() => resetElectronDouble());

function start(openCore?: () => Promise<Core>) {
  const clock = manualClock();
  const redactor = createRedactor();
  let listener: (summary: HealthSummary) => void = () => {};
  const core = {
    connect: vi.fn<(port: MessagePortMain) => void>(),
    checkNow: vi.fn(),
    tellAlerts: () => () => {},
    watch: (told: typeof listener) => {
      listener = told;
      return () => {};
    },
    close: vi.fn(async () => {}),
  };
  runApplication({
    openCore: openCore ?? (async () => core),
    route: null,
    devServer: undefined,
    platform: 'linux',
    clock,
    redactor,
    log: silentLog,
  });
  const say = (summary: HealthSummary) => listener(summary);
  return { clock, core, redactor, say };
}

const settled = () => vi.waitFor(() => expect(trays).toHaveLength(1));
const loaded = () => windows[0]?.loadURL.mock.calls.map(([url]) => url);

describe('the application', () => {
  it('puts up the guards before the window, and the window before the core is open', async () => {
    const opening = Promise.withResolvers<Core>();
    start(() => opening.promise);
    await vi.waitFor(() => expect(windows).toHaveLength(1));
    expect(session.defaultSession.setPermissionRequestHandler).toHaveBeenCalledOnce();
    expect(protocol.handle).toHaveBeenCalledOnce();
    expect(windows[0]?.webContents.setWindowOpenHandler).toHaveBeenCalledOnce();
    expect(loaded()).toEqual([PAGE]);
  });

  it('connects the page to the core, also when the page was faster', async () => {
    const opening = Promise.withResolvers<Core>();
    const { core } = start(() => opening.promise);
    await settled();
    windows[0]?.webContents.ipc.emit(PORT_WANTED, { senderFrame: new WebFrameMain(PAGE) });
    expect(core.connect).not.toHaveBeenCalled();
    opening.resolve(core);
    await vi.waitFor(() => expect(core.connect).toHaveBeenCalledOnce());
  });

  it('shows how it stands beside the clock and tells of what got worse', async () => {
    const { say } = start();
    await settled();
    say({ verdict: 'fail', level: 'critical', text: 'governance is down' });
    expect(trays[0]?.setToolTip).toHaveBeenLastCalledWith('ACGS: governance is down');
    expect(notifications[0]?.options.body).toBe('governance is down');
  });

  it('shows no secret on the desktop', async () => {
    const { redactor, say } = start();
    await settled();
    redactor.add('hunter2-hunter2');
    say({ verdict: 'fail', level: 'critical', text: 'postgres refused hunter2-hunter2' });
    expect(trays[0]?.setToolTip).toHaveBeenLastCalledWith('ACGS: postgres refused [redacted]');
    expect(notifications[0]?.options.body).toBe('postgres refused [redacted]');
  });

  it('goes on watching when the window is closed, and opens a new one when asked', async () => {
    start();
    await settled();
    windows[0]?.close();
    expect(app.listenerCount('window-all-closed')).toBe(1);
    expect(app.quit).not.toHaveBeenCalled();
    trays[0]?.emit('click');
    expect(windows).toHaveLength(1);
  });

  it('comes forward at the link of a second start, without reloading the page it is at', async () => {
    start();
    await settled();
    app.emit('second-instance', {}, ['acgs', 'acgs://system/governance'], '/', null);
    app.emit('second-instance', {}, ['acgs', 'acgs://system/governance'], '/', null);
    expect(windows).toHaveLength(1);
    expect(windows[0]?.focus).toHaveBeenCalledTimes(2);
    expect(loaded()).toEqual([PAGE, `${PAGE}#/health/governance`]);
  });

  it('looks again when the machine wakes', async () => {
    const { core } = start();
    await settled();
    powerMonitor.emit('resume');
    await vi.waitFor(() => expect(core.checkNow).toHaveBeenCalledOnce());
  });

  it('gives way to the instance that already runs', () => {
    vi.mocked(app.requestSingleInstanceLock).mockReturnValueOnce(false);
    start();
    expect(app.quit).toHaveBeenCalledOnce();
    expect(app.whenReady).not.toHaveBeenCalled();
  });
});

describe('quitting', () => {
  function quit(): boolean {
    const preventDefault = vi.fn();
    app.emit('before-quit', { preventDefault });
    return preventDefault.mock.calls.length === 0;
  }

  it('waits until the core is closed', async () => {
    const { core } = start();
    await settled();
    expect(quit()).toBe(false);
    expect(quit()).toBe(false);
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
    expect(core.close).toHaveBeenCalledOnce();
    expect(quit()).toBe(true);
  });

  it('waits for a core that is still opening, so that what it started is stopped', async () => {
    const opening = Promise.withResolvers<Core>();
    const { core } = start(() => opening.promise);
    await settled();
    expect(quit()).toBe(false);
    opening.resolve(core);
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
    expect(core.close).toHaveBeenCalledOnce();
  });

  it('does not wait for ever', async () => {
    const { clock, core } = start();
    await settled();
    core.close.mockReturnValueOnce(new Promise(() => {}));
    quit();
    await clock.advance(8_000);
    expect(app.exit).toHaveBeenCalledExactlyOnceWith(1);
  });

  it('goes on when closing fails', async () => {
    const { core } = start();
    await settled();
    core.close.mockRejectedValueOnce(new Error('disk full'));
    quit();
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
  });
});

it('says in a sentence why it cannot start, without a secret, and ends as the command line does', async () => {
  const { redactor } = start(async () => {
    redactor.add('hunter2-hunter2');
    throw new OperatorError('profile', 'prod.yaml line 3: unknown key hunter2-hunter2', {
      hint: 'Remove it.',
    });
  });
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledExactlyOnceWith(2));
  expect(vi.mocked(dialog.showErrorBox).mock.calls).toEqual([
    ['The control center cannot start', 'prod.yaml line 3: unknown key [redacted].\n\nRemove it.'],
  ]);
});
