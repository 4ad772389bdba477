import { EventEmitter } from 'node:events';
import { BrowserWindow, dialog } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog, silentLog } from '../core/kernel/log.ts';
import { manualClock } from '../core/kernel/manual-clock.ts';
import { createRedactor } from '../core/kernel/redaction.ts';
import { catchUnhandled, recoverPage } from './crash.ts';
import { resetElectronDouble } from './testing/electron-double.ts';

beforeEach(() => resetElectronDouble());

describe('a page whose process is gone', () => {
  function open() {
    const window = new BrowserWindow();
    const clock = manualClock();
    recoverPage(window, { clock, log: silentLog });
    const crash = (reason = 'crashed') =>
      window.webContents.emit('render-process-gone', {}, { reason, exitCode: 5 });
    const told = () => vi.mocked(dialog.showMessageBox).mock.calls.length;
    return { window, clock, crash, told };
  }

  it('comes back and says so', () => {
    const { window, crash, told } = open();
    crash();
    expect(window.webContents.reload).toHaveBeenCalledOnce();
    expect(told()).toBe(1);
  });

  it('is left alone when it went on purpose', () => {
    const { window, crash, told } = open();
    crash('clean-exit');
    expect(window.webContents.reload).not.toHaveBeenCalled();
    expect(told()).toBe(0);
  });

  it('is given up after three times in a minute, and tried again later', async () => {
    const { window, clock, crash } = open();
    for (let time = 0; time < 4; time++) crash();
    expect(window.webContents.reload).toHaveBeenCalledTimes(3);
    await clock.advance(61_000);
    crash('oom');
    expect(window.webContents.reload).toHaveBeenCalledTimes(4);
  });
});

describe('what nobody caught', () => {
  function open() {
    const lines: string[] = [];
    const redactor = createRedactor();
    redactor.add('hunter2-hunter2');
    const log = createLog({ redactor, level: 'debug', destination: { write: (line) => lines.push(line) } });
    const source = new EventEmitter();
    const exit = vi.fn<(code: number) => void>();
    catchUnhandled(source, { log, exit });
    return { lines, source, exit };
  }

  it('is logged without secrets; an exception stops the application and tells why', () => {
    const { lines, source, exit } = open();
    source.emit('uncaughtException', new Error('cannot reach postgres://acgs:hunter2-hunter2@db'));
    expect(lines.join('')).toContain('cannot reach');
    expect(lines.join('')).not.toContain('hunter2');
    expect(dialog.showErrorBox).toHaveBeenCalledOnce();
    expect(JSON.stringify(vi.mocked(dialog.showErrorBox).mock.calls)).not.toContain('hunter2');
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
  });

  it('is logged and survived when it is a rejection', () => {
    const { lines, source, exit } = open();
    source.emit('unhandledRejection', new Error('hunter2-hunter2 was refused'));
    expect(lines.join('')).toContain('unhandled rejection');
    expect(lines.join('')).not.toContain('hunter2');
    expect(exit).not.toHaveBeenCalled();
  });
});
