import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { MessageChannelMain } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../contract/index.ts';
import { systemClock } from '../core/kernel/clock.ts';
import { silentLog } from '../core/kernel/log.ts';
import { createRedactor } from '../core/kernel/redaction.ts';
import type { Core } from './application.ts';
import { openCore } from './core.ts';
import type { Launch } from './launch.ts';

let folder: string;
let core: Core | undefined;
const stop = vi.fn(async () => {});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  await writeFile(join(folder, 'empty.yaml'), 'name: acgs-empty\nenvironment: staging\n');
  await writeFile(join(folder, 'wrong.yaml'), 'name: acgs-wrong\nenviroment: staging\n');
});
afterEach(async () => {
  await core?.close();
  core = undefined;
  await rm(folder, { recursive: true });
});

async function open(launch: Partial<Launch>, sandbox = 'empty.yaml'): Promise<Core> {
  core = await openCore({
    launch: {
      profile: undefined,
      data: join(folder, 'data'),
      sandbox: false,
      verbose: false,
      route: null,
      ...launch,
    },
    version: '0.1.0',
    folder,
    // A home with no profile in it, on every platform.
    env: { XDG_CONFIG_HOME: folder, APPDATA: folder },
    keyStore: {
      read: async () => undefined,
      write: async () => {},
      remove: async () => {},
      weakness: async () => 'there is none',
    },
    startSandbox: async () => ({ profilePath: join(folder, sandbox), stop }),
    clock: systemClock(),
    redactor: createRedactor(),
    log: silentLog,
  });
  return core;
}

function clientOf(opened: Core): Client {
  const { port1, port2 } = new MessageChannelMain();
  opened.connect(port1);
  port1.start();
  const client: Client = createORPCClient(new RPCLink({ port: port2 }));
  port2.start();
  return client;
}

async function statusOf(opened: Core) {
  for await (const status of await clientOf(opened).shell.watch()) return status;
  throw new Error('no status came');
}

describe('the core behind a port', () => {
  it('answers the contract about the profile that was named', async () => {
    const opened = await open({ profile: 'empty.yaml' });
    const report = await clientOf(opened).health.check();
    expect(report).toMatchObject({ profile: 'acgs-empty', verdict: 'unknown' });
    expect(await statusOf(opened)).toMatchObject({ host: 'electron', version: '0.1.0', sandboxNotice: null });
  });

  it('tells tray and notifications how it stands', async () => {
    const opened = await open({ profile: 'empty.yaml' });
    const summary = vi.fn();
    const unwatch = opened.watch(summary);
    opened.checkNow();
    await vi.waitFor(() => expect(summary).toHaveBeenCalled());
    expect(summary.mock.lastCall?.[0]).toMatchObject({ verdict: 'unknown', level: 'unknown' });
    unwatch();
  });

  it('opens the sandbox when nothing names a profile, says so, and stops it at the end', async () => {
    const opened = await open({});
    expect((await statusOf(opened)).sandboxNotice).toContain('nothing in it is real');
    expect(stop).not.toHaveBeenCalled();
    await opened.close();
    expect(stop).toHaveBeenCalledOnce();
  });

  it('opens the sandbox without a notice when it was asked for', async () => {
    expect((await statusOf(await open({ sandbox: true }))).sandboxNotice).toBeNull();
  });

  it('says what is wrong with a profile, and stops what it had started', async () => {
    await expect(open({ profile: 'wrong.yaml' })).rejects.toMatchObject({ code: 'profile' });
    await expect(open({ sandbox: true }, 'wrong.yaml')).rejects.toMatchObject({ code: 'profile' });
    expect(stop).toHaveBeenCalledOnce();
  });
});
