import { temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { loadProfile } from '../../connect/profile/load.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import type { ControlCenter } from '../../control-center/capabilities.ts';
import { openControlCenter } from '../../control-center.ts';
import type { Timer } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { type JumpingClock, jumpingClock } from '../../runbooks/testing/jumping-clock.ts';

/** One practice production with several control centers over it, each with a data folder of its own. */
export interface Desks {
  sandbox: Sandbox;
  clock: JumpingClock;
  /**
   * Opens a control center at a desk: another one of it, or anew after it was left. What was left under way stays as
   * it is.
   */
  open(name: string): Promise<ControlCenter>;
  /** Lets go of what is under way there, as processes that end do, and gives nothing back. */
  leave(name: string): Promise<void>;
  close(): Promise<void>;
}

const LONGEST_EXCHANGE_MS = 15_000;

/**
 * @param profile what is to be another one than in practice
 * @param options `isLifeJumping`: what waits long by the time of life, longer than any exchange may take, passes with
 *   the jumps of the clock, too
 */
export async function openDesks(
  profile: Partial<Profile> = {},
  { isLifeJumping = false }: { isLifeJumping?: boolean } = {},
): Promise<Desks> {
  const clock = jumpingClock();
  const after: Timer['after'] = (delayMs, run) =>
    (delayMs > LONGEST_EXCHANGE_MS ? clock : clock.real).after(delayMs, run);
  const ofCenters = isLifeJumping ? { ...clock, real: { ...clock.real, after } } : clock;
  const sandbox = await startSandbox({ now: clock.now, timeScale: 5, traffic: 100 });
  const folders = new Map<string, Awaited<ReturnType<typeof temporaryFolder>>>();
  let opened: { name: string; center: ControlCenter }[] = [];
  const leave = async (name: string) => {
    const left = opened.filter((it) => it.name === name);
    opened = opened.filter((it) => it.name !== name);
    for (const { center } of left) await center.close();
  };
  return {
    sandbox,
    clock,
    async open(name) {
      const folder = folders.get(name) ?? (await temporaryFolder(`desk-${name}`));
      folders.set(name, folder);
      const center = await openControlCenter({
        profile: { ...(await loadProfile(sandbox.profilePath)), ...profile },
        dataDirectory: folder.path,
        clock: ofCenters,
        log: silentLog,
        redactor: createRedactor(),
      });
      opened.push({ name, center });
      return center;
    },
    leave,
    async close() {
      for (const name of folders.keys()) await leave(name);
      await sandbox.close();
      for (const folder of folders.values()) await folder.remove();
    },
  };
}
