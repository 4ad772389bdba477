import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { serveSandbox } from './sandbox-child.ts';

function parent() {
  const said: unknown[] = [];
  return Object.assign(new EventEmitter(), { said, postMessage: (message: unknown) => said.push(message) });
}

describe('the sandbox’s process', () => {
  it('says where the profile is and closes the sandbox when told', async () => {
    const port = parent();
    const close = vi.fn(async () => {});
    const served = serveSandbox(port, async () => ({ profilePath: '/tmp/profile.yaml', close }));
    await vi.waitFor(() => expect(port.said).toEqual([{ ready: true, profilePath: '/tmp/profile.yaml' }]));
    expect(close).not.toHaveBeenCalled();
    port.emit('message', { data: 'stop' });
    await served;
    expect(close).toHaveBeenCalledOnce();
  });

  it('closes a sandbox that was ready only after it was told to stop', async () => {
    const port = parent();
    const close = vi.fn(async () => {});
    const starting = Promise.withResolvers<void>();
    const served = serveSandbox(port, async () => {
      await starting.promise;
      return { profilePath: '/tmp/profile.yaml', close };
    });
    port.emit('message', { data: 'stop' });
    starting.resolve();
    await served;
    expect(close).toHaveBeenCalledOnce();
  });

  it('says why the sandbox did not start, and waits to be let go', async () => {
    const port = parent();
    const served = serveSandbox(port, async () => {
      throw new Error('there is no PostgreSQL here');
    });
    await vi.waitFor(() =>
      expect(port.said).toEqual([{ ready: false, message: 'there is no PostgreSQL here' }]),
    );
    port.emit('message', { data: 'stop' });
    await served;
  });
});
