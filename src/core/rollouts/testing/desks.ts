import { temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { loadProfile } from '../../connect/profile/load.ts';
import type { ControlCenter } from '../../control-center/capabilities.ts';
import { openControlCenter } from '../../control-center.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { type JumpingClock, jumpingClock } from '../../runbooks/testing/jumping-clock.ts';

/** One practice production with several control centers over it, each with a data folder of its own. */
export interface Desks {
  sandbox: Sandbox;
  clock: JumpingClock;
  /** Opens the control center of a desk, anew after it was closed: what it left under way stays as it is. */
  open(name: string): Promise<ControlCenter>;
  /** Lets go of what is under way there, as a process that ends does, and gives nothing back. */
  leave(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function openDesks(): Promise<Desks> {
  const clock = jumpingClock();
  const sandbox = await startSandbox({ now: clock.now, timeScale: 5, traffic: 100 });
  const folders = new Map<string, Awaited<ReturnType<typeof temporaryFolder>>>();
  const centers = new Map<string, ControlCenter>();
  const leave = async (name: string) => {
    await centers.get(name)?.close();
    centers.delete(name);
  };
  return {
    sandbox,
    clock,
    async open(name) {
      const folder = folders.get(name) ?? (await temporaryFolder(`desk-${name}`));
      folders.set(name, folder);
      const center = await openControlCenter({
        profile: await loadProfile(sandbox.profilePath),
        dataDirectory: folder.path,
        clock,
        log: silentLog,
        redactor: createRedactor(),
      });
      centers.set(name, center);
      return center;
    },
    leave,
    async close() {
      for (const name of [...centers.keys()]) await leave(name);
      await sandbox.close();
      for (const folder of folders.values()) await folder.remove();
    },
  };
}
