import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultDataFolder, thisPlatform } from '../cli/locations.ts';
import { chooseProfile } from '../cli/profile-choice.ts';
import type { KeyStore } from '../core/connect/key-store.ts';
import type { Clock } from '../core/kernel/clock.ts';
import type { Log } from '../core/kernel/log.ts';
import type { Redactor } from '../core/kernel/redaction.ts';
import type { Core } from './application.ts';
import type { Launch } from './launch.ts';
import type { RunningSandbox } from './sandbox.ts';

const SANDBOX_NOTICE =
  'No profile is configured, so this is the sandbox: a practice system, nothing in it is real. To watch your own, write a profile and start again.';

/**
 * Opens the core over the profile that the launch, the environment or the default place names, or over
 * a sandbox started for it, and starts it. The core is loaded here and not before: the window is on the
 * screen by then.
 *
 * @throws OperatorError `profile`, `usage`, or whatever keeps the sandbox from starting
 */
export async function openCore(options: {
  launch: Launch;
  version: string;
  /** The folder that relative paths of the launch start from. */
  folder: string;
  env: Readonly<Record<string, string | undefined>>;
  keyStore: KeyStore;
  startSandbox: () => Promise<RunningSandbox>;
  clock: Clock;
  redactor: Redactor;
  log: Log;
}): Promise<Core> {
  const { launch, env, folder, clock, redactor, log } = options;
  const platform = thisPlatform(env);
  const choice = chooseProfile({ ...launch, fault: [], pods: undefined }, folder, platform);

  const undo: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    const loading = loadCore();
    const namedData = launch.data ?? env.ACGS_DATA;
    let dataDirectory = namedData ? resolve(folder, namedData) : defaultDataFolder(platform);
    let profilePath: string;
    if (choice.kind === 'file') profilePath = choice.path;
    else {
      const sandbox = await options.startSandbox();
      undo.push(() => sandbox.stop());
      profilePath = sandbox.profilePath;
      if (!launch.data) {
        // What was practised must not stand among what happened.
        const temporary = await mkdtemp(join(tmpdir(), 'acgs-data-'));
        undo.push(() => rm(temporary, { recursive: true, force: true }));
        dataDirectory = temporary;
      }
    }
    const { loadProfile, openControlCenter, createRouter, RPCHandler } = await loading;
    const profile = await loadProfile(profilePath);
    const center = await openControlCenter({
      profile,
      dataDirectory,
      clock,
      log,
      redactor,
      env,
      keychain: options.keyStore.read,
      keyStore: options.keyStore,
    });
    undo.push(() => center.close());
    const router = createRouter(center, {
      kind: 'electron',
      version: options.version,
      sandboxNotice: choice.kind === 'none' ? SANDBOX_NOTICE : null,
    });
    const handler = new RPCHandler(router);
    center.start();
    return {
      connect: (port) => handler.upgrade(port),
      checkNow: center.checkNow,
      watch: (listener) => center.health.subscribe(listener),
      tellAlerts(desk) {
        const withdraw = center.alerts.desktop.offer(desk.show);
        const count = () => desk.count(center.alerts.frame().counts.unanswered);
        count();
        const leave = center.alerts.subscribe(count);
        return () => {
          withdraw();
          leave();
        };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function loadCore() {
  const [{ loadProfile }, { openControlCenter }, { createRouter }, { RPCHandler }] = await Promise.all([
    import('../core/connect/profile/load.ts'),
    import('../core/control-center.ts'),
    import('../core/router.ts'),
    import('@orpc/server/message-port'),
  ]);
  return { loadProfile, openControlCenter, createRouter, RPCHandler };
}
