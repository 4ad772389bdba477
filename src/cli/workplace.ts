import { resolve } from 'node:path';
import { systemKeyStore } from '../core/connect/key-store.ts';
import { loadProfile } from '../core/connect/profile/load.ts';
import type { Profile } from '../core/connect/profile/schema.ts';
import type { ControlCenter } from '../core/control-center/capabilities.ts';
import { type Clock, sleep, systemClock } from '../core/kernel/clock.ts';
import { OperatorError } from '../core/kernel/errors.ts';
import type { Log } from '../core/kernel/log.ts';
import type { CommandContext } from './command.ts';
import { checkFaults } from './commands/sandbox.ts';
import { defaultDataFolder, thisPlatform } from './locations.ts';
import { chooseProfile, noProfile } from './profile-choice.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';
import { untilStopped } from './stop-signal.ts';

/** The center has this long to close its connections. */
const MAX_GOODBYE_MS = 2_000;

/** A control center that is open, and what was started for it. */
export interface Workplace {
  center: ControlCenter;
  /** The profile's clock: faster than life in a sandbox that asks for it. */
  clock: Clock;
  /** Set when no profile is configured and the sandbox was opened instead. */
  sandboxNotice: string | null;
  /** Closes the center, then the sandbox. */
  close(): Promise<void>;
}

/**
 * Opens what the command line names: a profile, or a sandbox started for this command.
 *
 * @param orSandbox with no profile configured, open the sandbox instead of failing
 * @throws OperatorError `profile`, `usage`, or whatever keeps the sandbox from starting
 */
export async function openWorkplace(
  context: CommandContext,
  { orSandbox = false }: { orSandbox?: boolean } = {},
): Promise<Workplace> {
  const { globals, signal } = context;
  const platform = thisPlatform(context.env);
  const choice = chooseProfile(globals, context.folder, platform);
  if (choice.kind === 'none' && !orSandbox) throw noProfile(choice.expectedAt);

  const undo: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    let path: string;
    if (choice.kind === 'file') path = choice.path;
    else {
      const sandbox = await startSandbox(context);
      undo.push(() => sandbox.stop());
      path = sandbox.profilePath;
    }
    const profile = await loadProfile(path);
    const clock = await clockFor(profile, globals.timeScale, context.log);
    const { openControlCenter } = await loadCore();
    const center = await openControlCenter({
      profile,
      // Practice leaves nothing behind unless it is told where.
      dataDirectory: choice.kind !== 'file' && globals.data === undefined ? ':memory:' : dataFolder(context),
      clock,
      log: context.log,
      redactor: context.redactor,
      env: context.env,
      keyStore: systemKeyStore(platform.platform),
    });
    // A connection that hangs must not keep the process from ending.
    undo.push(() => Promise.race([center.close(), sleep(context.clock, MAX_GOODBYE_MS)]));
    // Told before the answer, and again when it turned up meanwhile: nothing is lost silently.
    const told = new Set<string>();
    const tellTroubles = () => {
      for (const { message, hint } of center.troubles()) {
        if (!told.has(message)) context.output.tell(`acgs: ${message}.${hint === null ? '' : ` ${hint}`}`);
        told.add(message);
      }
    };
    tellTroubles();
    undo.push(async () => tellTroubles());
    signal.throwIfAborted();
    return {
      center,
      clock,
      sandboxNotice:
        choice.kind === 'none'
          ? `No profile is configured, so this is the sandbox: a practice system, nothing in it is real. To watch your own, write a profile and start again.`
          : null,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The core takes a while to load: a wrong profile is told before, and a sandbox starts meanwhile. */
function loadCore(): Promise<typeof import('../core/control-center.ts')> {
  return import('../core/control-center.ts');
}

/**
 * Opens the center for one piece of work and closes it whatever happens. A stop does not wait for the
 * work: a system that hangs is no reason to hang.
 */
export async function withCenter<T>(
  context: CommandContext,
  work: (center: ControlCenter, workplace: Workplace) => Promise<T>,
): Promise<T> {
  const { signal } = context;
  const workplace = await openWorkplace(context);
  try {
    const stopped = untilStopped(signal).then(() => signal.throwIfAborted());
    const working = work(workplace.center, workplace);
    await Promise.race([working, stopped]);
    return await working;
  } finally {
    await workplace.close();
  }
}

export function dataFolder({ globals, env, folder }: CommandContext): string {
  const named = globals.data ?? env.ACGS_DATA;
  return named ? resolve(folder, named) : defaultDataFolder(thisPlatform(env));
}

/**
 * Only practice may run faster than life: elsewhere it would cut short what the guides prescribe. It is the practice
 * production's clock that is set, and everybody who watches it goes by that one: what it says of a time is true here.
 */
async function clockFor(profile: Profile, timeScale: number | undefined, log: Log): Promise<Clock> {
  if (timeScale !== undefined && profile.environment !== 'sandbox') {
    throw new OperatorError(
      'usage',
      `--time-scale is for sandbox profiles; ${profile.name} is ${profile.environment}`,
    );
  }
  const control = profile.environment === 'sandbox' ? profile.sandbox?.control : undefined;
  const own = timeScale === undefined ? undefined : { timeScale };
  if (control === undefined) return systemClock(own);
  const { requestPace } = await import('../sandbox/control.ts');
  try {
    return systemClock(await requestPace(control, timeScale));
  } catch (error) {
    // Whatever else of it does not answer is told by its systems.
    log.warn('the sandbox does not tell how its clock runs', { error });
    return systemClock(own);
  }
}

async function startSandbox({ globals, env, log, signal }: CommandContext): Promise<SandboxProcess> {
  await checkFaults(globals.fault);
  const starting = startSandboxProcess({
    faults: globals.fault,
    pods: globals.pods,
    timeScale: globals.timeScale,
    verbose: globals.verbose,
    env,
    log,
    signal,
  });
  await Promise.allSettled([starting, loadCore()]);
  return starting;
}
