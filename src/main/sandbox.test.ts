import { utilityProcess } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../core/kernel/log.ts';
import { manualClock } from '../core/kernel/manual-clock.ts';
import { startSandbox } from './sandbox.ts';
import { children, resetElectronDouble } from './testing/electron-double.ts';

const entry = '/app/out/main/sandbox.js';

beforeEach(() => resetElectronDouble());

function start() {
  const clock = manualClock();
  const sandbox = startSandbox({ entry, clock, log: silentLog });
  const child = children[0];
  if (!child) throw new Error('nothing was started');
  return { clock, sandbox, child };
}

describe('the sandbox', () => {
  it('runs in a process of its own and says where its profile is', async () => {
    const { sandbox, child } = start();
    child.emit('message', { ready: true, profilePath: '/tmp/acgs/profile.yaml' });
    expect((await sandbox).profilePath).toBe('/tmp/acgs/profile.yaml');
    expect(vi.mocked(utilityProcess.fork).mock.lastCall?.[0]).toBe(entry);
  });

  it('stops when it is told to', async () => {
    const { clock, sandbox, child } = start();
    child.emit('message', { ready: true, profilePath: '/tmp/p' });
    const stopped = (await sandbox).stop();
    expect(child.postMessage).toHaveBeenCalledExactlyOnceWith('stop');
    child.emit('exit', 0);
    await stopped;
    expect(child.kill).not.toHaveBeenCalled();
    expect(clock.pending()).toBe(0);
  });

  it('is ended when it does not stop', async () => {
    const { clock, sandbox, child } = start();
    child.emit('message', { ready: true, profilePath: '/tmp/p' });
    const stopped = (await sandbox).stop();
    await clock.advance(5_000);
    await stopped;
    expect(child.kill).toHaveBeenCalledOnce();
  });

  it('says why it did not start', async () => {
    const { sandbox, child } = start();
    child.emit('message', { ready: false, message: 'PostgreSQL could not be started' });
    child.postMessage.mockImplementation(() => child.emit('exit', 0));
    await expect(sandbox).rejects.toThrow('PostgreSQL could not be started');
  });

  it('does not keep anybody waiting who it died on', async () => {
    const { sandbox, child } = start();
    child.emit('exit', 139);
    await expect(sandbox).rejects.toThrow('stopped before it was ready (exit 139)');
  });

  it('is ended when it talks nonsense', async () => {
    const { clock, sandbox, child } = start();
    child.emit('message', 'hello');
    const refused = expect(sandbox).rejects.toThrow('did not say where it is');
    await clock.advance(5_000);
    await refused;
    expect(child.kill).toHaveBeenCalledOnce();
  });
});
