import { join } from 'node:path';
import { temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index.ts';
import { runHere } from './run-here.ts';

export interface Practice {
  folder: string;
  sandbox: Sandbox;
  /** Runs a command on it, in this process. */
  acgs(...words: string[]): ReturnType<typeof runHere>;
  /** Ends every fault. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** A practice system and a data folder of its own, for commands of the command line. */
export async function openPractice(purpose: string, options: SandboxOptions = {}): Promise<Practice> {
  const folder = await temporaryFolder(purpose);
  const sandbox = await startSandbox({ directory: join(folder.path, 'sandbox'), ...options });
  const env = {
    ...process.env,
    ACGS_PROFILE: sandbox.profilePath,
    ACGS_DATA: join(folder.path, 'data'),
    XDG_CONFIG_HOME: folder.path,
  };
  return {
    folder: folder.path,
    sandbox,
    acgs: (...words) => runHere(words, { folder: folder.path, env }),
    async mend() {
      for (const fault of sandbox.faults()) await sandbox.setFault(fault, false);
    },
    async close() {
      await sandbox.close();
      await folder.remove();
    },
  };
}
